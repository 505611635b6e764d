//! Rows of the audit log.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::ids::{AuditRecordId, PartyId, StaffId};
use schema::tables::{audit_heads, audit_log};
use serde_json::Value;

use crate::db::{Conn, Result};

/// A line of the audit log, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = audit_log, check_for_backend(diesel::pg::Pg))]
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

pub(crate) fn append(conn: &mut Conn, record: &Record) -> Result<()> {
    diesel::insert_into(audit_log::table).values(record).execute(conn)?;
    let end = (audit_heads::position.eq(record.position), audit_heads::sha256.eq(&record.sha256));
    diesel::update(audit_heads::table.find(record.party_id)).set(end).execute(conn)?;
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
