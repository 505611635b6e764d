//! Events: what happened to a party, for its own systems to follow.
//!
//! An event is written in the transaction of the fact it tells and says no more than what happened to which thing: who
//! wants to know more asks for that thing, and is shown what it may see.

mod store;

use schema::ids::{EventId, PartyId};
use schema::text_enum;

use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility;

pub use store::Event;

text_enum! {
    /// What happened.
    pub enum EventKind {
        /// A bank transfer was credited; the subject is its entry.
        RemittanceCredited = "remittance_credited",
        /// A credit was taken back, by the bank or because it was matched wrongly; the subject is its entry.
        RemittanceReversed = "remittance_reversed",
    }
}

/// Something that happened.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Whom it concerns.
    pub party_id: PartyId,
    /// What it was.
    pub kind: EventKind,
    /// The id of what it happened to.
    pub subject: String,
}

/// Writes what happened, in this order.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn record(conn: &mut Conn, now: Now, happened: &[NewEvent]) -> db::Result<()> {
    let events = happened.iter().map(|it| Event {
        id: EventId::new(),
        party_id: it.party_id,
        kind: it.kind,
        subject: it.subject.clone(),
        occurred_at: now.instant(),
    });
    store::insert(conn, &events.collect::<Vec<_>>())
}

/// Those of `ids` the actor may see: a partner its own, the vendor all.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[EventId]) -> db::Result<Vec<Event>> {
    store::by_ids(conn, &seen(actor), ids)
}

/// A page of the events the actor may see, of some kinds or of all.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, actor: &Actor, kinds: Option<&[EventKind]>, page: &Page) -> db::Result<Slice<Event>> {
    store::page(conn, &seen(actor), kinds, page)
}

/// How many events [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, actor: &Actor, kinds: Option<&[EventKind]>) -> db::Result<i64> {
    store::count(conn, &seen(actor), kinds)
}

fn seen(actor: &Actor) -> String {
    visibility::incoming(actor, "events.party_id")
}
