//! Rows of remittance claims.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{BankEntryId, PartyId, RemittanceClaimId, StaffId};
use schema::money::Money;
use schema::tables::remittance_claims;

use super::Status;
use super::evidence::{Evidence, EvidenceType};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// A claim to money, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = remittance_claims, check_for_backend(diesel::pg::Pg))]
pub struct RemittanceClaim {
    /// Its id.
    pub id: RemittanceClaimId,
    /// Who claims.
    pub party_id: PartyId,
    /// How much was wired.
    #[diesel(select_expression = (remittance_claims::amount, remittance_claims::currency))]
    #[diesel(select_expression_type = (remittance_claims::amount, remittance_claims::currency))]
    pub amount: Money,
    /// On which day.
    pub paid_on: NaiveDate,
    /// From whose account.
    pub payer_name: String,
    /// The serial number on the bank's receipt.
    pub bank_reference: Option<String>,
    /// What the partner says.
    pub note: Option<String>,
    /// Where it stands.
    pub state: Status,
    /// Who of the partner began it.
    pub submitted_by_id: StaffId,
    /// When it was begun.
    pub created_at: DateTime<Utc>,
    /// First instant at which the ticket for the evidence no longer works.
    pub ticket_expires_at: DateTime<Utc>,
    /// Where the evidence lies; none until it has come.
    pub evidence_key: Option<String>,
    /// What it is.
    pub evidence_type: Option<EvidenceType>,
    /// Its size in bytes.
    pub evidence_bytes: Option<i64>,
    /// How often it was downloaded.
    pub evidence_serial: i32,
    /// When it had come.
    pub submitted_at: Option<DateTime<Utc>>,
    /// The entry that was credited for it.
    pub bank_entry_id: Option<BankEntryId>,
    /// Who of the vendor decided.
    pub reviewed_by_id: Option<StaffId>,
    /// What they say.
    pub opinion: Option<String>,
    /// When it was decided or withdrawn.
    pub decided_at: Option<DateTime<Utc>>,
}

/// A claim to be written.
pub(super) struct New {
    pub(super) party_id: PartyId,
    pub(super) amount: Money,
    pub(super) paid_on: NaiveDate,
    pub(super) payer_name: String,
    pub(super) bank_reference: Option<String>,
    pub(super) note: Option<String>,
    pub(super) submitted_by_id: StaffId,
    pub(super) ticket_sha256: Vec<u8>,
    pub(super) ticket_expires_at: DateTime<Utc>,
}

/// Which claims to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that stand there.
    pub state: Option<Status>,
}

pub(super) fn insert(conn: &mut Conn, now: Now, new: New) -> Result<RemittanceClaim> {
    let row = (
        remittance_claims::id.eq(RemittanceClaimId::new()),
        remittance_claims::party_id.eq(new.party_id),
        remittance_claims::amount.eq(new.amount.amount()),
        remittance_claims::currency.eq(new.amount.currency()),
        remittance_claims::paid_on.eq(new.paid_on),
        remittance_claims::payer_name.eq(new.payer_name),
        remittance_claims::bank_reference.eq(new.bank_reference),
        remittance_claims::note.eq(new.note),
        remittance_claims::state.eq(Status::AwaitingEvidence),
        remittance_claims::submitted_by_id.eq(new.submitted_by_id),
        remittance_claims::created_at.eq(now.instant()),
        remittance_claims::ticket_sha256.eq(new.ticket_sha256),
        remittance_claims::ticket_expires_at.eq(new.ticket_expires_at),
        remittance_claims::evidence_serial.eq(0),
    );
    let insert = diesel::insert_into(remittance_claims::table).values(row);
    Ok(insert.returning(RemittanceClaim::as_returning()).get_result(conn)?)
}

pub(super) fn get(conn: &mut Conn, id: RemittanceClaimId) -> Result<Option<RemittanceClaim>> {
    Ok(remittance_claims::table.find(id).select(RemittanceClaim::as_select()).get_result(conn).optional()?)
}

