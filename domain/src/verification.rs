//! Verification codes: six digits by mail that prove an address or confirm an operation.
//!
//! ```text
//! send ─▶ mail ─▶ attempt, a transaction of its own: a wrong try counts even though the caller is refused
//!                    └─▶ Proof ─▶ spend, in the operation's transaction: once
//! ```
//!
//! A code works for ten minutes and bears three wrong tries; only the newest of
//! an address and purpose counts. The digits follow from the row's id by the
//! vault, so that they are stored nowhere.

mod letter;
mod store;

use chrono::TimeDelta;
use schema::ids::{StaffId, VerificationCodeId};
use schema::notices::Notice;
use schema::problem::Code;
use schema::text_enum;

use crate::actor::{Actor, Credential, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mail;
use crate::outbox;
use crate::party::Locale;
use crate::profile::{self, Email, Sealed};
use crate::refusal::Refusal;
use crate::staff;
use crate::vault::{self, Place, Vault};

pub use letter::Mailed;
pub(crate) use letter::mailed;

/// How long a code works.
pub const WORKS_FOR: TimeDelta = TimeDelta::minutes(10);
/// How long after a code the next may be asked for.
const QUIET_FOR: TimeDelta = TimeDelta::minutes(1);
/// Over what time codes are counted, and how many there may be.
const COUNTED_FOR: TimeDelta = TimeDelta::hours(1);
const MOST_CODES: i64 = 5;
/// How many wrong tries a code bears.
const MOST_TRIES: i16 = 3;
/// How long a code is kept after it was asked for.
const KEPT_FOR: TimeDelta = TimeDelta::days(1);
/// Names the codes among what the vault derives.
const VAULT_PURPOSE: &str = "verification";

text_enum! {
    /// What a code is good for.
    pub enum Purpose {
        /// Signing in although too many passwords were tried.
        SignIn = "sign_in",
        /// Setting a password anew.
        PasswordReset = "password_reset",
        /// Registering as a customer.
        Register = "register",
        /// Applying to become a partner.
        Apply = "apply",
        /// A critical operation of a party that switched codes on (domain.md 1.8).
        CriticalOperation = "critical_operation",
    }
}

/// Who is sent a code, or brings it.
#[derive(Debug, Clone)]
pub enum Addressee {
    /// A person who is signed in, at the address they sign in with.
    Staff(StaffId),
    /// Whoever reads mail at an address, in a language that matters for sending only. For signing in and for a
    /// password it is the address of a person, or nobody's.
    Email(Email, Locale),
}

impl Addressee {
    fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Staff(one), Self::Staff(other)) => one == other,
            (Self::Email(one, _), Self::Email(other, _)) => one == other,
            (Self::Staff(_), Self::Email(..)) | (Self::Email(..), Self::Staff(_)) => false,
        }
    }
}

/// That somebody gave the right code. Made by [`attempt`] alone, used up by [`spend`].
#[derive(Debug)]
pub struct Proof {
    id: VerificationCodeId,
    addressee: Addressee,
    purpose: Purpose,
}

impl Proof {
    /// What whoever gave the code acts with.
    #[must_use]
    pub const fn credential(&self) -> Credential {
        Credential::Code(self.id)
    }
}

/// Why no code was sent, or none was taken.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The operation needs a code and none was given.
    #[error("this operation needs a verification code: ask for one by `verificationCodeSend`")]
    CodeRequired,
    /// Not the code that was sent last.
    #[error("the verification code is wrong")]
    CodeWrong,
    /// The code was used, is too old, or was tried too often; or none was sent.
    #[error("the verification code no longer works: ask for a new one")]
    CodeExpired,
    /// A code was sent less than a minute ago, or five within the hour.
    #[error("wait before you ask for the next code: there is one a minute, and five an hour")]
    TooManyCodes,
    /// The address could not be sealed.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The mail could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("verification_codes_quiet_until_once") => Self::TooManyCodes,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::CodeRequired => Code::CodeRequired,
            Self::CodeWrong => Code::CodeWrong,
            Self::CodeExpired => Code::CodeExpired,
            Self::TooManyCodes => Code::TooManyCodes,
            Self::Vault(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::CodeRequired | Self::CodeWrong | Self::CodeExpired => Some("verificationCode"),
            Self::Forbidden(_) | Self::TooManyCodes | Self::Vault(_) | Self::Outbox(_) | Self::Database(_) => None,
        }
    }
}

