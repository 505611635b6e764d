//! Is a party's chain as it was written?

use schema::ids::PartyId;

use super::{Error, store};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::Conn;
use crate::party;

/// Most lines that one call hashes: some tenths of a second.
pub const MOST_LINES: i64 = 50_000;

/// Lines that are in memory at a time.
const BATCH: i64 = 1_000;

/// What [`verify`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// Lines the chain should have.
    pub records: i64,
    /// How far the chain was checked; less than `records` when there is more to do.
    pub verified_to: i64,
    /// The first place where it is not as it was written.
    pub first_broken_position: Option<i64>,
}

/// Hashes the party's chain anew, at most [`MOST_LINES`] lines behind `after`, of which a call before knew that they
/// are intact; 0 begins with the first. None for a party other than the actor's own, unless it is the vendor who asks.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn verify(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    after: i64,
) -> Result<Option<Verification>, Error> {
    actor.require(Permission::AuditView)?;
    let is_own = actor.person().is_none_or(|person| person.party_id == party_id) || actor.sees_everything();
    if !is_own || party::by_ids(conn, now, actor, &[party_id])?.is_empty() {
        return Ok(None);
    }
    let (head, last) = store::ends(conn, party_id)?;
    let (records, end) = head.map_or((0, vec![0; 32]), |head| (head.position, head.sha256));
    let broken = |position: i64, verified_to: i64| {
        Ok(Some(Verification { records, verified_to, first_broken_position: Some(position) }))
    };
    let mut position = after.clamp(0, records);
    let mut previous = if position == 0 { Some(vec![0; 32]) } else { store::sha256_at(conn, party_id, position)? };
    let until = records.min(position.saturating_add(MOST_LINES));
    while position < until {
        let lines = store::lines(conn, party_id, position, BATCH.min(until - position))?;
        if lines.is_empty() {
            return broken(position + 1, position);
        }
        for line in lines {
            if !previous.is_some_and(|previous| line.follows(position, &previous)) {
                return broken(position + 1, position);
            }
            (position, previous) = (line.position, Some(line.sha256));
        }
    }
    if position == records && previous.is_none_or(|previous| previous != end) {
        return broken(records.max(1), position);
    }
    // Lines that the head does not know of were not written by us.
    if position == records && last > records {
        return broken(records + 1, position);
    }
    Ok(Some(Verification { records, verified_to: position, first_broken_position: None }))
}
