//! A customer's account is opened.

use schema::ids::StaffId;

use super::{Error, account};
use crate::actor::{Actor, Role};
use crate::clock::Now;
use crate::db::Conn;
use crate::party::{self, Kind, Locale, Party};
use crate::profile::{self, Contact, Email, Mobile};
use crate::staff::{self, NewStaff};
use crate::vault::Vault;

/// An account to be opened; whoever asks has been checked.
pub(super) struct Account<'a> {
    /// The company's or person's name.
    pub(super) name: &'a str,
    /// The login name, as [`account::name`] read it.
    pub(super) account_name: String,
    /// The mobile number.
    pub(super) mobile: Option<Mobile>,
    /// Address of the administrator; without one nobody signs in.
    pub(super) email: Option<Email>,
    /// The administrator's password; without one the administrator gets a link to choose it.
    pub(super) password: Option<&'a str>,
    /// Language of the account and its mails.
    pub(super) locale: Locale,
}

/// Enters the customer with its profile and its administrator.
pub(super) fn open(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    account: Account<'_>,
) -> Result<(Party, Option<StaffId>), Error> {
    let Account { name, account_name, mobile, email, password, locale } = account;
    if let Some(password) = password {
        account::password(password, &account_name, mobile.as_ref().map(Mobile::as_str))?;
    }
    let party = party::admit(conn, now, actor, Kind::Customer, name, locale)?;
    let contact = Contact { account_name: Some(account_name), mobile, email: email.clone() };
    profile::set_contact(conn, vault, party.id, &contact)?;
    let Some(email) = email else { return Ok((party, None)) };
    // A person is addressed with at most 100 characters, a company may have more.
    let addressed: String = party.name.chars().take(100).collect();
    let new = NewStaff {
        party_id: party.id,
        email: email.as_str(),
        name: &addressed,
        locale,
        roles: &[Role::Administrator],
        custom_roles: &[],
        password,
    };
    let administrator = match password {
        Some(_) => staff::admit(conn, now, actor, &new)?,
        None => staff::welcome(conn, now, actor, &new)?,
    };
    Ok((party, Some(administrator.id)))
}