/// Mails a code, which takes the place of those sent before for the same purpose.
///
/// For signing in and for a password nothing is sent to an address that nobody has; the answer and the throttle are
/// the same, so that they do not tell who has one.
///
/// # Errors
/// [`Error::TooManyCodes`]: one a minute, five an hour an address and purpose.
///
/// # Source
/// domain.md 1.8, 2.4 (`SendVerificationMessageCode`: ten minutes).
pub fn send(conn: &mut Conn, now: Now, vault: &Vault, to: &Addressee, purpose: Purpose) -> Result<(), Error> {
    let known = known(conn, to, purpose)?;
    let index = index(vault, to);
    store::lock(conn, &index, purpose)?;
    if store::count_since(conn, &index, purpose, now.minus(COUNTED_FOR))? >= MOST_CODES {
        return Err(Error::TooManyCodes);
    }
    let id = VerificationCodeId::new();
    let outside = match (to, purpose) {
        (Addressee::Email(email, locale), Purpose::Register | Purpose::Apply | Purpose::CriticalOperation) => {
            let place = Place(store::EMAIL, id.uuid());
            Some((Sealed::email(vault, place, email)?.sealed, *locale))
        }
        (Addressee::Email(..), Purpose::SignIn | Purpose::PasswordReset) | (Addressee::Staff(_), _) => None,
    };
    let locale = outside.as_ref().map(|(_, locale)| *locale).or(known.as_ref().map(|person| person.locale));
    let row = store::NewCode {
        id,
        purpose,
        staff_id: known.as_ref().map(|person| person.id),
        email_sealed: outside.map(|(sealed, _)| sealed),
        addressee_index: index,
        locale: locale.unwrap_or(Locale::En),
        tries: 0,
        created_at: now.instant(),
        quiet_until: now.plus(QUIET_FOR),
        expires_at: now.plus(WORKS_FOR),
    };
    store::insert(conn, &row)?;
    let notice = Notice::VerificationCode { verification_code_id: id };
    match (row.staff_id, row.email_sealed) {
        (Some(staff_id), _) => mail::enqueue(conn, now, staff_id, &notice)?,
        (None, Some(_)) => mail::enqueue_outside(conn, now, &notice)?,
        // Nobody has the address.
        (None, None) => {}
    }
    Ok(())
}

/// Whether `code` is the one that was sent last. Run it in a transaction of its own and commit it either way: a wrong
/// code counts although the caller is refused.
///
/// Returns the refusal inside `Ok`: [`Error::CodeWrong`], [`Error::CodeExpired`] also after three wrong tries.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 2.4 (99004008, 99004009).
pub fn attempt(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    of: &Addressee,
    purpose: Purpose,
    code: &str,
) -> Result<Result<Proof, Error>, Error> {
    let index = index(vault, of);
    let Some(sent) = store::lock_newest(conn, &index, purpose)? else { return Ok(Err(Error::CodeExpired)) };
    if sent.used_at.is_some() || sent.expires_at <= now.instant() || sent.tries >= MOST_TRIES {
        return Ok(Err(Error::CodeExpired));
    }
    // A code that went to nobody is right for nobody.
    if !(sent.was_mailed && vault.is_code(code.trim(), VAULT_PURPOSE, sent.id.uuid())) {
        store::count_try(conn, sent.id)?;
        return Ok(Err(Error::CodeWrong));
    }
    store::set_passed(conn, sent.id, now.instant())?;
    Ok(Ok(Proof { id: sent.id, addressee: of.clone(), purpose }))
}

