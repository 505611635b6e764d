//! Which partings an actor sees.

use std::collections::HashMap;

use schema::ids::{PartingId, PartyId};

use super::store::{self, lists};
use super::{Blocker, Done, Kind, Parting, Status};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::party::{self, Party};
use crate::visibility;

/// Which partings a list has. What is not given is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<Status>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only of this customer or reseller.
    pub party_id: Option<PartyId>,
    /// Only of this partner or distributor.
    pub partner_id: Option<PartyId>,
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[PartingId]) -> db::Result<Vec<Parting>> {
    store::by_ids(conn, &visibility::parting(actor, now), ids)
}

/// One, for what is written about it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn get(conn: &mut Conn, id: PartingId) -> db::Result<Option<Parting>> {
    Ok(store::by_ids(conn, "true", &[id])?.pop())
}

/// A page of the partings the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Parting>> {
    lists::page(conn, &visibility::parting(actor, now), now, filter, page)
}

/// How many partings [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    lists::count(conn, &visibility::parting(actor, now), now, filter)
}

/// For each of `parties`, the page of its partings from others that the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn of_parties(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    parties: &[PartyId],
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Parting>>> {
    let sql = lists::of_party(&visibility::parting(actor, now));
    let children = Children { sql: &sql, id: "partings.id" };
    page::store::pages(conn, parties, &children, page, |conn, ids| store::by_ids(conn, "true", ids), |it| it.id)
}

/// For each of `parties`, how many partings [`of_parties`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_of_parties(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    parties: &[PartyId],
) -> db::Result<HashMap<PartyId, i64>> {
    let sql = lists::of_party(&visibility::parting(actor, now));
    page::store::counts(conn, parties, &Children { sql: &sql, id: "partings.id" })
}

/// The two sides of partings, by their ids: a record says who they were, also to who may no longer see them. Whether the
/// actor may see the parting is the caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub fn sides(conn: &mut Conn, ids: &[PartyId]) -> db::Result<Vec<Party>> {
    party::store::by_ids(conn, "true", ids)
}

/// The steps of each of `ids` that were carried out, in their order. Whether the actor may see the parting is the
/// caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub fn steps_of(conn: &mut Conn, ids: &[PartingId]) -> db::Result<HashMap<PartingId, Vec<Done>>> {
    let mut steps: HashMap<PartingId, Vec<Done>> = HashMap::new();
    for (id, done) in lists::steps_of(conn, ids)? {
        steps.entry(id).or_default().push(done);
    }
    steps.values_mut().for_each(|steps| steps.sort_by_key(|done| done.step));
    Ok(steps)
}

/// What each of `ids` was blocked by, in the order of [`Blocker`]. Whether the actor may see the parting is the caller's
/// to ask.
///
/// # Errors
/// When the database does not answer.
pub fn blockers_of(conn: &mut Conn, ids: &[PartingId]) -> db::Result<HashMap<PartingId, Vec<Blocker>>> {
    let mut blockers: HashMap<PartingId, Vec<Blocker>> = HashMap::new();
    for (id, blocker) in lists::blockers_of(conn, ids)? {
        blockers.entry(id).or_default().push(blocker);
    }
    blockers.values_mut().for_each(|blockers| blockers.sort_unstable());
    Ok(blockers)
}
