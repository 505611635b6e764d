//! The bank as an actor sees it. Files and statements are the vendor's; a partner sees the
//! entries that name its remittance account.

use std::collections::HashMap;

use schema::ids::{
    BankAccountId, BankEntryId, BankStatementId, BankUploadId, PartyId, RemittanceAccountId, RemittanceClaimId,
};

use super::account::{BankAccount, RemittanceAccount};
use super::state::UploadStatus;
use super::store::{self, BankDecision, BankEntry, BankStatement, EntryFilter};
use super::upload::BankUpload;
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility::{self, At};

/// Those of `ids` the actor may see: the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn accounts_by_ids(conn: &mut Conn, actor: &Actor, ids: &[BankAccountId]) -> db::Result<Vec<BankAccount>> {
    store::bank_accounts_by_ids(conn, &platform(actor), ids)
}

/// A page of the vendor's bank accounts; none to others.
///
/// # Errors
/// When the database does not answer.
pub fn page_accounts(conn: &mut Conn, actor: &Actor, page: &Page) -> db::Result<Slice<BankAccount>> {
    store::page_bank_accounts(conn, &platform(actor), page)
}

/// How many bank accounts [`page_accounts`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_accounts(conn: &mut Conn, actor: &Actor) -> db::Result<i64> {
    store::count_bank_accounts(conn, &platform(actor))
}

/// Those of `ids` the actor may see: the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn uploads_by_ids(conn: &mut Conn, actor: &Actor, ids: &[BankUploadId]) -> db::Result<Vec<BankUpload>> {
    store::uploads_by_ids(conn, &platform(actor), ids)
}

/// A page of the uploads, all or in one state; none to others than the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn page_uploads(
    conn: &mut Conn,
    actor: &Actor,
    state: Option<UploadStatus>,
    page: &Page,
) -> db::Result<Slice<BankUpload>> {
    store::page_uploads(conn, &platform(actor), state, page)
}

/// How many uploads [`page_uploads`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_uploads(conn: &mut Conn, actor: &Actor, state: Option<UploadStatus>) -> db::Result<i64> {
    store::count_uploads(conn, &platform(actor), state)
}

/// Those of `ids` the actor may see: the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn statements_by_ids(conn: &mut Conn, actor: &Actor, ids: &[BankStatementId]) -> db::Result<Vec<BankStatement>> {
    store::statements_by_ids(conn, &platform(actor), ids)
}

/// A page of the statements; none to others than the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn page_statements(conn: &mut Conn, actor: &Actor, page: &Page) -> db::Result<Slice<BankStatement>> {
    store::page_statements(conn, &platform(actor), page)
}

/// How many statements [`page_statements`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_statements(conn: &mut Conn, actor: &Actor) -> db::Result<i64> {
    store::count_statements(conn, &platform(actor))
}

/// For each of `uploads`, a page of its statements in the order of the file.
///
/// # Errors
/// When the database does not answer.
pub fn statements_of(
    conn: &mut Conn,
    actor: &Actor,
    uploads: &[BankUploadId],
    page: &Page,
) -> db::Result<HashMap<BankUploadId, Slice<BankStatement>>> {
    let sql = of_uploads(actor);
    let children = Children { sql: &sql, id: "bank_statements.id" };
    let rows = |conn: &mut Conn, ids: &[BankStatementId]| store::statements_by_ids(conn, "true", ids);
    page::store::pages(conn, uploads, &children, page, rows, |statement| statement.id)
}

/// For each of `uploads`, how many statements it has.
///
/// # Errors
/// When the database does not answer.
pub fn count_statements_of(
    conn: &mut Conn,
    actor: &Actor,
    uploads: &[BankUploadId],
) -> db::Result<HashMap<BankUploadId, i64>> {
    page::store::counts(conn, uploads, &Children { sql: &of_uploads(actor), id: "bank_statements.id" })
}

/// For each of `statements`, a page of its entries in the order of the file.
///
/// # Errors
/// When the database does not answer.
pub fn entries_of(
    conn: &mut Conn,
    actor: &Actor,
    statements: &[BankStatementId],
    page: &Page,
) -> db::Result<HashMap<BankStatementId, Slice<BankEntry>>> {
    let sql = of_statements(actor);
    let children = Children { sql: &sql, id: "bank_entries.id" };
    let rows = |conn: &mut Conn, ids: &[BankEntryId]| store::entries_by_ids(conn, "true", ids);
    page::store::pages(conn, statements, &children, page, rows, |entry| entry.id)
}

