//! Passwords that are changed, or set anew.
//!
//! Both are prepared without a connection, because hashing is slow, and take
//! effect only when the password is still the one that was looked at.

use schema::ids::StaffId;

use super::{Credentials, Error, store};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::party::Locale;
use crate::password;
use crate::profile::Email;
use crate::staff;
use crate::verification::{self, Addressee, Proof, Purpose};

/// A new password, hashed, in place of the one that was looked at.
pub struct Change {
    staff_id: StaffId,
    account: String,
    known: String,
    new: String,
}

impl Credentials {
    /// Prepares a new password for who knows the old one. Slow: call it where nothing waits.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`], [`Error::Password`].
    pub fn change(self, old: &str, new: &str) -> Result<Change, Error> {
        let phc = self.staff.as_ref().and_then(|staff| staff.password_hash.as_deref());
        if !password::verify(old, phc) {
            return Err(Error::WrongCredentials);
        }
        self.renew(new)
    }

    /// Prepares a new password for who proved the address. Slow: call it where nothing waits.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`] when nobody who joined has the address, [`Error::Password`].
    pub fn renew(self, new: &str) -> Result<Change, Error> {
        let staff = self.staff.ok_or(Error::WrongCredentials)?;
        let known = staff.password_hash.ok_or(Error::WrongCredentials)?;
        let new = password::hash_for(new, &[&staff.name, &staff.email])?;
        Ok(Change { staff_id: staff.id, account: staff.email, known, new })
    }
}

/// Changes the actor's password and ends their other sessions.
///
/// # Errors
/// [`Error::WrongCredentials`] when the password was changed meanwhile, or is another's.
pub fn change(conn: &mut Conn, now: Now, actor: &Actor, change: &Change) -> Result<(), Error> {
    let person = actor.person().filter(|person| person.staff_id == change.staff_id).ok_or(Error::WrongCredentials)?;
    if !store::set_password(conn, change.staff_id, &change.known, &change.new)? {
        return Err(Error::WrongCredentials);
    }
    super::revoke(conn, now, actor, super::Which::Others)?;
    let subject = person.staff_id.to_string();
    let details = serde_json::json!({});
    let line = audit::Line { party_id: person.party_id, operation: "password.change", subject, details };
    Ok(audit::record(conn, now, actor, &line)?)
}

/// Sets the password of the person whose address `proof` proves, and ends all their sessions.
///
/// # Errors
/// [`Error::Verification`] when the proof was used or is for another address, [`Error::WrongCredentials`] for a
/// suspended person.
pub fn reset(conn: &mut Conn, now: Now, email: Email, proof: Proof, change: &Change) -> Result<(), Error> {
    if change.account != email.as_str() {
        return Err(Error::WrongCredentials);
    }
    let credential = proof.credential();
    verification::spend(conn, now, proof, &Addressee::Email(email, Locale::En), Purpose::PasswordReset)?;
    let actor = staff::actor(conn, change.staff_id, credential)?.ok_or(Error::WrongCredentials)?;
    if !store::set_password(conn, change.staff_id, &change.known, &change.new)? {
        return Err(Error::WrongCredentials);
    }
    let ended = super::end_all(conn, now, change.staff_id)?;
    let Some(person) = actor.person() else { return Ok(()) };
    let (subject, details) = (person.staff_id.to_string(), serde_json::json!({ "sessionsEnded": ended }));
    let line = audit::Line { party_id: person.party_id, operation: "password.reset", subject, details };
    Ok(audit::record(conn, now, &actor, &line)?)
}
