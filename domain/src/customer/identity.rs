//! Is a login name, a mobile number or a mail address free for a new customer?
//!
//! Whoever may register customers may ask, at most `A_MINUTE` times a minute a
//! party, so that nobody tries names out (domain.md 2.4, `CheckUserIdentity`).

use schema::text_enum;

use super::{Error, store};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::profile::{self, Email, Mobile};
use crate::vault::Vault;

/// Checks that a party's people may make in a minute.
const A_MINUTE: i32 = 30;

text_enum! {
    /// What a customer is known by.
    pub enum Identity {
        /// The login name of its main account.
        AccountName = "account_name",
        /// Its mobile number.
        Mobile = "mobile",
        /// Its mail address.
        Email = "email",
    }
}

text_enum! {
    /// Whether an identity is free.
    pub enum Answer {
        /// Nobody has it.
        Available = "available",
        /// Somebody has it.
        Used = "used",
    }
}

/// Whether `value` is free for a new customer.
///
/// - `value`: an account name of 5 to 64 letters, digits, `_` and `-`; a mobile number with its country's code; or a
///   mail address
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Identity`], [`Error::TooManyChecks`].
pub fn check(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    identity: Identity,
    value: &str,
) -> Result<Answer, Error> {
    let party_id = actor.person_with(Permission::CustomerCreate)?.party_id;
    if store::count_check(conn, now, party_id)? > A_MINUTE {
        return Err(Error::TooManyChecks(A_MINUTE));
    }
    let is_used = match identity {
        Identity::AccountName => store::has_account_name(conn, account_name(value)?)?,
        Identity::Mobile => {
            let mobile = Mobile::parse(value).map_err(Error::Identity)?;
            store::has_mobile(conn, &profile::mobile_index(vault, &mobile))?
        }
        Identity::Email => {
            let email = Email::parse(value).map_err(Error::Identity)?;
            store::has_email(conn, &profile::email_index(vault, &email), email.as_str())?
        }
    };
    let answer = if is_used { Answer::Used } else { Answer::Available };
    let details = serde_json::json!({ "identity": identity, "answer": answer });
    let subject = party_id.to_string();
    let operation = "customer.identity_check";
    audit::record(conn, now, actor, &audit::Line { party_id, operation, subject, details })?;
    Ok(answer)
}

fn account_name(value: &str) -> Result<&str, Error> {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    let begins_well = value.bytes().next().is_some_and(|byte| !byte.is_ascii_digit());
    let is_account_name = (5..=64).contains(&value.len()) && value.bytes().all(is_allowed) && begins_well;
    if is_account_name { Ok(value) } else { Err(Error::Identity(profile::Error::NotAnAccountName)) }
}
