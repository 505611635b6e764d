//! Rows of uploads.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Binary, Bool, Uuid as SqlUuid};
use schema::ids::{BankUploadId, StaffId};
use schema::tables::bank_uploads;
use serde_json::Value;

use crate::bank::finding::Finding;
use crate::bank::state::{UploadSource, UploadStatus};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// A file from a bank, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank_uploads, check_for_backend(diesel::pg::Pg))]
pub struct BankUpload {
    /// Its id.
    pub id: BankUploadId,
    /// As the uploader calls it.
    pub file_name: String,
    /// Where it stands.
    pub state: UploadStatus,
    /// How it came.
    pub source: UploadSource,
    /// Who asked for the ticket; none for what lay in the watched folder.
    pub uploaded_by_id: Option<StaffId>,
    /// Until when the ticket works; none for what lay in the watched folder.
    pub ticket_expires_at: Option<DateTime<Utc>>,
    /// When the ticket was given out.
    pub created_at: DateTime<Utc>,
    /// When the file had come in.
    pub received_at: Option<DateTime<Utc>>,
    /// Its size in bytes.
    pub size_bytes: Option<i64>,
    /// Where it lies in the object store.
    pub object_key: Option<String>,
    /// What it turned out to be; none until it was read.
    pub format: Option<String>,
    /// How many entries it has; none until it was read.
    pub entry_count: Option<i32>,
    /// How many of them are stored.
    pub stored_count: i32,
    findings: Value,
    /// When it was imported or rejected.
    pub finished_at: Option<DateTime<Utc>>,
}

impl BankUpload {
    /// What was found wrong with the file.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        serde_json::from_value(self.findings.clone()).unwrap_or_default()
    }
}

pub(in crate::bank) fn insert_upload(
    conn: &mut Conn,
    now: Now,
    file_name: &str,
    by: StaffId,
    ticket_sha256: &[u8],
    ticket_expires_at: DateTime<Utc>,
) -> Result<BankUpload> {
    let row = (
        bank_uploads::id.eq(BankUploadId::new()),
        bank_uploads::file_name.eq(file_name),
        bank_uploads::state.eq(UploadStatus::AwaitingFile),
        bank_uploads::source.eq(UploadSource::Upload),
        bank_uploads::uploaded_by_id.eq(by),
        bank_uploads::ticket_sha256.eq(ticket_sha256),
        bank_uploads::ticket_expires_at.eq(ticket_expires_at),
        bank_uploads::created_at.eq(now.instant()),
        bank_uploads::findings.eq(serde_json::json!([])),
    );
    Ok(diesel::insert_into(bank_uploads::table).values(row).returning(BankUpload::as_returning()).get_result(conn)?)
}

/// A file that lay in the watched folder; it has not been looked at.
pub(in crate::bank) fn insert_found(conn: &mut Conn, now: Now, file_name: &str) -> Result<BankUpload> {
    let row = (
        bank_uploads::id.eq(BankUploadId::new()),
        bank_uploads::file_name.eq(file_name),
        bank_uploads::state.eq(UploadStatus::AwaitingFile),
        bank_uploads::source.eq(UploadSource::Inbox),
        bank_uploads::created_at.eq(now.instant()),
        bank_uploads::findings.eq(serde_json::json!([])),
    );
    Ok(diesel::insert_into(bank_uploads::table).values(row).returning(BankUpload::as_returning()).get_result(conn)?)
}

pub(in crate::bank) fn lock_upload(conn: &mut Conn, id: BankUploadId) -> Result<Option<BankUpload>> {
    Ok(bank_uploads::table.find(id).select(BankUpload::as_select()).for_no_key_update().get_result(conn).optional()?)
}

pub(in crate::bank) fn lock_upload_by_ticket(conn: &mut Conn, ticket_sha256: &[u8]) -> Result<Option<BankUpload>> {
    let upload = bank_uploads::table.filter(bank_uploads::ticket_sha256.eq(ticket_sha256));
    Ok(upload.select(BankUpload::as_select()).for_no_key_update().get_result(conn).optional()?)
}

/// The upload that took the same bytes in, once nobody else can be doing it.
pub(in crate::bank) fn same_file(conn: &mut Conn, sha256: &[u8]) -> Result<Option<BankUploadId>> {
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended('bank_file:' || encode($1, 'hex'), 0))")
        .bind::<Binary, _>(sha256)
        .execute(conn)?;
    let taken_in = bank_uploads::table
        .filter(bank_uploads::sha256.eq(sha256))
        .filter(bank_uploads::state.eq_any([UploadStatus::Received, UploadStatus::Importing, UploadStatus::Imported]))
        .select(bank_uploads::id);
    Ok(taken_in.get_result(conn).optional()?)
}

