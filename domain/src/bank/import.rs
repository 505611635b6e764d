//! Taking a file in: read once to see whether all of it is right, read again to store its entries.
//!
//! Nothing of a file with an error is taken in, so the first reading keeps no entries: [`survey`] is all that is known
//! of a file before [`accept`]. The second stores a thousand entries at a time, each batch with the count of what is
//! stored, so that an import that was cut off goes on where it was. What a file needs in memory does not grow with it.

use std::io::BufRead;

use schema::ids::{BankAccountId, BankEntryId, BankUploadId};

use super::finding::{self, FINDINGS_LIMIT, Finding, FindingCode};
use super::mapping::BankCsvMapping;
use super::state::{UploadEvent, UploadStatus};
use super::statement::{Entry, Item, Statement};
use super::store::{self, NewEntry};
use super::{BankUpload, Error, chain, deciding, format, upload};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::party;

/// Entries stored in one transaction, and decided in one.
pub const BATCH: usize = 1_000;

/// Statements a file may have.
const MOST_STATEMENTS: usize = 10_000;

/// What a file has, but for its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Survey {
    /// What it turned out to be; empty when that is not known.
    pub format: String,
    /// In the order of the file.
    pub statements: Vec<Statement>,
    /// What is wrong or strange; with an error among them nothing of the file counts.
    pub findings: Vec<Finding>,
}

/// Reads a whole file and keeps what is known of it, but for its entries.
///
/// - `mappings`: every saved mapping of CSV files
pub fn survey(input: impl BufRead, mappings: &[BankCsvMapping]) -> Survey {
    let mut reader = match format::open(input, mappings) {
        Ok(reader) => reader,
        Err(findings) => return Survey { format: String::new(), statements: Vec::new(), findings },
    };
    let mut statements = Vec::new();
    while let Some(item) = reader.next_item() {
        if let Item::Statement(statement) = item {
            statements.push(statement);
            if statements.len() > MOST_STATEMENTS {
                let message = format!("the file has more than {MOST_STATEMENTS} statements");
                let findings = vec![Finding::error(FindingCode::TooManyStatements, "file", message)];
                return Survey { format: reader.format(), statements: Vec::new(), findings };
            }
        }
    }
    Survey { format: reader.format(), statements, findings: reader.findings().to_vec() }
}

/// Decides about a file that was [surveyed](survey): its statements are taken over and its entries may be stored, or it
/// is rejected with what was found. All of the file or nothing: a statement of an account that is not registered
/// rejects it. A file that was decided before is left as it is.
///
/// # Errors
/// [`Error::NotFound`].
pub fn accept(conn: &mut Conn, now: Now, actor: &Actor, id: BankUploadId, survey: Survey) -> Result<BankUpload, Error> {
    let upload = store::lock_upload(conn, id)?.ok_or(Error::NotFound)?;
    if upload.state != UploadStatus::Received {
        return Ok(upload);
    }
    let Survey { format, statements, mut findings } = survey;
    let located = if findings.iter().any(Finding::is_error) {
        Vec::new()
    } else {
        let located = locate(conn, statements, &mut findings)?;
        findings.extend(chain::check(conn, &located)?);
        located
    };
    findings.truncate(FINDINGS_LIMIT);
    let upload = if findings.iter().any(Finding::is_error) {
        upload::reject(conn, now, &upload, findings)?
    } else {
        let entries: usize = located.iter().map(|(_, statement)| statement.entries).sum();
        store::insert_statements(conn, now, id, &located)?;
        let entries = i32::try_from(entries).unwrap_or(i32::MAX);
        store::set_accepted(conn, id, upload.state.on(UploadEvent::Accept)?, &format, entries, &findings)?
    };
    record(conn, now, actor, &upload)?;
    Ok(upload)
}

/// Each statement with the registered account it is of; what is wrong goes to `findings`.
fn locate(
    conn: &mut Conn,
    statements: Vec<Statement>,
    findings: &mut Vec<Finding>,
) -> Result<Vec<(BankAccountId, Statement)>, Error> {
    let mut located = Vec::with_capacity(statements.len());
    for statement in statements {
        let accounts = store::bank_accounts_by_number(conn, &statement.account_number)?;
        match accounts.iter().find(|account| account.currency == statement.currency) {
            Some(account) => located.push((account.id, statement)),
            None if accounts.is_empty() => {
                let number = finding::excerpt(&statement.account_number);
                let message = format!("{number} is not registered: bankAccountRegister does that");
                findings.push(Finding::error(FindingCode::UnknownBankAccount, &statement.place, message));
            }
            None => {
                let message = format!("the account is not registered in {}", statement.currency);
                findings.push(Finding::error(FindingCode::WrongCurrency, &statement.place, message));
            }
        }
    }
    Ok(located)
}

