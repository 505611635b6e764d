//! Rows of the audit log.

use chrono::{DateTime, Utc};
use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Bytea, Uuid as SqlUuid};
use schema::ids::{AuditRecordId, PartyId, StaffId};
use schema::tables::{audit_heads, audit_log};
use serde_json::Value;

use crate::db::{Conn, Result, statement};
use crate::page::{Page, Slice};

/// A line of the audit log, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log, check_for_backend(diesel::pg::Pg), treat_none_as_default_value = false)]
pub struct Record {
    /// Its id.
    pub id: AuditRecordId,
    /// The party whose chain it is in.
    pub party_id: PartyId,
    /// Its place in the chain, from 1.
    pub position: i64,
    /// Who did it.
    pub actor: String,
    /// The person, when it was one.
    pub staff_id: Option<StaffId>,
    /// What was done.
    pub operation: String,
    /// To what.
    pub subject: String,
    /// Facts worth keeping.
    pub details: Value,
    /// When.
    pub occurred_at: DateTime<Utc>,
    /// The hash before.
    pub previous_sha256: Vec<u8>,
    /// Its own hash.
    pub sha256: Vec<u8>,
}

/// Which lines to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this party's chain.
    pub party_id: Option<PartyId>,
    /// Only this operation: `hold.place`.
    pub operation: Option<String>,
    /// Only what this person did.
    pub staff_id: Option<StaffId>,
    /// Only what was done to this id; a party's under any of its prefixes.
    pub subject: Option<String>,
    /// Only lines from this instant on.
    pub from: Option<DateTime<Utc>>,
    /// Only lines before this instant.
    pub to: Option<DateTime<Utc>>,
}

/// The end of a chain.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_heads, check_for_backend(diesel::pg::Pg))]
pub(crate) struct Head {
    pub(crate) party_id: PartyId,
    pub(crate) position: i64,
    pub(crate) sha256: Vec<u8>,
}

/// The end of the party's chain, locked; position 0 while the chain is empty.
pub(crate) fn lock_head(conn: &mut Conn, party_id: PartyId) -> Result<Head> {
    let locked = audit_heads::table.find(party_id).select(Head::as_select()).for_update();
    if let Some(head) = locked.get_result(conn).optional()? {
        return Ok(head);
    }
    let empty = Head { party_id, position: 0, sha256: vec![0; 32] };
    diesel::insert_into(audit_heads::table).values(empty).on_conflict_do_nothing().execute(conn)?;
    Ok(locked.get_result(conn)?)
}

/// Appends lines to one chain, which then ends in `head`.
pub(crate) fn append(conn: &mut Conn, records: &[Record], head: &Head) -> Result<()> {
    match records {
        // One at a time is what almost every command does: a statement that stays prepared.
        [only] => diesel::insert_into(audit_log::table).values(only).execute(conn)?,
        several => diesel::insert_into(audit_log::table).values(several).execute(conn)?,
    };
    statement("update audit_heads set position = $, sha256 = $ where party_id = $")
        .bind::<BigInt, _>(head.position)
        .bind::<Bytea, _>(head.sha256.clone())
        .bind::<SqlUuid, _>(head.party_id)
        .execute(conn)?;
    Ok(())
}

/// Up to `limit` lines of all chains behind `after`, in chain order.
pub(crate) fn batch(conn: &mut Conn, after: Option<(PartyId, i64)>, limit: i64) -> Result<Vec<Record>> {
    let mut query = audit_log::table
        .order((audit_log::party_id, audit_log::position))
        .select(Record::as_select())
        .limit(limit)
        .into_boxed();
    if let Some((party_id, position)) = after {
        query = query.filter(
            audit_log::party_id.gt(party_id).or(audit_log::party_id.eq(party_id).and(audit_log::position.gt(position))),
        );
    }
    Ok(query.load(conn)?)
}

/// Every chain's end.
pub(crate) fn heads(conn: &mut Conn) -> Result<Vec<Head>> {
    Ok(audit_heads::table.select(Head::as_select()).load(conn)?)
}

/// The party's end as its head and as its last line say: `(head, last position)`, of one moment.
pub(super) fn ends(conn: &mut Conn, party_id: PartyId) -> Result<(Option<Head>, i64)> {
    let last = audit_log::table.filter(audit_log::party_id.eq(party_id)).select(max(audit_log::position));
    let ends: Option<(Head, Option<i64>)> = audit_heads::table
        .filter(audit_heads::party_id.eq(party_id))
        .select((Head::as_select(), last.single_value()))
        .get_result(conn)
        .optional()?;
    match ends {
        Some((head, last)) => Ok((Some(head), last.unwrap_or_default())),
        None => Ok((None, last.get_result::<Option<i64>>(conn)?.unwrap_or_default())),
    }
}

/// Up to `limit` lines of the party behind `position`, in chain order.
pub(super) fn lines(conn: &mut Conn, party_id: PartyId, position: i64, limit: i64) -> Result<Vec<Record>> {
    let behind = audit_log::table.filter(audit_log::party_id.eq(party_id).and(audit_log::position.gt(position)));
    Ok(behind.order(audit_log::position).limit(limit).select(Record::as_select()).load(conn)?)
}

/// The hash of the party's line at `position`.
pub(super) fn sha256_at(conn: &mut Conn, party_id: PartyId, position: i64) -> Result<Option<Vec<u8>>> {
    let at = audit_log::table.filter(audit_log::party_id.eq(party_id).and(audit_log::position.eq(position)));
    Ok(at.select(audit_log::sha256).get_result(conn).optional()?)
}

fn filtered(visible: &str, filter: &Filter) -> audit_log::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = audit_log::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(party_id) = filter.party_id {
        query = query.filter(audit_log::party_id.eq(party_id));
    }
    if let Some(operation) = filter.operation.clone() {
        query = query.filter(audit_log::operation.eq(operation));
    }
    if let Some(staff_id) = filter.staff_id {
        query = query.filter(audit_log::staff_id.eq(staff_id));
    }
    if let Some(subject) = &filter.subject {
        // Lines name a party by one prefix, whatever its kind.
        let subject = subject.parse::<PartyId>().map_or_else(|_| subject.clone(), |party_id| party_id.to_string());
        query = query.filter(audit_log::subject.eq(subject));
    }
    if let Some(from) = filter.from {
        query = query.filter(audit_log::occurred_at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(audit_log::occurred_at.lt(to));
    }
    query
}

pub(super) fn page(conn: &mut Conn, visible: &str, filter: &Filter, page: &Page) -> Result<Slice<Record>> {
    let rows = filtered(visible, filter)
        .filter(sql::<Bool>(&page.within("audit_log.id")))
        .order(sql::<SqlUuid>(&page.sorting("audit_log.id")))
        .limit(page.limit())
        .select(Record::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[AuditRecordId]) -> Result<Vec<Record>> {
    let found = audit_log::table.filter(audit_log::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Record::as_select()).load(conn)?)
}
