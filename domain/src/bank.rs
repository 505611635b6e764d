//! Money from banks: a file comes in, its statements are checked, each entry is
//! decided, and what belongs to a partner beyond doubt is credited.
//!
//! ```text
//! ticket ─ file ─ import ─ statement ─ entry ─┬─ credited: transfer, lot, mail
//!                   └ rejected: findings      ├─ held: a person decides; no money moves
//!                                             ├─ ignored: no money that came in
//!                                             └─ duplicate: the receipt was seen before
//! ```
//!
//! Better no match than a wrong one (domain.md 3.6, invariant 9): [`matching`]
//! is a pure function, and whatever it is not sure of is held.

mod account;
pub mod camt053;
pub mod finding;
pub mod holder_name;
mod lists;
pub mod matching;
pub mod remittance_number;
pub mod state;
pub mod statement;
mod store;
mod text;
pub mod upload;
mod xml;

use schema::ids::{BankAccountId, BankEntryId, BankUploadId, RemittanceAccountId};
use schema::jobs::CreditBankEntry;
use schema::notices::Notice;
use schema::problem::Code;

use crate::actor::{Actor, Forbidden, Role};
use crate::audit;
use crate::calendar;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency;
use crate::ledger::{self, AccountKind, Channel, Origin, movements};
use crate::mail;
use crate::outbox;
use crate::party;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::secret::NoRandomness;
use crate::staff;

use finding::{Finding, FindingCode};
use matching::{Decision, Reason};
use state::{EntryEvent, EntryStatus, Refused, UploadEvent, UploadStatus};
use statement::Statement;

pub(crate) use account::provide;
pub use account::{BankAccount, Register, RemittanceAccount, ensure as ensure_account, issue, register};
pub use lists::{
    accounts_by_ids, count_accounts, count_entries, count_entries_of, count_statements, count_statements_of,
    count_uploads, entries_by_ids, entries_of, page_accounts, page_entries, page_statements, page_uploads,
    remittance_accounts_by_ids, remittance_accounts_of, statements_by_ids, statements_of, uploads_by_ids,
};
pub use remittance_number::RemittanceNumber;
pub use store::{BankEntry, BankStatement, EntryFilter};
pub use upload::BankUpload;

/// Who of a partner is told that money came in.
const TOLD: &[Role] = &[Role::Administrator, Role::Finance];

/// Why nothing happened in the bank.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// No such upload, entry, party or ticket.
    #[error("there is no such thing")]
    NotFound,
    /// The ticket was used.
    #[error("the ticket was used")]
    TicketUsed,
    /// The ticket was not used in time.
    #[error("the ticket has expired")]
    TicketExpired,
    /// The bank account is registered already.
    #[error("the bank account is registered already")]
    AccountExists,
    /// The exclusive numbers of this installation are used up.
    #[error(transparent)]
    NumbersUsedUp(#[from] remittance_number::Error),
    /// The upload or entry is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// No ticket could be made.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What follows could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("bank_accounts_number_unique") => Self::AccountExists,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) => Code::InvalidInput,
            Self::NotFound => Code::NotFound,
            Self::TicketUsed => Code::TicketUsed,
            Self::TicketExpired => Code::TicketExpired,
            Self::AccountExists => Code::AlreadyExists,
            Self::State(_) => Code::StateConflict,
            Self::NumbersUsedUp(_) | Self::Randomness(_) => Code::Internal,
            Self::Idempotency(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::AccountExists => Some("number"),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_)
            | Self::NotFound
            | Self::TicketUsed
            | Self::TicketExpired
            | Self::NumbersUsedUp(_)
            | Self::State(_)
            | Self::Randomness(_)
            | Self::Ledger(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}

/// What reading a file came to: its statements, or everything that is wrong with it.
pub type Reading = Result<Vec<Statement>, Vec<Finding>>;

/// [`Reading`], each statement with the registered account it is of.
type Located = Result<Vec<(BankAccountId, Statement)>, Vec<Finding>>;

/// Reads a bank file of any format that is known: today camt.053.
///
/// # Errors
/// Every finding, when anything in the file is wrong: nothing of it may be used.
pub fn read_file(bytes: &[u8]) -> Reading {
    camt053::read(bytes)
}

/// Takes over the statements that were read from an upload, or rejects it.
///
/// All of the file or nothing: a statement of an account that is not registered
/// rejects the file. Every entry is written and its decision enqueued. An upload
/// that was decided before is left as it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn import(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: BankUploadId,
    reading: Reading,
) -> Result<BankUpload, Error> {
    let upload = store::lock_upload(conn, id)?.ok_or(Error::NotFound)?;
    if upload.state != UploadStatus::Received {
        return Ok(upload);
    }
    let located = match reading {
        Ok(statements) => locate(conn, statements)?,
        Err(findings) => Err(findings),
    };
    let upload = match located {
        Ok(statements) => {
            for (bank_account_id, statement) in &statements {
                take_over(conn, now, id, *bank_account_id, statement)?;
            }
            store::set_finished(conn, now, id, upload.state.on(UploadEvent::Import)?, &[])?
        }
        Err(findings) => upload::reject(conn, now, &upload, findings)?,
    };
    let vendor = party::vendor(conn)?.ok_or(Error::NotFound)?;
    let line = audit::Line {
        party_id: vendor.id,
        operation: "bank_upload.import",
        subject: id.to_string(),
        details: serde_json::json!({ "state": upload.state }),
    };
    audit::record(conn, now, actor, &line)?;
    Ok(upload)
}

