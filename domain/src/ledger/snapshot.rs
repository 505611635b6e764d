//! Snapshots of platform accounts, so that their balance does not cost the whole history.

use chrono::{NaiveDate, NaiveTime};

use super::store;
use crate::clock::Now;
use crate::db::{self, Conn};

/// Writes down what each platform account stood at when `on` (UTC) began, once.
///
/// No transfer of an earlier day can appear later: a transaction lives seconds,
/// and the schedule takes a snapshot hours into the day. A day that has not
/// begun is left alone.
///
/// # Errors
/// When the database does not answer.
pub fn take(conn: &mut Conn, now: Now, on: NaiveDate) -> db::Result<usize> {
    let through_at = on.and_time(NaiveTime::MIN).and_utc();
    if through_at > now.instant() { Ok(0) } else { store::insert_snapshots(conn, on, through_at) }
}
