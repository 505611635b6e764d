//! Sign-in: a password opens a session, a refresh token prolongs it once.
//!
//! Refresh tokens rotate. A token that comes back after it was spent was stolen
//! from somebody, so the whole session ends. The access token is made in `api`
//! and names the session; [`actor`] reads roles and session afresh for every
//! request, so a revocation is effective at once.

mod password;
mod store;

use chrono::{DateTime, TimeDelta, Utc};
use schema::ids::{RefreshTokenId, SessionId, StaffId};
use schema::problem::Code;

use crate::actor::{Actor, Credential};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::password::verify;
use crate::refusal::Refusal;
use crate::secret::{NoRandomness, Secret, sha256};
use crate::staff;
use crate::verification;

pub use password::{Change, change, reset};

/// How long a refresh token works.
const REFRESH_FOR: TimeDelta = TimeDelta::days(14);

/// Why there is no session.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// E-mail and password do not belong together, or the person is suspended.
    #[error("e-mail and password do not belong together")]
    WrongCredentials,
    /// The refresh token is unknown, expired, spent or revoked.
    #[error("the session has ended, sign in again")]
    Ended,
    /// The new password is not one that may be had.
    #[error(transparent)]
    Password(#[from] crate::password::Error),
    /// The verification code does not prove the address.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// No token could be made.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::WrongCredentials => Code::WrongCredentials,
            Self::Ended => Code::SessionEnded,
            Self::Password(_) => Code::InvalidInput,
            Self::Verification(error) => error.code(),
            Self::Randomness(_) => Code::Internal,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Password(_) => Some("newPassword"),
            Self::Verification(error) => error.field(),
            Self::WrongCredentials | Self::Ended | Self::Randomness(_) | Self::Database(_) => None,
        }
    }
}

/// A session that was opened or prolonged.
#[derive(Clone)]
pub struct Session {
    /// Its id, for the access token.
    pub id: SessionId,
    /// Whose.
    pub staff_id: StaffId,
    /// The next refresh token; shown once.
    pub refresh_token: String,
    /// Until when it works.
    pub refresh_expires_at: DateTime<Utc>,
}

/// A person's password as stored, and who they are. Looked up first, so that the
/// slow comparison holds no connection.
pub struct Credentials {
    staff: Option<staff::Staff>,
}

/// What is known of whoever signs in as `email`.
///
/// # Errors
/// When the database does not answer.
pub fn credentials(conn: &mut Conn, email: &str) -> db::Result<Credentials> {
    Ok(Credentials { staff: staff::store::by_email(conn, &email.trim().to_lowercase())? })
}

/// What is known of a person who is signed in.
///
/// # Errors
/// When the database does not answer.
pub fn own_credentials(conn: &mut Conn, actor: &Actor) -> db::Result<Credentials> {
    let Some(person) = actor.person() else { return Ok(Credentials { staff: None }) };
    Ok(Credentials { staff: staff::store::by_ids(conn, "true", &[person.staff_id])?.pop() })
}

impl Credentials {
    /// The address the person signs in with; empty when there is nobody.
    #[must_use]
    pub fn account(&self) -> &str {
        self.staff.as_ref().map_or("", |staff| staff.email.as_str())
    }

    /// The person, when `password` is theirs. Takes tens of milliseconds of CPU,
    /// as long for an address nobody has.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`].
    pub fn check(self, password: &str) -> Result<StaffId, Error> {
        let matches = verify(password, self.staff.as_ref().and_then(|staff| staff.password_hash.as_deref()));
        self.staff.filter(|_| matches).map(|staff| staff.id).ok_or(Error::WrongCredentials)
    }
}

/// Opens a session for a person whose password was right.
///
/// # Errors
/// [`Error::WrongCredentials`] for a person who is suspended or was removed.
pub fn open(conn: &mut Conn, now: Now, staff_id: StaffId) -> Result<Session, Error> {
    let id = SessionId::new();
    store::insert(conn, id, staff_id, now.instant())?;
    let Some(actor) = actor(conn, staff_id, id)? else { return Err(Error::WrongCredentials) };
    let session = issue(conn, now, id, staff_id)?;
    record(conn, now, &actor, id, "session.open")?;
    Ok(session)
}