/// Entries of a file, one after the other.
#[derive(Debug)]
pub struct Batch {
    /// Which entry of the file the first is, from 0.
    pub first: usize,
    /// Each with its statement and its place in it, both from 1.
    pub entries: Vec<(usize, usize, Entry)>,
}

/// The entries of a file in batches, those that are stored already left out.
///
/// - `stored`: how many that are
pub fn batches<'r>(reader: &'r mut dyn format::Reader, stored: usize) -> impl Iterator<Item = Batch> + 'r {
    let (mut read, mut statement, mut position) = (0, 1, 0);
    std::iter::from_fn(move || {
        let mut batch = Batch { first: read.max(stored), entries: Vec::new() };
        while batch.entries.len() < BATCH {
            match reader.next_item() {
                Some(Item::Statement(_)) => (statement, position) = (statement + 1, 0),
                Some(Item::Entry(entry)) => {
                    (read, position) = (read + 1, position + 1);
                    if read > stored {
                        batch.entries.push((statement, position, entry));
                    }
                }
                None => break,
            }
        }
        (!batch.entries.is_empty()).then_some(batch)
    })
}

/// Stores a batch of an upload's entries and has them decided. One that was stored before is left out.
///
/// # Errors
/// [`Error::NotFound`].
pub fn store_batch(conn: &mut Conn, now: Now, id: BankUploadId, batch: &Batch) -> Result<(), Error> {
    let upload = store::lock_upload(conn, id)?.ok_or(Error::NotFound)?;
    let is_next = usize::try_from(upload.stored_count) == Ok(batch.first);
    if upload.state != UploadStatus::Importing || !is_next {
        return Ok(());
    }
    let statements = store::statements_of_upload(conn, id)?;
    let mut entries = Vec::with_capacity(batch.entries.len());
    for (statement, position, entry) in &batch.entries {
        let statement = statements.get(statement.saturating_sub(1)).ok_or(Error::NotFound)?;
        entries.push(NewEntry {
            id: BankEntryId::new(),
            statement: statement.id,
            bank_account: statement.bank_account_id,
            position: i32::try_from(*position).unwrap_or(i32::MAX),
            entry,
        });
    }
    // While some are not decided, somebody decides, and asks for these when that is done.
    let is_waited_for = store::first_received(conn, id)?.is_some();
    store::insert_entries(conn, &entries)?;
    if !is_waited_for {
        deciding::ask_for_rest(conn, now, id)?;
    }
    let stored = upload.stored_count + i32::try_from(entries.len()).unwrap_or(i32::MAX);
    Ok(store::set_stored(conn, id, stored)?)
}

/// An upload all of whose entries are stored is imported.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Incomplete`] when entries are missing that the survey counted.
pub fn finish(conn: &mut Conn, now: Now, actor: &Actor, id: BankUploadId) -> Result<BankUpload, Error> {
    let upload = store::lock_upload(conn, id)?.ok_or(Error::NotFound)?;
    if upload.state != UploadStatus::Importing {
        return Ok(upload);
    }
    if upload.entry_count != Some(upload.stored_count) {
        return Err(Error::Incomplete);
    }
    let upload = store::set_imported(conn, now, id, upload.state.on(UploadEvent::Import)?)?;
    record(conn, now, actor, &upload)?;
    Ok(upload)
}

fn record(conn: &mut Conn, now: Now, actor: &Actor, upload: &BankUpload) -> Result<(), Error> {
    let vendor = party::vendor(conn)?.ok_or(Error::NotFound)?;
    let line = audit::Line {
        party_id: vendor.id,
        operation: "bank_upload.import",
        subject: upload.id.to_string(),
        details: serde_json::json!({ "state": upload.state, "format": upload.format, "entries": upload.entry_count }),
    };
    Ok(audit::record(conn, now, actor, &line)?)
}
