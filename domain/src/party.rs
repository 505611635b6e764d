//! Parties and the edges between them: who stands under whom, and when.
//!
//! ```text
//! vendor ──< distributor ──< reseller ──< customer
//!    │            └─────────────────────< customer
//!    └─────< solution provider, … ──────< customer
//! ```
//!
//! A party stands under one other at a time (domain.md 1.1 O-3, O-5); the
//! database excludes a second edge. [`EdgeKind::between`] is the one table of
//! which edge may exist.

mod acting;
pub mod association;
mod error;
mod kind;
mod leaving;
mod lists;
mod personal;
mod promotion;
pub(crate) mod store;

use chrono::{DateTime, Utc};
use schema::ids::{EdgeId, PartyId};
use schema::money::Currency;

use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::ledger;
use crate::plain_text::{self};
use crate::profile;
use crate::visibility::{self, At};

pub use acting::{NotYourReseller, acting_for};
pub use error::Error;
pub use kind::{EdgeKind, Kind, Locale, Source};
pub use leaving::part;
pub(crate) use leaving::{leave, switch};
pub use lists::{by_ids, count, count_lower, lower, page, upper};
pub(crate) use promotion::promote;
pub use store::{Edge, Party};

/// Enters a party under its legal name of 1 to 200 characters, with an empty profile, and opens its accounts. It
/// stands under nobody yet.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Name`], [`Error::VendorExists`].
pub fn enter(conn: &mut Conn, now: Now, actor: &Actor, kind: Kind, name: &str, locale: Locale) -> Result<Party, Error> {
    actor.require(Permission::ChannelManage)?;
    admit(conn, now, actor, kind, name, locale)
}

/// [`enter`], for whoever has decided that the party may come in.
///
/// # Errors
/// [`Error::Name`], [`Error::VendorExists`].
pub(crate) fn admit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    kind: Kind,
    name: &str,
    locale: Locale,
) -> Result<Party, Error> {
    let name = plain_text::required(name, "name", 200)?;
    let party = Party { id: PartyId::new(), kind, name, locale, created_at: now.instant() };
    store::insert(conn, &party)?;
    profile::begin(conn, party.id, kind)?;
    ledger::open_accounts(conn, now, &party, Currency::CNY)?;
    audit(conn, now, actor, party.id, "party.enter", serde_json::json!({ "kind": kind }))?;
    Ok(party)
}

/// Puts `lower` under `upper` from `now` on, as the vendor's staff enter it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::ImpossibleEdge`], [`Error::Associated`].
pub fn associate(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    kind: EdgeKind,
    upper: PartyId,
    lower: PartyId,
) -> Result<Edge, Error> {
    actor.require(Permission::ChannelManage)?;
    join(conn, now, actor, &Join { kind, source: Source::Entered, upper, lower })
}

/// Two parties that come together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Join {
    /// In which way.
    pub(crate) kind: EdgeKind,
    /// By which way.
    pub(crate) source: Source,
    /// The party nearer to the vendor.
    pub(crate) upper: PartyId,
    /// The party farther from it.
    pub(crate) lower: PartyId,
}

/// Puts one party under another from `now` on. Whoever calls it has decided that they may.
///
/// # Errors
/// [`Error::NotFound`], [`Error::ImpossibleEdge`], [`Error::Associated`].
pub(crate) fn join(conn: &mut Conn, now: Now, actor: &Actor, join: &Join) -> Result<Edge, Error> {
    let Join { kind, source, upper, lower } = *join;
    let (over, under) =
        (store::get(conn, upper)?.ok_or(Error::NotFound)?, store::lock(conn, lower)?.ok_or(Error::NotFound)?);
    if !kind.between(over.kind, under.kind) {
        return Err(Error::ImpossibleEdge { kind, upper: over.kind, lower: under.kind });
    }
    if store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), upper)?
        .is_some_and(|it| it.closing_at.is_some())
    {
        return Err(Error::UpperLeaves);
    }
    let edge = Edge {
        id: EdgeId::new(),
        upper_id: upper,
        lower_id: lower,
        kind,
        valid_from: now.instant(),
        valid_to: None,
        closing_at: None,
        source,
        allows_acting: true,
        shares_detail: false,
        label: None,
    };
    store::insert_edge(conn, &edge)?;
    audit(conn, now, actor, lower, "party.associate", serde_json::json!({ "kind": kind, "upper": upper.to_string() }))?;
    Ok(edge)
}

/// The party above `lower` today. Whether the actor may see it is the caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn partner_of(conn: &mut Conn, now: Now, lower: PartyId) -> db::Result<Option<PartyId>> {
    Ok(edge_above(conn, now, lower)?.map(|edge| edge.upper_id))
}

/// The edge under which `lower` stands today. Whoever decides by it locks an account of `lower` first
/// ([`ledger::lock`]): so does who ends it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn edge_above(conn: &mut Conn, now: Now, lower: PartyId) -> db::Result<Option<Edge>> {
    store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), lower)
}

/// Every edge that `lower` stands or stood under, oldest first: a few. Whoever decides by them locks as for
/// [`edge_above`].
///
/// # Errors
/// When the database does not answer.
pub(crate) fn edges_of(conn: &mut Conn, lower: PartyId) -> db::Result<Vec<Edge>> {
    store::edges_of(conn, lower)
}

/// What the party is.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn kind_of(conn: &mut Conn, id: PartyId) -> db::Result<Option<Kind>> {
    Ok(store::get(conn, id)?.map(|party| party.kind))
}

impl Edge {
    /// Whether it lasts at `instant`.
    #[must_use]
    pub fn lasts_at(&self, instant: DateTime<Utc>) -> bool {
        self.valid_from <= instant && self.valid_to.is_none_or(|end| end > instant)
    }
}

/// The vendor, once it is entered.
///
/// # Errors
/// When the database does not answer.
pub fn vendor(conn: &mut Conn) -> db::Result<Option<Party>> {
    store::vendor(conn)
}

fn audit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    operation: &'static str,
    details: serde_json::Value,
) -> db::Result<()> {
    audit::record(conn, now, actor, &audit::Line { party_id, operation, subject: party_id.to_string(), details })
}
