//! The audit log: who did what to whom, in a hash chain for each party.
//!
//! An operation writes its line last, in its own transaction, so the log says
//! what happened and nothing else. The chain's head is the last row an
//! operation locks. [`verify`](crate::ledger::verify) checks the chains.

pub(crate) mod store;

use schema::ids::{AuditRecordId, PartyId};
use serde_json::Value;

use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::secret::sha256;

/// One line to be written.
#[derive(Debug, Clone)]
pub struct Line {
    /// The party it concerns.
    pub party_id: PartyId,
    /// Noun and verb: `hold.place`.
    pub operation: &'static str,
    /// The id of what it was done to.
    pub subject: String,
    /// Facts worth keeping; no secrets, no personal data.
    pub details: Value,
}

/// Appends `line` to its party's chain.
///
/// # Errors
/// When the database does not answer.
pub fn record(conn: &mut Conn, now: Now, actor: &Actor, line: &Line) -> Result<()> {
    let mut details = line.details.clone();
    if let (Some(reseller), Some(facts)) = (actor.person().and_then(|it| it.acting_for), details.as_object_mut()) {
        facts.insert("actingFor".to_owned(), reseller.to_string().into());
    }
    let head = store::lock_head(conn, line.party_id)?;
    let record = Record {
        id: AuditRecordId::new(),
        party_id: line.party_id,
        position: head.position + 1,
        actor: actor.label(),
        staff_id: actor.person().map(|person| person.staff_id),
        operation: line.operation.to_owned(),
        subject: line.subject.clone(),
        details,
        occurred_at: now.instant(),
        previous_sha256: head.sha256,
        sha256: Vec::new(),
    };
    store::append(conn, &Record { sha256: record.hash(), ..record })
}

pub use store::Record;

impl Record {
    /// SHA-256 over the previous hash and every other column, unambiguously joined.
    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        let line = serde_json::json!([
            hex::encode(&self.previous_sha256),
            self.id,
            self.party_id,
            self.position,
            self.actor,
            self.staff_id,
            self.operation,
            self.subject,
            self.details,
            self.occurred_at.to_rfc3339(),
        ]);
        sha256(line.to_string().as_bytes())
    }
}
