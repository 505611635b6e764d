//! Rows of the commands that were carried out.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use schema::ids::PartyId;
use schema::tables::idempotency_keys;
use serde_json::Value;

use crate::db::{Conn, Result, statement};

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = idempotency_keys, check_for_backend(diesel::pg::Pg), treat_none_as_default_value = false)]
pub(super) struct Remembered {
    pub(super) party_id: PartyId,
    pub(super) operation: String,
    pub(super) key: String,
    pub(super) input_sha256: Vec<u8>,
    pub(super) result: Value,
    pub(super) created_at: DateTime<Utc>,
}

/// Waits for whoever carries out the same command now. The lock is on the name,
/// because the first time there is no row to lock.
pub(super) fn lock(conn: &mut Conn, party_id: PartyId, operation: &str, key: &str) -> Result<()> {
    statement("select pg_advisory_xact_lock(hashtextextended($, 0))")
        .bind::<Text, _>(format!("{party_id}:{operation}:{key}"))
        .execute(conn)?;
    Ok(())
}

pub(super) fn find(conn: &mut Conn, party_id: PartyId, operation: &str, key: &str) -> Result<Option<Remembered>> {
    let row = idempotency_keys::table.find((party_id, operation, key)).select(Remembered::as_select());
    Ok(row.get_result(conn).optional()?)
}

pub(super) fn insert(conn: &mut Conn, row: &Remembered) -> Result<()> {
    diesel::insert_into(idempotency_keys::table).values(row).execute(conn)?;
    Ok(())
}
