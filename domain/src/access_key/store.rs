//! Rows of access keys and nonces.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use diesel::upsert::excluded;
use schema::ids::{AccessKeyId, StaffId};
use schema::tables::{access_key_nonces, access_keys, staff};

use crate::db::{Conn, Result};

/// How many nonces that are forgotten a new one takes with it: more than it leaves, so that the table stays small.
const SWEPT: i64 = 2;

/// The right of a program to act for a person, as stored; without its secret.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = access_keys, check_for_backend(diesel::pg::Pg))]
pub struct AccessKey {
    /// Its id.
    pub id: AccessKeyId,
    /// The person the program acts for.
    pub staff_id: StaffId,
    /// Names it in a request.
    pub key: String,
    /// What the person calls it.
    pub name: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Day (UTC) on which it last signed a request.
    pub last_used_on: Option<NaiveDate>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A key to be stored.
#[derive(Insertable)]
#[diesel(table_name = access_keys)]
pub(super) struct NewKey {
    pub(super) id: AccessKeyId,
    pub(super) staff_id: StaffId,
    pub(super) slot: i16,
    pub(super) key: String,
    pub(super) name: String,
    pub(super) secret_sealed: Vec<u8>,
    pub(super) created_at: DateTime<Utc>,
}

/// Locks the person, so that keys are made one after the other, and returns the slots in use.
pub(super) fn lock_slots(conn: &mut Conn, staff_id: StaffId) -> Result<Vec<i16>> {
    staff::table.find(staff_id).select(staff::id).for_no_key_update().get_result::<StaffId>(conn)?;
    let live = access_keys::table.filter(access_keys::staff_id.eq(staff_id).and(access_keys::revoked_at.is_null()));
    Ok(live.select(access_keys::slot).load(conn)?)
}

pub(super) fn insert(conn: &mut Conn, key: &NewKey) -> Result<AccessKey> {
    Ok(diesel::insert_into(access_keys::table).values(key).returning(AccessKey::as_returning()).get_result(conn)?)
}

pub(super) fn lock(conn: &mut Conn, visible: &str, id: AccessKeyId) -> Result<Option<AccessKey>> {
    let found = access_keys::table.filter(access_keys::id.eq(id)).filter(sql::<Bool>(visible));
    Ok(found.select(AccessKey::as_select()).for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn set_revoked(conn: &mut Conn, id: AccessKeyId, at: DateTime<Utc>) -> Result<AccessKey> {
    let revoked = diesel::update(access_keys::table.find(id)).set(access_keys::revoked_at.eq(at));
    Ok(revoked.returning(AccessKey::as_returning()).get_result(conn)?)
}

pub(super) fn revoke_all(conn: &mut Conn, staff_id: StaffId, at: DateTime<Utc>) -> Result<()> {
    let live = access_keys::table.filter(access_keys::staff_id.eq(staff_id).and(access_keys::revoked_at.is_null()));
    diesel::update(live).set(access_keys::revoked_at.eq(at)).execute(conn)?;
    Ok(())
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[AccessKeyId]) -> Result<Vec<AccessKey>> {
    let found = access_keys::table.filter(access_keys::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(AccessKey::as_select()).load(conn)?)
}

/// SQL of [`crate::page::store`]: the keys of the person `parent.id` that `visible` allows.
pub(super) fn of_staff(visible: &str) -> String {
    format!("from access_keys where access_keys.staff_id = parent.id and {visible}")
}

/// The key of that name that works, and its sealed secret.
pub(super) fn live(conn: &mut Conn, key: &str) -> Result<Option<(AccessKey, Vec<u8>)>> {
    let found = access_keys::table.filter(access_keys::key.eq(key).and(access_keys::revoked_at.is_null()));
    Ok(found.select((AccessKey::as_select(), access_keys::secret_sealed)).get_result(conn).optional()?)
}

/// Whether the nonce was not seen since `forgotten`.
pub(super) fn remember(
    conn: &mut Conn,
    id: AccessKeyId,
    nonce: &str,
    at: DateTime<Utc>,
    forgotten: DateTime<Utc>,
) -> Result<bool> {
    let row = (
        access_key_nonces::access_key_id.eq(id),
        access_key_nonces::nonce.eq(nonce),
        access_key_nonces::seen_at.eq(at),
    );
    let upsert = diesel::insert_into(access_key_nonces::table)
        .values(row)
        .on_conflict((access_key_nonces::access_key_id, access_key_nonces::nonce))
        .do_update()
        .set(access_key_nonces::seen_at.eq(excluded(access_key_nonces::seen_at)));
    // Named in full: in scope, the trait would be a second `filter` of every table.
    let upsert = diesel::query_dsl::methods::FilterDsl::filter(upsert, access_key_nonces::seen_at.le(forgotten));
    let remembered = upsert.execute(conn)?;
    delete_nonces(conn, forgotten, SWEPT)?;
    Ok(remembered == 1)
}

/// Once a day, so that a busy key is not a busy row.
pub(super) fn set_used(conn: &mut Conn, id: AccessKeyId, on: NaiveDate) -> Result<()> {
    let unused = access_keys::table.find(id).filter(access_keys::last_used_on.is_distinct_from(on));
    diesel::update(unused).set(access_keys::last_used_on.eq(on)).execute(conn)?;
    Ok(())
}

pub(super) fn delete_nonces(conn: &mut Conn, forgotten: DateTime<Utc>, limit: i64) -> Result<usize> {
    let old: Vec<(AccessKeyId, String)> = access_key_nonces::table
        .filter(access_key_nonces::seen_at.lt(forgotten))
        .limit(limit)
        .select((access_key_nonces::access_key_id, access_key_nonces::nonce))
        .for_update()
        .skip_locked()
        .load(conn)?;
    if old.is_empty() {
        return Ok(0);
    }
    let (keys, nonces): (Vec<AccessKeyId>, Vec<String>) = old.into_iter().unzip();
    let found = access_key_nonces::table
        .filter(access_key_nonces::access_key_id.eq_any(keys).and(access_key_nonces::nonce.eq_any(nonces)))
        .filter(access_key_nonces::seen_at.lt(forgotten));
    Ok(diesel::delete(found).execute(conn)?)
}
