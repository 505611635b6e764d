//! The vendor's bank accounts and the partners' exclusive remittance accounts.

use schema::ids::{BankAccountId, PartyId, RemittanceAccountId};
use schema::money::Currency;
use serde::Serialize;

use super::payee::PayeeInput;
use super::remittance_number::RemittanceNumber;
use super::{Error, store};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::ledger;
use crate::party::{self, Kind};
use crate::plain_text::{self, NotPlain};

pub use super::store::{BankAccount, RemittanceAccount};

/// First six digits of every exclusive remittance account of this installation.
const ISSUER: u32 = 955_880;

/// A bank account to be registered.
#[derive(Debug, Clone, Serialize)]
pub struct Register {
    /// IBAN or national number; spaces do not matter.
    pub number: String,
    /// Its currency.
    pub currency: Currency,
    /// What staff call it, 1 to 100 characters.
    pub name: String,
    /// Whom payers name, when partners are told to pay to it.
    // Left out when empty: a key that was used before there were payees stands for the same input still.
    #[serde(skip_serializing_if = "PayeeInput::is_empty")]
    pub payee: PayeeInput,
}

/// Registers a bank account of the vendor, so that its statements are taken in.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first account
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::PayeeIncomplete`], [`Error::BankCode`], [`Error::AccountExists`],
/// [`Error::Idempotency`].
pub fn register(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Register,
) -> Result<Once<BankAccount>, Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let command = Command { party_id: person.party_id, operation: "bank_account.register", key, input };
    let once = idempotency::once(conn, now, command, |conn| add(conn, now, actor, input))?;
    let account = store::bank_accounts_by_ids(conn, "true", &[once.result])?.pop().ok_or(Error::NotFound)?;
    Ok(Once { result: account, replayed: once.replayed })
}

/// The vendor's bank account of this number and currency; registered now if need be, and given a payee when it has none.
///
/// # Errors
/// Those of [`register`].
pub fn ensure(conn: &mut Conn, now: Now, actor: &Actor, input: &Register) -> Result<BankAccount, Error> {
    actor.require(Permission::BankManage)?;
    let known = store::bank_accounts_by_number(conn, &input.number)?;
    let known = known.into_iter().find(|account| account.currency == input.currency);
    let Some(account) = known else {
        let id = add(conn, now, actor, input)?;
        return store::bank_accounts_by_ids(conn, "true", &[id])?.pop().ok_or(Error::NotFound);
    };
    match input.payee.read()? {
        Some(payee) if account.payee_name.is_none() => {
            store::set_payee(conn, account.id, Some(&payee))?.ok_or(Error::NotFound)
        }
        Some(_) | None => Ok(account),
    }
}

fn add(conn: &mut Conn, now: Now, actor: &Actor, input: &Register) -> Result<BankAccountId, Error> {
    let name = plain_text::required(&input.name, "name", 100)?;
    let number = compact(&input.number)?;
    let (payee_name, bank_name, bank_code) =
        input.payee.read()?.map_or((None, None, None), |it| (Some(it.name), Some(it.bank_name), it.bank_code));
    let id = BankAccountId::new();
    let account = BankAccount {
        id,
        number,
        currency: input.currency,
        name,
        payee_name,
        bank_name,
        bank_code,
        created_at: now.instant(),
    };
    store::insert_bank_account(conn, &account)?;
    let vendor = party::vendor(conn)?.ok_or(Error::NotFound)?;
    ledger::open_accounts(conn, now, &vendor, input.currency)?;
    let details = serde_json::json!({ "currency": input.currency });
    record(conn, now, actor, vendor.id, "bank_account.register", id.to_string(), details)?;
    Ok(id)
}

/// Issues the partner's exclusive remittance account in a currency, or returns
/// the one it has. Opens the partner's accounts in that currency.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] for an unknown party, the vendor or a customer.
pub fn issue(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    currency: Currency,
) -> Result<RemittanceAccount, Error> {
    actor.require(Permission::ChannelManage)?;
    provide(conn, now, actor, party_id, currency)
}

/// [`issue`], for whoever has decided that the party is a partner.
///
/// # Errors
/// [`Error::NotFound`] for an unknown party, the vendor or a customer.
pub(crate) fn provide(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    currency: Currency,
) -> Result<RemittanceAccount, Error> {
    let party = party::store::lock(conn, party_id)?.ok_or(Error::NotFound)?;
    if matches!(party.kind, Kind::Vendor | Kind::Customer) {
        return Err(Error::NotFound);
    }
    if let Some(account) = store::remittance_account_of(conn, party_id, currency)? {
        return Ok(account);
    }
    let number = RemittanceNumber::compose(ISSUER, store::next_remittance_serial(conn)?)?;
    let account = RemittanceAccount {
        id: RemittanceAccountId::new(),
        party_id,
        number: number.to_string(),
        currency,
        created_at: now.instant(),
        opened_at: None,
        opened_by_id: None,
    };
    store::insert_remittance_account(conn, &account)?;
    ledger::open_accounts(conn, now, &party, currency)?;
    let details = serde_json::json!({ "currency": currency });
    record(conn, now, actor, party_id, "remittance_account.issue", account.id.to_string(), details)?;
    Ok(account)
}

/// Whether the party has a remittance account in any currency.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn has_remittance_account(conn: &mut Conn, party: PartyId) -> crate::db::Result<bool> {
    Ok(!store::remittance_accounts_of(conn, "true", &[party])?.is_empty())
}

/// Whether the party has a remittance account in the currency.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn receives(conn: &mut Conn, party: PartyId, currency: Currency) -> crate::db::Result<bool> {
    Ok(store::remittance_account_of(conn, party, currency)?.is_some())
}

/// A number as statements give it: capital letters and digits, 5 to 34 of them.
fn compact(number: &str) -> Result<String, NotPlain> {
    let compact: String = number.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    let plain = (5..=34).contains(&compact.len())
        && compact.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if plain { Ok(compact) } else { Err(NotPlain { field: "number", min: 5, max: 34 }) }
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    operation: &'static str,
    subject: String,
    details: serde_json::Value,
) -> crate::db::Result<()> {
    audit::record(conn, now, actor, &audit::Line { party_id, operation, subject, details })
}
