//! A reseller that becomes a distributor leaves its distributor: the same returns, in the transaction of its promotion.

use super::{Error, Kind, Progress, Side, Status, execute, facts, store, write_down};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::Conn;
use crate::party::{Edge, association};

/// Why, in the record of it.
const REASON: &str = "The reseller becomes a distributor.";

/// Ends the edge between a reseller and its distributor, after giving back what belongs to the distributor. Its
/// customers stay with it, with what was allocated and issued to them.
///
/// # Errors
/// [`Error::Open`] while it is leaving otherwise, [`Error::Blocked`] while money of the distributor is set aside.
///
/// # Source
/// domain.md 1.4, Q-08.
pub(crate) fn carry_out(conn: &mut Conn, now: Now, actor: &Actor, edge: &Edge) -> Result<(), Error> {
    let person = actor.person_with(Permission::ApplicationReview)?;
    if store::open_of(conn, edge.lower_id)?.is_some() {
        return Err(Error::Open);
    }
    let blockers = facts::blockers(conn, now, edge, Kind::Promotion)?;
    if !blockers.is_empty() {
        return Err(Error::Blocked(blockers));
    }
    let new = store::New {
        kind: Kind::Promotion,
        edge_id: edge.id,
        lower_id: edge.lower_id,
        upper_id: edge.upper_id,
        to_kind: None,
        side: Side::Vendor,
        requested_by_id: person.staff_id,
        reason: REASON,
        state: Status::Executing,
        answer_by: None,
    };
    let id = store::insert(conn, now, &new)?;
    let parting = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    super::returns::lock(conn, &parting)?;
    association::set_closing(conn, edge.id, Some(now.instant()))?;
    write_down(conn, now, actor, &parting, "parting.begin", serde_json::json!({}))?;
    while execute::advance(conn, now, actor, id)? == Progress::More {}
    Ok(())
}
