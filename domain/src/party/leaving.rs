//! The end of an edge, and its change into another.

use schema::ids::{EdgeId, PartyId};

use super::{Edge, EdgeKind, Error, Source, association, audit, store};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::Conn;
use crate::manager;
use crate::parting;

/// Ends the edge under which `lower` stands now, at once and without asking anybody; the interval is kept. Nobody outside
/// reaches this: [`crate::parting`] asks, returns what has to go back, and then does what this does.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] when it stands under nobody; [`Error::Unsettled`] when it has money of the
/// party above it, or is parting from it.
pub fn part(conn: &mut Conn, now: Now, actor: &Actor, lower: PartyId) -> Result<Edge, Error> {
    actor.require(Permission::ChannelManage)?;
    let edge = association::lock(conn, now, lower)?.ok_or(Error::NotFound)?;
    if edge.closing_at.is_some() || !parting::is_settled(conn, edge.kind, lower)? {
        return Err(Error::Unsettled);
    }
    leave(conn, now, actor, lower)
}

/// Ends the edge under which `lower` stands now. Whoever calls it has returned what has to go back.
///
/// # Errors
/// [`Error::NotFound`] when it stands under nobody.
pub(crate) fn leave(conn: &mut Conn, now: Now, actor: &Actor, lower: PartyId) -> Result<Edge, Error> {
    store::lock(conn, lower)?.ok_or(Error::NotFound)?;
    let edge = store::close_edge(conn, lower, now.instant())?.ok_or(Error::NotFound)?;
    // Whoever looked after it has nothing to look at any more, also should it come back.
    manager::release(conn, now, lower)?;
    audit(conn, now, actor, lower, "party.part", serde_json::json!({ "upper": edge.upper_id.to_string() }))?;
    Ok(edge)
}

/// Changes how the customer `lower` stands under its partner: one interval ends where the next begins. Who looks after
/// it goes on, and so does what it is called. Whoever calls it has returned what has to go back.
///
/// # Errors
/// [`Error::NotFound`] when it stands under nobody; [`Error::ImpossibleEdge`].
pub(crate) fn switch(conn: &mut Conn, now: Now, actor: &Actor, lower: PartyId, to: EdgeKind) -> Result<Edge, Error> {
    let under = store::lock(conn, lower)?.ok_or(Error::NotFound)?;
    let before = store::close_edge(conn, lower, now.instant())?.ok_or(Error::NotFound)?;
    let over = store::get(conn, before.upper_id)?.ok_or(Error::NotFound)?;
    if !to.between(over.kind, under.kind) {
        return Err(Error::ImpossibleEdge { kind: to, upper: over.kind, lower: under.kind });
    }
    let edge = Edge {
        id: EdgeId::new(),
        kind: to,
        valid_from: now.instant(),
        valid_to: None,
        source: Source::ModeSwitch,
        closing_at: None,
        ..before
    };
    store::insert_edge(conn, &edge)?;
    let details = serde_json::json!({ "kind": to, "upper": edge.upper_id.to_string() });
    audit(conn, now, actor, lower, "party.switch", details)?;
    Ok(edge)
}