/// Exchanges a refresh token for the next one.
///
/// Returns `Err(Ended)` inside `Ok`, because ending a session whose token came
/// back must be committed although the caller is refused.
///
/// # Errors
/// When the database does not answer.
pub fn refresh(conn: &mut Conn, now: Now, refresh_token: &str) -> Result<Result<Session, Error>, Error> {
    let Some(token) = store::lock_token(conn, &sha256(refresh_token.as_bytes()))? else { return Ok(Err(Error::Ended)) };
    if token.spent_at.is_some() {
        store::revoke(conn, token.session_id, now.instant())?;
        return Ok(Err(Error::Ended));
    }
    if token.expires_at <= now.instant() || actor(conn, token.staff_id, token.session_id)?.is_none() {
        return Ok(Err(Error::Ended));
    }
    store::spend(conn, token.id, now.instant())?;
    Ok(Ok(issue(conn, now, token.session_id, token.staff_id)?))
}

/// Ends the session the refresh token belongs to; an unknown token ends nothing.
///
/// # Errors
/// When the database does not answer.
pub fn end(conn: &mut Conn, now: Now, refresh_token: &str) -> Result<(), Error> {
    let Some(token) = store::lock_token(conn, &sha256(refresh_token.as_bytes()))? else { return Ok(()) };
    if let Some(actor) = actor(conn, token.staff_id, token.session_id)? {
        record(conn, now, &actor, token.session_id, "session.end")?;
    }
    Ok(store::revoke(conn, token.session_id, now.instant())?)
}

/// Which of a person's sessions end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// All but the one the request came with; all, when it came without.
    Others,
    /// All of them.
    All,
}

/// Ends sessions of the actor, and returns how many.
///
/// # Errors
/// When the database does not answer.
pub fn revoke(conn: &mut Conn, now: Now, actor: &Actor, which: Which) -> Result<usize, Error> {
    let Some(person) = actor.person() else { return Ok(0) };
    let kept = match (which, person.credential) {
        (Which::Others, Credential::Session(session_id)) => Some(session_id),
        (Which::All, _) | (Which::Others, Credential::AccessKey(_) | Credential::Code(_)) => None,
    };
    let ended = store::revoke_all(conn, person.staff_id, kept, now.instant())?;
    let details = serde_json::json!({ "ended": ended });
    let subject = person.staff_id.to_string();
    let line = audit::Line { party_id: person.party_id, operation: "session.revoke", subject, details };
    audit::record(conn, now, actor, &line)?;
    Ok(ended)
}

/// Ends every session of a person. Whoever calls it has decided that and writes it down.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn end_all(conn: &mut Conn, now: Now, staff_id: StaffId) -> db::Result<usize> {
    store::revoke_all(conn, staff_id, None, now.instant())
}

/// The person behind an access token, with today's roles; none when the session
/// was revoked or the person suspended.
///
/// # Errors
/// When the database does not answer.
pub fn actor(conn: &mut Conn, staff_id: StaffId, session_id: SessionId) -> db::Result<Option<Actor>> {
    if !store::is_open(conn, session_id, staff_id)? {
        return Ok(None);
    }
    staff::actor(conn, staff_id, Credential::Session(session_id))
}

/// Removes sessions whose last refresh token expired before `now`, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub fn clean(conn: &mut Conn, now: Now, limit: i64) -> db::Result<usize> {
    store::delete_expired(conn, now.instant(), limit)
}

fn issue(conn: &mut Conn, now: Now, session_id: SessionId, staff_id: StaffId) -> Result<Session, Error> {
    let secret = Secret::new()?;
    let token = store::NewToken {
        id: RefreshTokenId::new(),
        session_id,
        token_sha256: secret.sha256(),
        created_at: now.instant(),
        expires_at: now.plus(REFRESH_FOR),
    };
    store::insert_token(conn, &token)?;
    Ok(Session {
        id: session_id,
        staff_id,
        refresh_token: secret.text().to_owned(),
        refresh_expires_at: token.expires_at,
    })
}

fn record(conn: &mut Conn, now: Now, actor: &Actor, id: SessionId, operation: &'static str) -> db::Result<()> {
    let Some(person) = actor.person() else { return Ok(()) };
    let line =
        audit::Line { party_id: person.party_id, operation, subject: id.to_string(), details: serde_json::json!({}) };
    audit::record(conn, now, actor, &line)
}