pub(super) fn lock(conn: &mut Conn, id: RemittanceClaimId) -> Result<Option<RemittanceClaim>> {
    let claim = remittance_claims::table.find(id).select(RemittanceClaim::as_select());
    Ok(claim.for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn lock_by_ticket(conn: &mut Conn, ticket_sha256: &[u8]) -> Result<Option<RemittanceClaim>> {
    let claim = remittance_claims::table.filter(remittance_claims::ticket_sha256.eq(ticket_sha256));
    Ok(claim.select(RemittanceClaim::as_select()).for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn set_ticket(
    conn: &mut Conn,
    id: RemittanceClaimId,
    sha256: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<RemittanceClaim> {
    let ticket = (remittance_claims::ticket_sha256.eq(sha256), remittance_claims::ticket_expires_at.eq(expires_at));
    let update = diesel::update(remittance_claims::table.find(id)).set(ticket);
    Ok(update.returning(RemittanceClaim::as_returning()).get_result(conn)?)
}

pub(super) fn set_submitted(
    conn: &mut Conn,
    now: Now,
    id: RemittanceClaimId,
    state: Status,
    evidence: &Evidence,
) -> Result<RemittanceClaim> {
    let submitted = (
        remittance_claims::state.eq(state),
        remittance_claims::evidence_key.eq(&evidence.object_key),
        remittance_claims::evidence_type.eq(evidence.kind),
        remittance_claims::evidence_bytes.eq(i64::try_from(evidence.size_bytes).unwrap_or(i64::MAX)),
        remittance_claims::evidence_sha256.eq(&evidence.sha256),
        remittance_claims::submitted_at.eq(now.instant()),
    );
    let update = diesel::update(remittance_claims::table.find(id)).set(submitted);
    Ok(update.returning(RemittanceClaim::as_returning()).get_result(conn)?)
}

/// One download more.
pub(super) fn count_download(conn: &mut Conn, id: RemittanceClaimId) -> Result<RemittanceClaim> {
    let counted = remittance_claims::evidence_serial.eq(remittance_claims::evidence_serial + 1);
    let update = diesel::update(remittance_claims::table.find(id)).set(counted);
    Ok(update.returning(RemittanceClaim::as_returning()).get_result(conn)?)
}

pub(super) fn set_withdrawn(
    conn: &mut Conn,
    now: Now,
    id: RemittanceClaimId,
    state: Status,
) -> Result<RemittanceClaim> {
    let withdrawn = (remittance_claims::state.eq(state), remittance_claims::decided_at.eq(now.instant()));
    let update = diesel::update(remittance_claims::table.find(id)).set(withdrawn);
    Ok(update.returning(RemittanceClaim::as_returning()).get_result(conn)?)
}

pub(super) fn set_approved(
    conn: &mut Conn,
    now: Now,
    id: RemittanceClaimId,
    state: Status,
    entry: BankEntryId,
    by: StaffId,
    opinion: Option<&str>,
) -> Result<RemittanceClaim> {
    let approved = (
        remittance_claims::state.eq(state),
        remittance_claims::bank_entry_id.eq(entry),
        remittance_claims::reviewed_by_id.eq(by),
        remittance_claims::opinion.eq(opinion),
        remittance_claims::decided_at.eq(now.instant()),
    );
    let update = diesel::update(remittance_claims::table.find(id)).set(approved);
    Ok(update.returning(RemittanceClaim::as_returning()).get_result(conn)?)
}

pub(super) fn set_rejected(
    conn: &mut Conn,
    now: Now,
    id: RemittanceClaimId,
    state: Status,
    by: StaffId,
    opinion: &str,
) -> Result<RemittanceClaim> {
    let rejected = (
        remittance_claims::state.eq(state),
        remittance_claims::reviewed_by_id.eq(by),
        remittance_claims::opinion.eq(opinion),
        remittance_claims::decided_at.eq(now.instant()),
    );
    let update = diesel::update(remittance_claims::table.find(id)).set(rejected);
    Ok(update.returning(RemittanceClaim::as_returning()).get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[RemittanceClaimId]) -> Result<Vec<RemittanceClaim>> {
    let found = remittance_claims::table.filter(remittance_claims::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(RemittanceClaim::as_select()).load(conn)?)
}

fn filtered(visible: &str, filter: &Filter) -> remittance_claims::BoxedQuery<'static, diesel::pg::Pg> {
    let query = remittance_claims::table.filter(sql::<Bool>(visible)).into_boxed();
    match filter.state {
        Some(state) => query.filter(remittance_claims::state.eq(state)),
        None => query,
    }
}

pub(super) fn page(conn: &mut Conn, visible: &str, filter: &Filter, page: &Page) -> Result<Slice<RemittanceClaim>> {
    let rows = filtered(visible, filter)
        .filter(sql::<Bool>(&page.within("remittance_claims.id")))
        .order(sql::<SqlUuid>(&page.sorting("remittance_claims.id")))
        .limit(page.limit())
        .select(RemittanceClaim::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}
