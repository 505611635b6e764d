//! What the mail of a code says.

use schema::ids::VerificationCodeId;

use super::{Purpose, VAULT_PURPOSE, store};
use crate::db::Conn;
use crate::mail;
use crate::vault::{Place, Vault};

/// What the mail of a code says, and to whom when it goes outside.
///
/// # Errors
/// When the address cannot be opened.
pub(crate) fn mailed(
    conn: &mut Conn,
    vault: &Vault,
    id: VerificationCodeId,
) -> Result<Option<(Mailed, Option<mail::Recipient>)>, mail::Error> {
    let Some((purpose, email_sealed, locale)) = store::mailed(conn, id)? else { return Ok(None) };
    let email = email_sealed.map(|sealed| vault.open(Place(store::EMAIL, id.uuid()), &sealed)).transpose()?;
    // Of somebody outside nothing is known but the address.
    let outside = email.map(|email| mail::Recipient { name: email.clone(), email, locale });
    Ok(Some((Mailed { purpose, code: vault.code(VAULT_PURPOSE, id.uuid()) }, outside)))
}

/// What the mail of a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    /// What the code is good for.
    pub purpose: Purpose,
    /// Its six digits.
    pub code: String,
}