/// For each of `statements`, how many entries it has.
///
/// # Errors
/// When the database does not answer.
pub fn count_entries_of(
    conn: &mut Conn,
    actor: &Actor,
    statements: &[BankStatementId],
) -> db::Result<HashMap<BankStatementId, i64>> {
    page::store::counts(conn, statements, &Children { sql: &of_statements(actor), id: "bank_entries.id" })
}

/// Those of `ids` the actor may see: a partner sees those that name its remittance account.
///
/// # Errors
/// When the database does not answer.
pub fn entries_by_ids(conn: &mut Conn, actor: &Actor, ids: &[BankEntryId]) -> db::Result<Vec<BankEntry>> {
    store::entries_by_ids(conn, &seen_entries(actor), ids)
}

/// A page of the entries the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page_entries(conn: &mut Conn, actor: &Actor, filter: &EntryFilter, page: &Page) -> db::Result<Slice<BankEntry>> {
    store::page_entries(conn, &seen_entries(actor), filter, page)
}

/// How many entries [`page_entries`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_entries(conn: &mut Conn, actor: &Actor, filter: &EntryFilter) -> db::Result<i64> {
    store::count_entries(conn, &seen_entries(actor), filter)
}

/// For each of `entries`, the decisions about it that the actor may see, oldest first, the last 100 of them: a partner
/// sees those that name its remittance account.
///
/// # Errors
/// When the database does not answer.
pub fn decisions_of(
    conn: &mut Conn,
    actor: &Actor,
    entries: &[BankEntryId],
) -> db::Result<HashMap<BankEntryId, Vec<BankDecision>>> {
    let visible = visibility::bank_entry(actor, "bank_decisions.remittance_account_id");
    let mut by_entry: HashMap<BankEntryId, Vec<BankDecision>> = HashMap::new();
    for decision in store::decisions_of(conn, &visible, entries, 100)? {
        by_entry.entry(decision.bank_entry_id).or_default().push(decision);
    }
    Ok(by_entry)
}

/// For each of `claims`, the held entries that may be what it is for, the likeliest first; none to others than who sees the
/// bank.
///
/// # Errors
/// When the database does not answer.
pub fn candidates_of(
    conn: &mut Conn,
    actor: &Actor,
    claims: &[RemittanceClaimId],
) -> db::Result<HashMap<RemittanceClaimId, Vec<BankEntry>>> {
    let pairs = store::candidates_of(conn, claims)?;
    let ids: Vec<BankEntryId> = pairs.iter().map(|(_, entry)| *entry).collect();
    let entries = store::entries_by_ids(conn, &platform(actor), &ids)?;
    let entries: HashMap<BankEntryId, BankEntry> = entries.into_iter().map(|entry| (entry.id, entry)).collect();
    let mut candidates: HashMap<RemittanceClaimId, Vec<BankEntry>> = HashMap::new();
    for (claim, entry) in pairs {
        candidates.entry(claim).or_default().extend(entries.get(&entry).cloned());
    }
    Ok(candidates)
}

/// For each of `parties` whose money the actor may see, its remittance accounts.
///
/// # Errors
/// When the database does not answer.
pub fn remittance_accounts_of(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    parties: &[PartyId],
) -> db::Result<HashMap<PartyId, Vec<RemittanceAccount>>> {
    let visible = visibility::money(actor, "remittance_accounts.party_id", At::Now(now));
    let mut by_party: HashMap<PartyId, Vec<RemittanceAccount>> = HashMap::new();
    for account in store::remittance_accounts_of(conn, &visible, parties)? {
        by_party.entry(account.party_id).or_default().push(account);
    }
    Ok(by_party)
}

/// Those of `ids` of parties whose money the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn remittance_accounts_by_ids(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    ids: &[RemittanceAccountId],
) -> db::Result<Vec<RemittanceAccount>> {
    let visible = visibility::money(actor, "remittance_accounts.party_id", At::Now(now));
    store::remittance_accounts_by_ids(conn, &visible, ids)
}

fn of_uploads(actor: &Actor) -> String {
    format!("from bank_statements where bank_upload_id = parent.id and {}", platform(actor))
}

fn of_statements(actor: &Actor) -> String {
    format!("from bank_entries where bank_statement_id = parent.id and {}", platform(actor))
}

pub(super) fn platform(actor: &Actor) -> String {
    if actor.may(Permission::BankView) { visibility::platform(actor) } else { "false".to_owned() }
}

fn seen_entries(actor: &Actor) -> String {
    visibility::bank_entry(actor, "bank_entries.remittance_account_id")
}
