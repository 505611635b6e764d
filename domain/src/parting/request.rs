//! Asking for a parting.

use schema::ids::{PartingId, PartyId};
use schema::jobs::ExecuteParting;
use schema::notices::Notice;

use super::{Blocker, Error, Kind, Parting, Side, Status, facts, limits, notices, store, write_down};
use crate::actor::{Actor, Permission, Person};
use crate::clock::Now;
use crate::customer;
use crate::db::{self, Conn};
use crate::outbox;
use crate::party::{self, Edge, EdgeKind, association};
use crate::plain_text;
use crate::verification::{self, Proof};

/// What somebody asks for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The reseller whose business it is, when a distributor asks for it.
    pub acting_for: Option<PartyId>,
    /// The customer or reseller that is to leave, or to switch: for a customer itself.
    pub party_id: PartyId,
    /// What is to become of its association.
    pub kind: Kind,
    /// Why, 1 to 500 characters; the other side reads it.
    pub reason: String,
}

/// Asks for a parting: the other side is mailed and has some days to answer. The vendor asks nobody: what it wants is
/// carried out.
///
/// - `proof`: of a verification code, when the actor's party switched codes on
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::NotYours`], [`Error::NoSuchParty`], [`Error::WrongKind`],
/// [`Error::Text`], [`Error::Open`], [`Error::TooSoon`], [`Error::Blocked`], [`Error::Verification`].
///
/// # Source
/// domain.md 2.5, 1.8 (critical operations), Q-08, invariant 20.
pub fn request(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    request: &Request,
    proof: Option<Proof>,
) -> Result<Parting, Error> {
    let actor = &party::acting_for(conn, now, actor, request.acting_for)?;
    let (person, side) = asker(actor, request.kind)?;
    let reason = plain_text::required(&request.reason, "reason", 500)?;
    let edge = match side {
        Side::Partner => customer::lock(conn, now, actor, request.party_id)?,
        Side::Customer | Side::Vendor => association::lock(conn, now, request.party_id)?,
    };
    let edge = fitting(edge, person, side, request)?;
    if let Some(open) = store::open_of(conn, edge.lower_id)? {
        if open.status(now) != Status::Expired {
            return Err(Error::Open);
        }
        // The job may have been here since.
        if let Some(lapsed) = store::lock(conn, open.id)?.filter(|it| it.stored_status().is_waiting()) {
            super::answer::set_expired(conn, now, actor, &lapsed)?;
        }
    }
    limits::check(conn, now, side, &edge)?;
    let blockers = facts::blockers(conn, now, &edge, request.kind)?;
    if !blockers.is_empty() {
        return Err(Error::Blocked(blockers));
    }
    verification::require(conn, now, actor, proof)?;
    let (state, answer_by) = match side {
        Side::Partner => (Status::WaitingCustomer, Some(limits::answer_by(conn, now)?)),
        Side::Customer => (Status::WaitingPartner, Some(limits::answer_by(conn, now)?)),
        Side::Vendor => (Status::Executing, None),
    };
    let new = store::New {
        kind: request.kind,
        edge_id: edge.id,
        lower_id: edge.lower_id,
        upper_id: edge.upper_id,
        to_kind: (request.kind == Kind::Switch).then(|| other_mode(edge.kind)),
        side,
        requested_by_id: person.staff_id,
        reason: &reason,
        state,
        answer_by,
    };
    let id = store::insert(conn, now, &new)?;
    begun(conn, now, actor, id)
}

/// The parting that was just written: whoever has to know of it is told.
fn begun(conn: &mut Conn, now: Now, actor: &Actor, id: PartingId) -> Result<Parting, Error> {
    let parting = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    match parting.side {
        Side::Partner => {
            notices::tell_lower(conn, now, &parting, |to| Notice::PartingRequested { parting_id: id, to })?
        }
        Side::Customer => {
            notices::tell_upper(conn, now, &parting, |to| Notice::PartingRequested { parting_id: id, to })?
        }
        Side::Vendor => execute(conn, now, &parting)?,
    }
    let details = serde_json::json!({ "side": parting.side });
    write_down(conn, now, actor, &parting, "parting.request", details)?;
    Ok(parting)
}

/// From now on nothing new comes down the association; a job does the rest.
pub(super) fn execute(conn: &mut Conn, now: Now, parting: &Parting) -> Result<(), Error> {
    // Whoever allocates or issues holds the account of the lower party while they read the edge.
    super::returns::lock(conn, parting)?;
    association::set_closing(conn, parting.edge_id, Some(now.instant()))?;
    Ok(outbox::enqueue(conn, now, &ExecuteParting { parting_id: parting.id })?)
}

/// What would stand in the way of such a request now; none when the actor cannot ask for it at all. Limits and open
/// requests are not looked at.
///
/// # Errors
/// When the database does not answer.
pub fn check(conn: &mut Conn, now: Now, actor: &Actor, request: &Request) -> db::Result<Option<Vec<Blocker>>> {
    let Ok(actor) = &party::acting_for(conn, now, actor, request.acting_for) else { return Ok(None) };
    let Ok((person, side)) = asker(actor, request.kind) else { return Ok(None) };
    let edge = match side {
        Side::Partner => customer::find(conn, now, actor, request.party_id)?,
        Side::Customer | Side::Vendor => association::find(conn, now, request.party_id)?,
    };
    match fitting(edge, person, side, request) {
        Ok(edge) => facts::blockers(conn, now, &edge, request.kind).map(Some),
        Err(_) => Ok(None),
    }
}

/// Who asks: a person of the partner, of the customer or of the vendor who may.
fn asker(actor: &Actor, kind: Kind) -> Result<(&Person, Side), Error> {
    let side = match actor.person().map(|person| person.party_kind) {
        Some(party::Kind::Vendor) | None => Side::Vendor,
        Some(party::Kind::Customer) => Side::Customer,
        Some(
            party::Kind::Distributor
            | party::Kind::Reseller
            | party::Kind::SolutionProvider
            | party::Kind::GovSubsidy
            | party::Kind::Merchant,
        ) => Side::Partner,
    };
    let needed = match side {
        Side::Vendor => Permission::ChannelManage,
        Side::Partner | Side::Customer => Permission::PartingManage,
    };
    let person = actor.person_with(needed)?;
    let is_theirs = match (side, kind) {
        (_, Kind::Disassociation)
        | (Side::Partner | Side::Vendor, Kind::Switch)
        | (Side::Vendor, Kind::ResellerExit) => true,
        (Side::Customer, Kind::Switch)
        | (Side::Partner | Side::Customer, Kind::ResellerExit)
        | (_, Kind::Promotion) => false,
    };
    if is_theirs { Ok((person, side)) } else { Err(Error::NotYours(kind)) }
}

/// The edge, when it is the asker's and can end in that way.
fn fitting(edge: Option<Edge>, person: &Person, side: Side, request: &Request) -> Result<Edge, Error> {
    if side == Side::Customer && request.party_id != person.party_id {
        return Err(Error::NoSuchParty);
    }
    let edge = edge.ok_or(Error::NoSuchParty)?;
    let fits = match (request.kind, edge.kind) {
        (Kind::Disassociation | Kind::Switch, EdgeKind::Resale | EdgeKind::Advisory)
        | (Kind::ResellerExit, EdgeKind::Reseller) => true,
        (Kind::Disassociation | Kind::Switch, EdgeKind::Partner | EdgeKind::Reseller)
        | (Kind::ResellerExit, EdgeKind::Partner | EdgeKind::Resale | EdgeKind::Advisory)
        | (Kind::Promotion, _) => false,
    };
    if fits { Ok(edge) } else { Err(Error::WrongKind) }
}

const fn other_mode(mode: EdgeKind) -> EdgeKind {
    match mode {
        EdgeKind::Resale => EdgeKind::Advisory,
        EdgeKind::Advisory => EdgeKind::Resale,
        EdgeKind::Partner | EdgeKind::Reseller => mode,
    }
}
