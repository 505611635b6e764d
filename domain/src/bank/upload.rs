//! Files from banks: a ticket, a file, an import or a refusal.
//!
//! The ticket is a secret for one upload within 15 minutes, given to somebody
//! who may manage the bank; whoever holds it may send the file. The same file
//! is taken in once. Files that lie in the watched folder of the workers need no
//! ticket: who can write there may.

use chrono::TimeDelta;
use schema::ids::BankUploadId;
use schema::jobs::ImportBankFile;

use super::finding::{Finding, FindingCode};
use super::state::{UploadEvent, UploadSource, UploadStatus};
use super::{Error, store, text};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::outbox;
use crate::party;
use crate::plain_text;
use crate::secret::{Secret, sha256};

pub use super::store::BankUpload;

/// How long a ticket works.
const TICKET_FOR: TimeDelta = TimeDelta::minutes(15);

/// Most bytes of a file.
pub const MOST_BYTES: u64 = 128 * 1024 * 1024;

/// Longest name of a file, in characters.
const FILE_NAME_LIMIT: usize = 200;

/// A file that came to its end, or did not.
#[derive(Debug, Clone)]
pub enum Arrival {
    /// It is in the object store.
    Stored {
        /// Its size in bytes.
        size_bytes: u64,
        /// SHA-256 of its bytes, 32 of them.
        sha256: Vec<u8>,
        /// Where it lies.
        object_key: String,
    },
    /// It had more than [`MOST_BYTES`]; the rest was not read.
    TooLarge,
}

/// Gives out a ticket for one file.
///
/// - `file_name`: 1 to 200 characters, as the uploader calls it
///
/// Returns the upload and the ticket, which is stored nowhere.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`].
pub fn open(conn: &mut Conn, now: Now, actor: &Actor, file_name: &str) -> Result<(BankUpload, Secret), Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let file_name = plain_text::required(file_name, "fileName", FILE_NAME_LIMIT)?;
    let ticket = Secret::new()?;
    let upload = store::insert_upload(conn, now, &file_name, person.staff_id, &ticket.sha256(), now.plus(TICKET_FOR))?;
    let line = audit::Line {
        party_id: person.party_id,
        operation: "bank_upload.open",
        subject: upload.id.to_string(),
        details: serde_json::json!({ "file_name": file_name }),
    };
    audit::record(conn, now, actor, &line)?;
    Ok((upload, ticket))
}

/// The upload a ticket is for, before the file is read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::TicketUsed`], [`Error::TicketExpired`].
pub fn admit(conn: &mut Conn, now: Now, ticket: &str) -> Result<BankUploadId, Error> {
    let upload = store::lock_upload_by_ticket(conn, &sha256(ticket.as_bytes()))?.ok_or(Error::NotFound)?;
    usable(&upload, now)?;
    Ok(upload.id)
}

/// Takes note of the file that came for a ticket and uses the ticket up.
///
/// A whole file is imported by a job; a file that was taken in before, an empty
/// one or one that is too large is rejected at once with a finding that says so.
///
/// # Errors
/// [`Error::NotFound`], [`Error::TicketUsed`], [`Error::TicketExpired`].
pub fn receive(conn: &mut Conn, now: Now, ticket: &str, arrival: &Arrival) -> Result<BankUpload, Error> {
    let upload = store::lock_upload_by_ticket(conn, &sha256(ticket.as_bytes()))?.ok_or(Error::NotFound)?;
    usable(&upload, now)?;
    arrived(conn, now, &upload, arrival)
}

/// Takes note of a file that lay in the watched folder. Told of it again before it was moved away, the answer is the
/// first upload: then `arrival` is stored for nothing.
///
/// - `file_name`: as it lay there; what is over 200 characters is cut
///
/// # Errors
/// [`Error::NotFound`] before there is a vendor.
pub fn take_in(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    file_name: &str,
    arrival: &Arrival,
) -> Result<BankUpload, Error> {
    let file_name = text::line(file_name, FILE_NAME_LIMIT).unwrap_or_else(|| "unnamed".to_owned());
    if let Arrival::Stored { sha256, .. } = arrival
        && let Some(known) = store::same_file(conn, sha256)?
    {
        let known = store::lock_upload(conn, known)?.ok_or(Error::NotFound)?;
        if known.source == UploadSource::Inbox && known.file_name == file_name {
            return Ok(known);
        }
    }
    let upload = store::insert_found(conn, now, &file_name)?;
    let upload = arrived(conn, now, &upload, arrival)?;
    let vendor = party::vendor(conn)?.ok_or(Error::NotFound)?;
    let line = audit::Line {
        party_id: vendor.id,
        operation: "bank_upload.take_in",
        subject: upload.id.to_string(),
        details: serde_json::json!({ "file_name": file_name, "state": upload.state }),
    };
    audit::record(conn, now, actor, &line)?;
    Ok(upload)
}

fn arrived(conn: &mut Conn, now: Now, upload: &BankUpload, arrival: &Arrival) -> Result<BankUpload, Error> {
    match arrival {
        Arrival::TooLarge => {
            let message = format!("the file has more than {MOST_BYTES} bytes");
            reject(conn, now, upload, vec![Finding::error(FindingCode::FileTooLarge, "file", message)])
        }
        Arrival::Stored { size_bytes: 0, .. } => {
            reject(conn, now, upload, vec![Finding::error(FindingCode::EmptyFile, "file", "the file is empty")])
        }
        Arrival::Stored { size_bytes, sha256, object_key } => {
            if let Some(first) = store::same_file(conn, sha256)? {
                let message = format!("the same file was taken in as {first}");
                return reject(conn, now, upload, vec![Finding::error(FindingCode::DuplicateFile, "file", message)]);
            }
            let state = upload.state.on(UploadEvent::Receive)?;
            let upload = store::set_received(conn, now, upload.id, state, *size_bytes, sha256, object_key)?;
            outbox::enqueue(conn, now, &ImportBankFile { bank_upload_id: upload.id })?;
            Ok(upload)
        }
    }
}

/// Where the file of an upload lies, until all of it is imported; none then.
///
/// # Errors
/// [`Error::NotFound`].
pub fn awaiting_import(conn: &mut Conn, id: BankUploadId) -> Result<Option<String>, Error> {
    let upload = store::lock_upload(conn, id)?.ok_or(Error::NotFound)?;
    let waits = matches!(upload.state, UploadStatus::Received | UploadStatus::Importing);
    Ok(upload.object_key.filter(|_| waits))
}

/// Rejects an upload with what was found.
pub(super) fn reject(
    conn: &mut Conn,
    now: Now,
    upload: &BankUpload,
    findings: Vec<Finding>,
) -> Result<BankUpload, Error> {
    let state = upload.state.on(UploadEvent::Reject)?;
    Ok(store::set_rejected(conn, now, upload.id, state, &findings)?)
}

/// Deletes uploads whose ticket was not used within a day, at most `limit`: nothing came in.
///
/// # Errors
/// When the database does not answer.
pub fn clean(conn: &mut Conn, now: Now, limit: i64) -> crate::db::Result<usize> {
    store::delete_unused(conn, now.minus(TimeDelta::days(1)), limit)
}

fn usable(upload: &BankUpload, now: Now) -> Result<(), Error> {
    if upload.state != UploadStatus::AwaitingFile {
        return Err(Error::TicketUsed);
    }
    let is_expired = upload.ticket_expires_at.is_none_or(|expires_at| expires_at <= now.instant());
    if is_expired { Err(Error::TicketExpired) } else { Ok(()) }
}
