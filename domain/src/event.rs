//! Events: what happened to a party, for its own systems to follow.
//!
//! An event is written in the transaction of the fact it tells and says no more than what happened to which thing: who
//! wants to know more asks for that thing, and is shown what it may see.

mod store;

use schema::ids::{EventId, PartyId};
use schema::text_enum;

use crate::clock::Now;
use crate::db::{self, Conn};

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
