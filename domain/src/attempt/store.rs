//! Rows of counters.

use chrono::{DateTime, Utc};
use diesel::dsl::case_when;
use diesel::prelude::*;
use diesel::sql_types::Integer;
use diesel::upsert::excluded;
use schema::tables::sign_in_counters;

use super::Counted;
use crate::db::{Conn, Result};

/// Counts one more, from one again when the window began at `ended` or before. Returns the count.
pub(super) fn count(
    conn: &mut Conn,
    counted: Counted,
    key: &[u8],
    at: DateTime<Utc>,
    ended: DateTime<Utc>,
) -> Result<i32> {
    let row = (
        sign_in_counters::kind.eq(counted),
        sign_in_counters::key.eq(key),
        sign_in_counters::window_started_at.eq(at),
        sign_in_counters::count.eq(1),
    );
    let is_over = || sign_in_counters::window_started_at.le(ended);
    let counted = diesel::insert_into(sign_in_counters::table)
        .values(row)
        .on_conflict((sign_in_counters::kind, sign_in_counters::key))
        .do_update()
        .set((
            sign_in_counters::count
                .eq(case_when(is_over(), 1.into_sql::<Integer>()).otherwise(sign_in_counters::count + 1)),
            sign_in_counters::window_started_at.eq(case_when(is_over(), excluded(sign_in_counters::window_started_at))
                .otherwise(sign_in_counters::window_started_at)),
        ))
        .returning(sign_in_counters::count);
    Ok(counted.get_result(conn)?)
}

pub(super) fn clear(conn: &mut Conn, counted: Counted, key: &[u8]) -> Result<()> {
    diesel::delete(sign_in_counters::table.find((counted, key))).execute(conn)?;
    Ok(())
}

pub(super) fn give_back(conn: &mut Conn, counted: Counted, key: &[u8]) -> Result<()> {
    let taken = sign_in_counters::table.find((counted, key)).filter(sign_in_counters::count.gt(0));
    diesel::update(taken).set(sign_in_counters::count.eq(sign_in_counters::count - 1)).execute(conn)?;
    Ok(())
}

pub(super) fn delete_before(conn: &mut Conn, ended: DateTime<Utc>, limit: i64) -> Result<usize> {
    let old: Vec<(String, Vec<u8>)> = sign_in_counters::table
        .filter(sign_in_counters::window_started_at.le(ended))
        .limit(limit)
        .select((sign_in_counters::kind, sign_in_counters::key))
        .load(conn)?;
    let (kinds, keys): (Vec<String>, Vec<Vec<u8>>) = old.into_iter().unzip();
    // The keys of two kinds are made from different texts: a key has one kind.
    let found = sign_in_counters::table
        .filter(sign_in_counters::kind.eq_any(kinds).and(sign_in_counters::key.eq_any(keys)))
        .filter(sign_in_counters::window_started_at.le(ended));
    Ok(diesel::delete(found).execute(conn)?)
}
