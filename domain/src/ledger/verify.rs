//! Do the books balance? Every rule of the ledger, asked of the rows themselves.
//!
//! Runs every night, after every test, and by `workers verify`. Each check is a
//! query for what breaks a rule, so an empty answer means that the rule holds.
//! The audit chains are hashed again as well.

mod bank;
mod charges;
mod lots;
mod partings;
mod routes;
mod store;

use std::collections::BTreeMap;
use std::fmt;

use schema::ids::PartyId;

use crate::audit;
use crate::db::{Conn, Result};

/// A rule that does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discrepancy {
    /// The rule.
    pub rule: &'static str,
    /// The row that breaks it.
    pub subject: String,
    /// What was found.
    pub found: String,
}

impl fmt::Display for Discrepancy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.rule, self.subject, self.found)
    }
}

/// Audit lines that are hashed at a time.
const BATCH: i64 = 5_000;

/// Everything that does not add up, at most 100 rows a rule; empty when the books
/// balance. Meant for a read-only snapshot ([`crate::db::Db::snapshot`]): the
/// rules compare tables with each other.
///
/// # Errors
/// When the database does not answer.
pub fn verify(conn: &mut Conn) -> Result<Vec<Discrepancy>> {
    let mut discrepancies = store::broken_rules(conn)?;
    discrepancies.extend(broken_chains(conn)?);
    Ok(discrepancies)
}

/// Audit lines that do not follow from the line before, and chains that do not end where their head is.
fn broken_chains(conn: &mut Conn) -> Result<Vec<Discrepancy>> {
    let mut discrepancies = Vec::new();
    // Position and hash of each chain's last line.
    let mut ends: BTreeMap<PartyId, (i64, Vec<u8>)> = BTreeMap::new();
    let mut after = None;
    loop {
        let lines = audit::store::batch(conn, after, BATCH)?;
        let Some(last) = lines.last() else { break };
        after = Some((last.party_id, last.position));
        for line in lines {
            let (before, previous) = ends.remove(&line.party_id).unwrap_or_else(|| (0, vec![0; 32]));
            if !line.follows(before, &previous) {
                discrepancies.push(Discrepancy {
                    rule: "an audit line follows from the line before",
                    subject: line.id.to_string(),
                    found: format!("position {} of {}", line.position, line.party_id),
                });
            }
            ends.insert(line.party_id, (line.position, line.sha256));
        }
    }
    let wrong_end = |party_id: PartyId, found: String| Discrepancy {
        rule: "an audit chain ends with its last line",
        subject: party_id.to_string(),
        found,
    };
    for head in audit::store::heads(conn)? {
        if ends.remove(&head.party_id) != Some((head.position, head.sha256)) {
            discrepancies.push(wrong_end(head.party_id, format!("head at {}", head.position)));
        }
    }
    discrepancies.extend(ends.into_keys().map(|party_id| wrong_end(party_id, "no head".to_owned())));
    Ok(discrepancies)
}