/// Each statement with the registered account it is of, or what is wrong.
fn locate(conn: &mut Conn, statements: Vec<Statement>) -> Result<Located, Error> {
    let (mut located, mut findings) = (Vec::new(), Vec::new());
    for (index, statement) in statements.into_iter().enumerate() {
        let place = format!("Stmt[{}]/Acct", index + 1);
        let accounts = store::bank_accounts_by_number(conn, &statement.account_number)?;
        match accounts.iter().find(|account| account.currency == statement.currency) {
            Some(account) => located.push((account.id, statement)),
            None if accounts.is_empty() => {
                let message = format!(
                    "{} is not registered: bankAccountRegister does that",
                    finding::excerpt(&statement.account_number)
                );
                findings.push(Finding::error(FindingCode::UnknownBankAccount, place, message));
            }
            None => {
                let message = format!("the account is not registered in {}", statement.currency);
                findings.push(Finding::error(FindingCode::WrongCurrency, format!("{place}/Ccy"), message));
            }
        }
    }
    Ok(if findings.is_empty() { Ok(located) } else { Err(findings) })
}

fn take_over(
    conn: &mut Conn,
    now: Now,
    upload: BankUploadId,
    bank_account: BankAccountId,
    statement: &Statement,
) -> Result<(), Error> {
    let id = store::insert_statement(conn, now, upload, bank_account, statement)?;
    let entries = store::insert_entries(conn, id, bank_account, &statement.entries)?;
    let decide: Vec<_> = entries.into_iter().map(|bank_entry_id| CreditBankEntry { bank_entry_id }).collect();
    Ok(outbox::enqueue_all(conn, now, &decide)?)
}

/// Decides an entry and does what the decision says: credits the partner, opens
/// the lot and has its staff told, or writes down why not. An entry that was
/// decided before is left as it is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Ledger`].
///
/// # Source
/// domain.md 3.6, invariant 9.
pub fn credit_entry(conn: &mut Conn, now: Now, actor: &Actor, id: BankEntryId) -> Result<BankEntry, Error> {
    let entry = store::lock_entry(conn, id)?.ok_or(Error::NotFound)?;
    if entry.state != EntryStatus::Received {
        return Ok(entry);
    }
    let candidates = store::candidates(conn, &matching::numbers_named(&entry.facts()))?;
    let named = match candidates.as_slice() {
        [only] => Some(only.remittance_account_id),
        _ => None,
    };
    match matching::decide(&entry.facts(), &candidates) {
        Decision::Ignore(reason) => set_aside(conn, now, &entry, EntryEvent::Ignore, reason, named),
        Decision::Hold(reason) => match earlier(conn, &entry)? {
            Some(first) if first.is_same_receipt(&entry) => repeat(conn, now, &entry, first.id),
            _ => set_aside(conn, now, &entry, EntryEvent::Hold, reason, named),
        },
        Decision::Credit(remittance_account_id) => match earlier(conn, &entry)? {
            Some(first) if first.is_same_receipt(&entry) => repeat(conn, now, &entry, first.id),
            Some(_) => set_aside(conn, now, &entry, EntryEvent::Hold, Reason::ReferenceReused, named),
            None => credit(conn, now, actor, &entry, remittance_account_id),
        },
    }
}

/// The receipt that came first under the entry's bank reference, once nobody else
/// can be deciding one under it.
fn earlier(conn: &mut Conn, entry: &BankEntry) -> Result<Option<BankEntry>, Error> {
    let Some(reference) = &entry.bank_reference else { return Ok(None) };
    store::lock_reference(conn, entry.bank_account_id, reference)?;
    Ok(store::earlier_receipt(conn, entry, reference)?)
}

fn set_aside(
    conn: &mut Conn,
    now: Now,
    entry: &BankEntry,
    event: EntryEvent,
    reason: Reason,
    named: Option<RemittanceAccountId>,
) -> Result<BankEntry, Error> {
    Ok(store::set_aside(conn, now, entry.id, entry.state.on(event)?, reason, named)?)
}

fn repeat(conn: &mut Conn, now: Now, entry: &BankEntry, first: BankEntryId) -> Result<BankEntry, Error> {
    Ok(store::set_duplicate(conn, now, entry.id, entry.state.on(EntryEvent::Repeat)?, first)?)
}

fn credit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    entry: &BankEntry,
    to: RemittanceAccountId,
) -> Result<BankEntry, Error> {
    let status = entry.state.on(EntryEvent::Credit)?;
    let partner = store::remittance_account(conn, to)?.ok_or(Error::NotFound)?.party_id;
    let currency = entry.amount.currency();
    let clearing = ledger::platform_account(conn, AccountKind::BankClearing, currency)?;
    let cash = ledger::require_account(conn, partner, AccountKind::Cash, currency)?;

    let origin = Origin {
        channel: Channel::BankTransfer,
        reference: entry.bank_reference.clone().unwrap_or_default(),
        arrived_at: calendar::start_of(entry.booked_on),
    };
    let movement = movements::remittance(entry.id, clearing.id, cash.id, entry.amount, origin);
    let transfers = ledger::post(conn, now, actor, &[movement])?;
    let transfer = transfers.first().ok_or(Error::NotFound)?;
    let entry = store::set_credited(conn, now, entry.id, status, to, transfer.transaction_id)?;
    for person in staff::with_roles(conn, partner, TOLD)? {
        mail::enqueue(conn, now, person, &Notice::RemittanceCredited { bank_entry_id: entry.id })?;
    }
    let details = serde_json::json!({ "amount": entry.amount, "transfer": transfer.id.to_string() });
    let line =
        audit::Line { party_id: partner, operation: "bank_entry.credit", subject: entry.id.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(entry)
}
