//! Whom payers have to name: name and bank of one of the vendor's accounts.

use std::collections::HashMap;

use schema::ids::BankAccountId;
use schema::money::Currency;
use serde::Serialize;

use super::{BankAccount, Error, store};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::{audit, plain_text};

/// Whom payers name, as somebody writes it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PayeeInput {
    /// The payee, 1 to 140 characters; given together with the bank, or none of the three.
    pub payee_name: Option<String>,
    /// Bank and branch, 1 to 140 characters.
    pub bank_name: Option<String>,
    /// BIC or national bank code: 4 to 20 letters and digits; spaces and case do not matter.
    pub bank_code: Option<String>,
}

/// Whom payers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payee {
    /// The payee.
    pub name: String,
    /// Bank and branch.
    pub bank_name: String,
    /// BIC or national bank code.
    pub bank_code: Option<String>,
}

impl PayeeInput {
    /// What it says, checked; none when nothing of it is given.
    ///
    /// # Errors
    /// [`Error::Text`], [`Error::PayeeIncomplete`], [`Error::BankCode`].
    pub(super) fn read(&self) -> Result<Option<Payee>, Error> {
        match (&self.payee_name, &self.bank_name, &self.bank_code) {
            (None, None, None) => Ok(None),
            (Some(name), Some(bank_name), bank_code) => Ok(Some(Payee {
                name: plain_text::required(name, "payeeName", 140)?,
                bank_name: plain_text::required(bank_name, "bankName", 140)?,
                bank_code: bank_code.as_deref().map(compact).transpose()?,
            })),
            (None, Some(_), _) | (None, None, Some(_)) => Err(Error::PayeeIncomplete("payeeName")),
            (Some(_), None, _) => Err(Error::PayeeIncomplete("bankName")),
        }
    }

    /// Whether nothing of it is given.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.payee_name.is_none() && self.bank_name.is_none() && self.bank_code.is_none()
    }
}

/// A bank code as banks write it.
fn compact(code: &str) -> Result<String, Error> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let is_plain = code.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if (4..=20).contains(&code.len()) && is_plain { Ok(code) } else { Err(Error::BankCode) }
}

/// Sets whom payers to a bank account of the vendor have to name, or says that nobody is told to pay to it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], and those of the texts.
pub fn set_payee(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: BankAccountId,
    input: &PayeeInput,
) -> Result<BankAccount, Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let account = store::set_payee(conn, id, input.read()?.as_ref())?.ok_or(Error::NotFound)?;
    let details = serde_json::json!({ "payee_name": account.payee_name, "bank_name": account.bank_name });
    let (party_id, subject) = (person.party_id, id.to_string());
    audit::record(conn, now, actor, &audit::Line { party_id, operation: "bank_account.payee_set", subject, details })?;
    Ok(account)
}

/// For each currency, whom payers name: that of the first bank account in it that has a payee.
///
/// # Errors
/// When the database does not answer.
pub fn payees(conn: &mut Conn, currencies: &[Currency]) -> db::Result<HashMap<Currency, Payee>> {
    let mut payees = HashMap::new();
    for account in store::payable_bank_accounts(conn, currencies)? {
        if let (Some(name), Some(bank_name)) = (account.payee_name, account.bank_name) {
            payees.entry(account.currency).or_insert(Payee { name, bank_name, bank_code: account.bank_code });
        }
    }
    Ok(payees)
}
