//! Reports whose time has run out. That is a matter of the clock; here it is written down.

use super::store::{self, Report};
use super::{Error, Event, audit};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;

/// The job in whose name overdue reports are ended.
const EXPIRY: &str = "expire_reports";

/// Ends at most `limit` reports whose time has run out; how many there were.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, now: Now, limit: i64) -> Result<usize, Error> {
    let mut overdue = store::lock_overdue(conn, now, None, limit)?;
    // Heads of audit chains are locked in one order.
    overdue.sort_by_key(|report| report.partner_id);
    for report in &overdue {
        end(conn, now, report)?;
    }
    Ok(overdue.len())
}

/// Writes down that the report of this number is over, so that the next one can hold: there is at most one.
pub(super) fn end_overdue(conn: &mut Conn, now: Now, mobile_index: &[u8]) -> Result<(), Error> {
    store::lock_overdue(conn, now, Some(mobile_index), 1)?.iter().try_for_each(|report| end(conn, now, report))
}

fn end(conn: &mut Conn, now: Now, report: &Report) -> Result<(), Error> {
    let report = store::set_ended(conn, now, report.id, report.state.on(Event::Expire)?)?;
    Ok(audit(conn, now, &Actor::system(EXPIRY), &report, "report.expire", serde_json::json!({}))?)
}