/// Uses a proof up, in the transaction of the operation it is for: of many at once, one succeeds.
///
/// # Errors
/// [`Error::CodeExpired`] when it was used, [`Error::CodeWrong`] when it is another's or for another purpose.
pub fn spend(conn: &mut Conn, now: Now, proof: Proof, of: &Addressee, purpose: Purpose) -> Result<(), Error> {
    let Proof { id, addressee, purpose: proven } = proof;
    if proven != purpose || !addressee.is(of) {
        return Err(Error::CodeWrong);
    }
    if store::set_used(conn, id, now.instant())? { Ok(()) } else { Err(Error::CodeExpired) }
}

/// Asks for a code before a critical operation, when the actor's party switched codes on. Switched off, a proof is not
/// looked at. Jobs need none.
///
/// # Errors
/// [`Error::CodeRequired`], and those of [`spend`].
///
/// # Source
/// domain.md 1.8, critical operations.
pub fn require(conn: &mut Conn, now: Now, actor: &Actor, proof: Option<Proof>) -> Result<(), Error> {
    let Some(person) = actor.person() else { return Ok(()) };
    if !profile::uses_codes(conn, person.party_id)? {
        return Ok(());
    }
    let proof = proof.ok_or(Error::CodeRequired)?;
    spend(conn, now, proof, &Addressee::Staff(person.staff_id), Purpose::CriticalOperation)
}

/// Switches codes for the actor's party on, or off again; off needs a code, so that a stolen session does not do it.
///
/// # Errors
/// [`Error::Forbidden`], and those of [`require`].
///
/// # Source
/// domain.md 1.8: off by default.
pub fn switch(conn: &mut Conn, now: Now, actor: &Actor, to: Switch, proof: Option<Proof>) -> Result<(), Error> {
    let person = actor.person_with(Permission::SecurityManage)?;
    store::lock_profile(conn, person.party_id)?;
    let operation = match to {
        Switch::On => "verification.switch_on",
        Switch::Off => {
            require(conn, now, actor, proof)?;
            "verification.switch_off"
        }
    };
    store::set_uses_codes(conn, person.party_id, to == Switch::On)?;
    let line = audit::Line {
        party_id: person.party_id,
        operation,
        subject: person.party_id.with_prefix(person.party_kind.prefix()),
        details: serde_json::json!({}),
    };
    Ok(audit::record(conn, now, actor, &line)?)
}

/// Whether critical operations need a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Switch {
    /// They do.
    On,
    /// They do not.
    Off,
}

/// Removes codes that were asked for a day before `now`, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub fn clean(conn: &mut Conn, now: Now, limit: i64) -> db::Result<usize> {
    store::delete_before(conn, now.minus(KEPT_FOR), limit)
}

/// The person meant, when there is one.
fn known(conn: &mut Conn, to: &Addressee, purpose: Purpose) -> Result<Option<staff::Staff>, Error> {
    Ok(match (to, purpose) {
        (Addressee::Staff(id), _) => staff::store::get(conn, *id)?,
        (Addressee::Email(email, _), Purpose::SignIn | Purpose::PasswordReset) => {
            staff::store::by_email(conn, email.as_str())?.filter(|person| person.status() == staff::Status::Active)
        }
        (Addressee::Email(..), Purpose::Register | Purpose::Apply | Purpose::CriticalOperation) => None,
    })
}

/// By which the codes of an addressee are found.
fn index(vault: &Vault, of: &Addressee) -> Vec<u8> {
    match of {
        // By the id, not by the address: what is asked for without a sign-in does not count against who is signed in.
        Addressee::Staff(id) => vault.index("staff", &id.to_string()),
        Addressee::Email(email, _) => profile::email_index(vault, email),
    }
}
