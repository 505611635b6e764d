//! Changing one's password, and setting it anew by a mailed code.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::attempt::{self, Try};
use domain::profile::{self, Email};
use domain::session;
use domain::verification::{Addressee, Purpose};

use super::problem::{Fault, UserError, settle};
use crate::proof;
use crate::viewer::Asked;

/// The old password and the new one.
#[derive(InputObject)]
pub(crate) struct PasswordChangeInput {
    /// The password so far.
    old_password: String,
    /// 12 to 200 characters; with fewer than 15 at least two of: small letters, capitals, digits, others. Not the
    /// person's name or address.
    new_password: String,
}

/// The answer to `passwordChange`.
#[derive(SimpleObject)]
pub(crate) struct PasswordChangePayload {
    /// Why it was refused; empty on success. `WRONG_CREDENTIALS`, `INVALID_INPUT`, `TOO_MANY_ATTEMPTS`.
    user_errors: Vec<UserError>,
}

/// Whose password, the proof of the address, and the new one.
#[derive(InputObject)]
pub(crate) struct PasswordResetInput {
    /// The person's mail address.
    email: String,
    /// The code that `verificationCodeSend` mailed for `PASSWORD_RESET`.
    verification_code: String,
    /// As in `passwordChange`.
    new_password: String,
}

/// The answer to `passwordReset`.
#[derive(SimpleObject)]
pub(crate) struct PasswordResetPayload {
    /// Why it was refused; empty on success. `INVALID_INPUT`, `CODE_WRONG`, `CODE_EXPIRED`, `WRONG_CREDENTIALS` for a
    /// person who is suspended.
    user_errors: Vec<UserError>,
}

/// Passwords.
#[derive(Default)]
pub(crate) struct PasswordMutation;

#[Object]
impl PasswordMutation {
    /// Changes the caller's password and ends the caller's other sessions. Access keys go on working.
    async fn password_change(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old password and the new one.")] input: PasswordChangeInput,
    ) -> Result<PasswordChangePayload, Fault> {
        let PasswordChangeInput { old_password, new_password } = input;
        let (visit, call) = (ctx.visit()?, ctx.call()?);
        let credentials = call.read(|conn, _, actor| session::own_credentials(conn, actor)).await?;
        let attempt = Try::of(&visit.source, credentials.account());
        let (_, user_errors) = settle(visit.count(attempt.clone()).await)?;
        if !user_errors.is_empty() {
            return Ok(PasswordChangePayload { user_errors });
        }
        let turn = visit.passwords.turn().await?;
        let change = visit.passwords.run(turn, move || credentials.change(&old_password, &new_password)).await?;
        let changed = match change {
            Ok(change) => {
                let vault = visit.vault.clone();
                let changed = call.tx(move |conn, now, actor| {
                    attempt::forgive(conn, &vault, &attempt)?;
                    session::change(conn, now, actor, &change)
                });
                changed.await
            }
            Err(refused) => Err(refused),
        };
        let (_, user_errors) = settle(changed)?;
        Ok(PasswordChangePayload { user_errors })
    }

    /// Sets a password anew for who reads mail at a person's address, and ends all of the person's sessions. Nobody
    /// need be signed in. The code is used up only when the new password is taken.
    async fn password_reset(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose password, the proof of the address, and the new one.")] input: PasswordResetInput,
    ) -> Result<PasswordResetPayload, Fault> {
        let PasswordResetInput { email, verification_code, new_password } = input;
        let visit = ctx.visit()?;
        let (email, user_errors) = settle::<_, profile::Error>(Email::parse(&email))?;
        let Some(email) = email else { return Ok(PasswordResetPayload { user_errors }) };
        let addressee = Addressee::Email(email.clone(), domain::party::Locale::En);
        let proof = match proof::prove(ctx, addressee, Purpose::PasswordReset, Some(verification_code)).await? {
            Ok(Some(proof)) => proof,
            Ok(None) => return Err(Fault::of(schema::problem::Code::Internal)),
            Err(user_errors) => return Ok(PasswordResetPayload { user_errors }),
        };
        let address = email.as_str().to_owned();
        let credentials = visit.read(move |conn| session::credentials(conn, &address)).await?;
        let turn = visit.passwords.turn().await?;
        let change = visit.passwords.run(turn, move || credentials.renew(&new_password)).await?;
        let set = match change {
            Ok(change) => visit.tx(move |conn, now| session::reset(conn, now, email, proof, &change)).await,
            Err(refused) => Err(refused),
        };
        let (_, user_errors) = settle(set)?;
        Ok(PasswordResetPayload { user_errors })
    }
}
