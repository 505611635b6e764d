//! Who stands under whom today: the lists of customers and of resellers.
//!
//! A list is ordered by when the two came together. Personal data are found by
//! the whole of them: a search by parts would tell, letter by letter, what is
//! masked (invariant 17). Ids of parties that the actor may not see find
//! nothing (domain.md 2.10, invariant 16).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::ids::{EdgeId, PartyId, StaffId};

use super::store::{self, association};
use super::{Edge, EdgeKind, Party};
use crate::actor::Actor;
use crate::clock::Now;
use crate::customer::VerifiedStatus;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility::{self, At};

/// Which of those who stand under somebody today a list has. What is not given is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these.
    pub ids: Option<Vec<PartyId>>,
    /// Only those that stand under this party.
    pub upper_id: Option<PartyId>,
    /// Only those that stand under it in this way.
    pub kind: Option<EdgeKind>,
    /// Only the one with this login name.
    pub account_name: Option<String>,
    /// Only those of this legal name; case does not matter.
    pub name: Option<String>,
    /// Only those whose label of the actor's own party holds this text; case does not matter.
    pub label: Option<String>,
    /// Only the one with the mobile number of this blind index.
    pub mobile_index: Option<Vec<u8>>,
    /// Only those with the mail address of this blind index.
    pub email_index: Option<Vec<u8>>,
    /// Only customers with this real-name status.
    pub verified_status: Option<VerifiedStatus>,
    /// Only those that this person of the actor's own party looks after today.
    pub manager_id: Option<StaffId>,
    /// Only those that came at this instant or later.
    pub since: Option<DateTime<Utc>>,
    /// Only those that came before this instant.
    pub before: Option<DateTime<Utc>>,
}

/// What a list is about, and who reads it.
#[derive(Debug)]
pub(crate) struct List<'a> {
    /// In which ways its parties stand under others.
    pub(crate) kinds: &'a [EdgeKind],
    /// SQL: the party `edges.lower_id` may be seen.
    pub(crate) visible: String,
    /// Which of them.
    pub(crate) filter: &'a Filter,
}

/// A page of the list, ordered by when the two came together.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn page(conn: &mut Conn, now: Now, actor: &Actor, list: &List<'_>, page: &Page) -> db::Result<Slice<Party>> {
    let slice = association::page(conn, query(now, actor, list), page)?;
    let parties = store::by_ids(conn, "true", &slice.rows)?;
    let mut by_id: HashMap<PartyId, Party> = parties.into_iter().map(|party| (party.id, party)).collect();
    let rows = slice.rows.iter().filter_map(|id| by_id.remove(id)).collect();
    Ok(Slice { rows, has_previous: slice.has_previous, has_next: slice.has_next })
}

/// How many parties [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn count(conn: &mut Conn, now: Now, actor: &Actor, list: &List<'_>) -> db::Result<i64> {
    association::count(conn, query(now, actor, list))
}

/// What `lower` is called by the party it stands under today, for those where that is the actor's own, or where
/// nothing is hidden from the actor.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn labels(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    lowers: &[PartyId],
) -> db::Result<HashMap<PartyId, String>> {
    let lasts = visibility::lasts("edges", At::Now(now));
    Ok(association::labels(conn, &lasts, own(actor), lowers)?.into_iter().collect())
}

/// Locks the party `lower`; the edge under which it stands today, when it does.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn lock(conn: &mut Conn, now: Now, lower: PartyId) -> db::Result<Option<Edge>> {
    if store::lock(conn, lower)?.is_none() {
        return Ok(None);
    }
    store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), lower)
}

/// The edge under which `lower` stands today.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn find(conn: &mut Conn, now: Now, lower: PartyId) -> db::Result<Option<Edge>> {
    store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), lower)
}

/// Whether customers stand under `upper` today.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn has_customers(conn: &mut Conn, now: Now, upper: PartyId) -> db::Result<bool> {
    association::has_lower(
        conn,
        &visibility::lasts("edges", At::Now(now)),
        upper,
        &[EdgeKind::Resale, EdgeKind::Advisory],
    )
}

/// Writes down since when the two part; nothing when they do not. Whoever calls it holds the account of the lower party,
/// as everybody does who decides by an edge.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn set_closing(conn: &mut Conn, id: EdgeId, since: Option<DateTime<Utc>>) -> db::Result<()> {
    association::set_closing(conn, id, since)
}

/// For each of `lowers`, the page of the intervals in which it stood under others, those the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn history(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    lowers: &[PartyId],
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Edge>>> {
    let sql = association::of_lower(&visibility::edge(actor, now));
    let children = Children { sql: &sql, id: "edges.id" };
    page::store::pages(conn, lowers, &children, page, association::by_ids, |edge| edge.id)
}

/// For each of `lowers`, how many intervals [`history`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_history(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    lowers: &[PartyId],
) -> db::Result<HashMap<PartyId, i64>> {
    let sql = association::of_lower(&visibility::edge(actor, now));
    page::store::counts(conn, lowers, &Children { sql: &sql, id: "edges.id" })
}

/// Writes down what the upper party calls the lower. Whoever calls it holds the lower party's lock.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn set_label(conn: &mut Conn, edge: &Edge, label: Option<&str>) -> db::Result<()> {
    association::set_label(conn, edge.id, label)
}

/// Writes down what a reseller lets its distributor do. Whoever calls it holds the reseller's lock.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn set_consent(conn: &mut Conn, edge: &Edge, allows_acting: bool, shares_detail: bool) -> db::Result<()> {
    association::set_consent(conn, edge.id, allows_acting, shares_detail)
}

fn query(now: Now, actor: &Actor, list: &List<'_>) -> association::Query {
    let lasts = visibility::lasts("edges", At::Now(now));
    association::query(list, &lasts, &visibility::lasts("assigned", At::Now(now)), own(actor))
}

/// The party whose labels and managers the actor may know; none for who may know all.
fn own(actor: &Actor) -> Option<PartyId> {
    actor.person().filter(|_| !actor.sees_everything()).map(|person| person.party_id)
}
