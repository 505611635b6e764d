//! Sign-in: the only mutations that nobody need be signed in for.

mod sign_in;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::session::{self, Which};

use super::problem::{Fault, UserError, settle};
use super::scalars::DateTime;
use crate::tokens::Bearer;
use crate::viewer::{Asked, Visit};

/// What a person who is signed in holds.
#[derive(SimpleObject)]
pub(crate) struct Session {
    /// Send it as `Authorization: Bearer …`. Good for 15 minutes.
    access_token: String,
    /// First instant at which the access token is refused.
    access_token_expires_at: DateTime,
    /// Exchange it by `sessionRefresh` for the next pair. Works once: used a second time it ends the session, because
    /// one of the two users must have stolen it. Keep it where scripts of other origins cannot read it.
    refresh_token: String,
    /// First instant at which the refresh token is refused.
    refresh_token_expires_at: DateTime,
}

/// Who signs in.
#[derive(InputObject)]
pub(crate) struct SessionCreateInput {
    /// The person's mail address; upper or lower case.
    email: String,
    /// The person's password.
    password: String,
    /// A code that `verificationCodeSend` mailed for `SIGN_IN`: with it the password is looked at although too many were
    /// tried. It is good for one password, right or wrong.
    verification_code: Option<String>,
}

/// The answer to `sessionCreate`.
#[derive(SimpleObject)]
pub(crate) struct SessionCreatePayload {
    /// The session; null when it was refused.
    session: Option<Session>,
    /// Why it was refused; empty on success. `WRONG_CREDENTIALS`, also for a person who is suspended or unknown;
    /// `TOO_MANY_ATTEMPTS`: more than 5 wrong passwords from one place for an account, 20 for the account or 50 from the
    /// place in 15 minutes; `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Which session goes on.
#[derive(InputObject)]
pub(crate) struct SessionRefreshInput {
    /// The last refresh token of the session.
    refresh_token: String,
}

/// The answer to `sessionRefresh`.
#[derive(SimpleObject)]
pub(crate) struct SessionRefreshPayload {
    /// The next pair of tokens; null when it was refused.
    session: Option<Session>,
    /// Why it was refused; empty on success. `SESSION_ENDED`: sign in again.
    user_errors: Vec<UserError>,
}

/// Which session ends.
#[derive(InputObject)]
pub(crate) struct SessionEndInput {
    /// A refresh token of the session.
    refresh_token: String,
}

/// The answer to `sessionEnd`.
#[derive(SimpleObject)]
pub(crate) struct SessionEndPayload {
    /// Always empty: a session that is unknown has ended.
    user_errors: Vec<UserError>,
}

/// Which sessions end.
#[derive(InputObject)]
pub(crate) struct SessionsRevokeInput {
    /// Whether the session that this request belongs to ends too.
    #[graphql(default)]
    including_current: bool,
}

/// The answer to `sessionsRevoke`.
#[derive(SimpleObject)]
pub(crate) struct SessionsRevokePayload {
    /// How many sessions ended.
    ended: Option<i32>,
    /// Always empty.
    user_errors: Vec<UserError>,
}

/// Sign-in, staying signed in, and signing out.
#[derive(Default)]
pub(crate) struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs a person in.
    async fn session_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who signs in.")] input: SessionCreateInput,
    ) -> Result<SessionCreatePayload, Fault> {
        let visit = ctx.visit()?;
        let (opened, user_errors) = match sign_in::sign_in(ctx, input).await? {
            Ok(answer) => settle(answer)?,
            Err(refused) => (None, refused),
        };
        let session = opened.map(|session| with_access_token(visit, session)).transpose()?;
        Ok(SessionCreatePayload { session, user_errors })
    }

    /// Exchanges a refresh token for a new access token and the next refresh token. Send it without `Authorization`: an
    /// access token that has expired is refused with 401 before the mutation is looked at.
    async fn session_refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session goes on.")] input: SessionRefreshInput,
    ) -> Result<SessionRefreshPayload, Fault> {
        let visit = ctx.visit()?;
        let refreshed = visit.tx(move |conn, now| session::refresh(conn, now, &input.refresh_token)).await;
        let (refreshed, user_errors) = settle(refreshed.flatten())?;
        let session = refreshed.map(|session| with_access_token(visit, session)).transpose()?;
        Ok(SessionRefreshPayload { session, user_errors })
    }

    /// Ends sessions of the caller on other machines, whose tokens stop working at once. Access keys go on working.
    async fn sessions_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which sessions.")] input: SessionsRevokeInput,
    ) -> Result<SessionsRevokePayload, Fault> {
        let which = if input.including_current { Which::All } else { Which::Others };
        let ended = ctx.call()?.tx(move |conn, now, actor| session::revoke(conn, now, actor, which)).await;
        let (ended, user_errors) = settle(ended)?;
        Ok(SessionsRevokePayload { ended: ended.and_then(|ended| i32::try_from(ended).ok()), user_errors })
    }

    /// Signs out: the session's access token and refresh token stop working at once.
    async fn session_end(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which session ends.")] input: SessionEndInput,
    ) -> Result<SessionEndPayload, Fault> {
        let ended = ctx.visit()?.tx(move |conn, now| session::end(conn, now, &input.refresh_token)).await;
        let (_, user_errors) = settle(ended)?;
        Ok(SessionEndPayload { user_errors })
    }
}

fn with_access_token(visit: &Visit, session: session::Session) -> Result<Session, Fault> {
    let bearer = Bearer { staff_id: session.staff_id, session_id: session.id };
    let issued = visit.tokens.issue(visit.now, bearer).map_err(Fault::internal)?;
    Ok(Session {
        access_token: issued.token,
        access_token_expires_at: DateTime(issued.expires_at),
        refresh_token: session.refresh_token,
        refresh_token_expires_at: DateTime(session.refresh_expires_at),
    })
}
