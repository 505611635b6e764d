//! The audit log: who did what to whom, in a hash chain for each party.
//!
//! An operation writes its line last, in its own transaction, so the log says
//! what happened and nothing else. The chain's head is the last row an
//! operation locks. [`verify()`] checks one chain, [`ledger::verify`](crate::ledger::verify) all of them.
//!
//! Reading it needs the permission `AUDIT_VIEW`; [`visibility::audit`] says which lines.

pub(crate) mod store;
mod verify;

use std::collections::BTreeMap;

use schema::ids::{AuditRecordId, PartyId};
use schema::problem::Code;
use serde_json::Value;

use crate::actor::{Actor, Forbidden, Permission};
use crate::clock::Now;
use crate::db::{self, Conn, Result};
use crate::page::{Page, Slice};
use crate::refusal::Refusal;
use crate::secret::sha256;
use crate::visibility;

pub use store::{Filter, Record};
pub use verify::{MOST_LINES, Verification, verify};

/// Why the log is not shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }
}

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
    record_all(conn, now, actor, std::slice::from_ref(line))
}

/// [`record`] for many lines, in as few statements as possible; chains are locked in ascending order of their parties.
///
/// # Errors
/// When the database does not answer.
pub fn record_all(conn: &mut Conn, now: Now, actor: &Actor, lines: &[Line]) -> Result<()> {
    let mut chains: BTreeMap<PartyId, Vec<&Line>> = BTreeMap::new();
    for line in lines {
        chains.entry(line.party_id).or_default().push(line);
    }
    for (party_id, lines) in chains {
        let mut head = store::lock_head(conn, party_id)?;
        let mut records = Vec::with_capacity(lines.len());
        for line in lines {
            let record = link(now, actor, line, &head);
            head = store::Head { position: record.position, sha256: record.sha256.clone(), ..head };
            records.push(record);
        }
        store::append(conn, &records, &head)?;
    }
    Ok(())
}

/// The line as the chain that ends in `head` goes on with it.
fn link(now: Now, actor: &Actor, line: &Line, head: &store::Head) -> Record {
    let mut details = line.details.clone();
    if let (Some(reseller), Some(facts)) = (actor.person().and_then(|it| it.acting_for), details.as_object_mut()) {
        facts.insert("actingFor".to_owned(), reseller.to_string().into());
    }
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
        previous_sha256: head.sha256.clone(),
        sha256: Vec::new(),
    };
    Record { sha256: record.hash(), ..record }
}

/// A page of the lines that the actor may see, those only that `filter` asks for.
///
/// # Errors
/// [`Error::Forbidden`].
///
/// # Source
/// domain.md 10.5; invariant 13.
pub fn page(conn: &mut Conn, actor: &Actor, filter: &Filter, page: &Page) -> std::result::Result<Slice<Record>, Error> {
    actor.require(Permission::AuditView)?;
    Ok(store::page(conn, &visible(actor), filter, page)?)
}

/// How many lines `filter` finds.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn count(conn: &mut Conn, actor: &Actor, filter: &Filter) -> std::result::Result<i64, Error> {
    actor.require(Permission::AuditView)?;
    Ok(store::count(conn, &visible(actor), filter)?)
}

/// Those of `ids` that the actor may see; none to who may not read the log.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[AuditRecordId]) -> Result<Vec<Record>> {
    if !actor.may(Permission::AuditView) {
        return Ok(Vec::new());
    }
    store::by_ids(conn, &visible(actor), ids)
}

fn visible(actor: &Actor) -> String {
    visibility::audit(actor, "audit_log.party_id", "audit_log.occurred_at")
}

impl Record {
    /// Whether the line stands where it was written: right behind the line with this position and hash, unchanged.
    #[must_use]
    pub fn follows(&self, position: i64, sha256: &[u8]) -> bool {
        self.position == position + 1 && self.previous_sha256 == sha256 && self.hash() == self.sha256
    }

    /// Its hash in hexadecimal.
    #[must_use]
    pub fn sha256_hex(&self) -> String {
        hex::encode(&self.sha256)
    }

    /// The job that did it; none when it was a person.
    #[must_use]
    pub fn job(&self) -> Option<&str> {
        self.actor.strip_prefix("system:")
    }

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
