//! Rows of policies.

use std::str::FromStr;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::result::Error as DieselError;
use schema::ids::StaffId;
use schema::tables::policies;

use super::{Key, Unit};
use crate::clock::Now;
use crate::db::{Conn, Error, Result};

/// A figure, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = policies, check_for_backend(diesel::pg::Pg))]
pub struct Policy {
    /// Which.
    pub key: Key,
    /// The figure, as text.
    pub value: String,
    /// What it counts.
    pub unit: Unit,
    /// Who changed it last.
    pub changed_by_id: Option<StaffId>,
    /// When it was changed last.
    pub changed_at: Option<DateTime<Utc>>,
}

/// The figure of `key`, which counts in `unit`.
pub(super) fn read<T>(conn: &mut Conn, key: Key, unit: Unit) -> Result<T>
where
    T: FromStr,
    T::Err: std::error::Error + Send + Sync + 'static,
{
    let figure = policies::table.filter(policies::key.eq(key).and(policies::unit.eq(unit))).select(policies::value);
    let text: String = figure.get_result(conn)?;
    text.parse().map_err(|error: T::Err| Error::Query(DieselError::DeserializationError(Box::new(error))))
}

pub(super) fn all(conn: &mut Conn) -> Result<Vec<Policy>> {
    Ok(policies::table.select(Policy::as_select()).load(conn)?)
}

pub(super) fn lock(conn: &mut Conn, key: Key) -> Result<Policy> {
    Ok(policies::table.find(key).select(Policy::as_select()).for_no_key_update().get_result(conn)?)
}

pub(super) fn set(conn: &mut Conn, now: Now, key: Key, value: &str, by: StaffId) -> Result<Policy> {
    let changed = (policies::value.eq(value), policies::changed_by_id.eq(by), policies::changed_at.eq(now.instant()));
    Ok(diesel::update(policies::table.find(key)).set(changed).returning(Policy::as_returning()).get_result(conn)?)
}