pub(in crate::bank) fn set_received(
    conn: &mut Conn,
    now: Now,
    id: BankUploadId,
    state: UploadStatus,
    size_bytes: u64,
    sha256: &[u8],
    object_key: &str,
) -> Result<BankUpload> {
    let received = (
        bank_uploads::state.eq(state),
        bank_uploads::received_at.eq(now.instant()),
        bank_uploads::size_bytes.eq(i64::try_from(size_bytes).unwrap_or(i64::MAX)),
        bank_uploads::sha256.eq(sha256),
        bank_uploads::object_key.eq(object_key),
    );
    let update = diesel::update(bank_uploads::table.find(id)).set(received);
    Ok(update.returning(BankUpload::as_returning()).get_result(conn)?)
}

/// The file was found right.
pub(in crate::bank) fn set_accepted(
    conn: &mut Conn,
    id: BankUploadId,
    state: UploadStatus,
    format: &str,
    entry_count: i32,
    findings: &[Finding],
) -> Result<BankUpload> {
    let accepted = (
        bank_uploads::state.eq(state),
        bank_uploads::format.eq(format),
        bank_uploads::entry_count.eq(entry_count),
        bank_uploads::findings.eq(serde_json::to_value(findings).unwrap_or_default()),
    );
    let update = diesel::update(bank_uploads::table.find(id)).set(accepted);
    Ok(update.returning(BankUpload::as_returning()).get_result(conn)?)
}

pub(in crate::bank) fn set_stored(conn: &mut Conn, id: BankUploadId, stored_count: i32) -> Result<()> {
    diesel::update(bank_uploads::table.find(id)).set(bank_uploads::stored_count.eq(stored_count)).execute(conn)?;
    Ok(())
}

pub(in crate::bank) fn set_imported(
    conn: &mut Conn,
    now: Now,
    id: BankUploadId,
    state: UploadStatus,
) -> Result<BankUpload> {
    let finished = (bank_uploads::state.eq(state), bank_uploads::finished_at.eq(now.instant()));
    let update = diesel::update(bank_uploads::table.find(id)).set(finished);
    Ok(update.returning(BankUpload::as_returning()).get_result(conn)?)
}

pub(in crate::bank) fn set_rejected(
    conn: &mut Conn,
    now: Now,
    id: BankUploadId,
    state: UploadStatus,
    findings: &[Finding],
) -> Result<BankUpload> {
    let findings = serde_json::to_value(findings).unwrap_or_default();
    let received_at = sql::<diesel::sql_types::Nullable<diesel::sql_types::Timestamptz>>("coalesce(received_at, ")
        .bind::<diesel::sql_types::Timestamptz, _>(now.instant())
        .sql(")");
    let finished = (
        bank_uploads::state.eq(state),
        bank_uploads::received_at.eq(received_at),
        bank_uploads::findings.eq(findings),
        bank_uploads::finished_at.eq(now.instant()),
    );
    let update = diesel::update(bank_uploads::table.find(id)).set(finished);
    Ok(update.returning(BankUpload::as_returning()).get_result(conn)?)
}

pub(in crate::bank) fn delete_unused(conn: &mut Conn, expired_before: DateTime<Utc>, limit: i64) -> Result<usize> {
    let unused: Vec<BankUploadId> = bank_uploads::table
        .filter(bank_uploads::state.eq(UploadStatus::AwaitingFile))
        .filter(bank_uploads::ticket_expires_at.lt(expired_before))
        .limit(limit)
        .select(bank_uploads::id)
        .load(conn)?;
    let still_unused = bank_uploads::table
        .filter(bank_uploads::id.eq_any(unused).and(bank_uploads::state.eq(UploadStatus::AwaitingFile)));
    Ok(diesel::delete(still_unused).execute(conn)?)
}

pub(in crate::bank) fn uploads_by_ids(conn: &mut Conn, visible: &str, ids: &[BankUploadId]) -> Result<Vec<BankUpload>> {
    let found = bank_uploads::table.filter(bank_uploads::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(BankUpload::as_select()).load(conn)?)
}

fn filtered(visible: &str, state: Option<UploadStatus>) -> bank_uploads::BoxedQuery<'static, diesel::pg::Pg> {
    let query = bank_uploads::table.filter(sql::<Bool>(visible)).into_boxed();
    match state {
        Some(state) => query.filter(bank_uploads::state.eq(state)),
        None => query,
    }
}

pub(in crate::bank) fn page_uploads(
    conn: &mut Conn,
    visible: &str,
    state: Option<UploadStatus>,
    page: &Page,
) -> Result<Slice<BankUpload>> {
    let rows = filtered(visible, state)
        .filter(sql::<Bool>(&page.within("bank_uploads.id")))
        .order(sql::<SqlUuid>(&page.sorting("bank_uploads.id")))
        .limit(page.limit())
        .select(BankUpload::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(in crate::bank) fn count_uploads(conn: &mut Conn, visible: &str, state: Option<UploadStatus>) -> Result<i64> {
    Ok(filtered(visible, state).count().get_result(conn)?)
}
