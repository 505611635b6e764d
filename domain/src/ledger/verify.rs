//! Do the books balance? Every rule of the ledger, asked of the rows themselves.
//!
//! Runs every night, after every test, and by `workers verify`. Each check is a
//! query for what breaks a rule, so an empty answer means that the rule holds.
//! The audit chains are hashed again as well.

mod store;

use std::fmt;

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

/// Audit lines that do not follow from the line before, and chains whose end is not their last line.
fn broken_chains(conn: &mut Conn) -> Result<Vec<Discrepancy>> {
    let mut discrepancies = Vec::new();
    let mut ends: Vec<audit::Record> = Vec::new();
    let mut last: Option<audit::Record> = None;
    loop {
        let lines = audit::store::batch(conn, last.as_ref().map(|line| (line.party_id, line.position)), BATCH)?;
        if lines.is_empty() {
            break;
        }
        for line in lines {
            let before = last.take().filter(|before| {
                before.party_id == line.party_id || {
                    ends.push(before.clone());
                    false
                }
            });
            let (position, previous) =
                before.map_or_else(|| (1, vec![0; 32]), |before| (before.position + 1, before.sha256));
            if line.position != position || line.previous_sha256 != previous || line.hash() != line.sha256 {
                discrepancies.push(Discrepancy {
                    rule: "an audit line follows from the line before",
                    subject: line.id.to_string(),
                    found: format!("position {} of {}", line.position, line.party_id),
                });
            }
            last = Some(line);
        }
    }
    ends.extend(last);
    let heads = audit::store::heads(conn)?;
    for head in &heads {
        if !ends
            .iter()
            .any(|end| end.party_id == head.party_id && end.position == head.position && end.sha256 == head.sha256)
        {
            discrepancies.push(Discrepancy {
                rule: "an audit chain ends with its last line",
                subject: head.party_id.to_string(),
                found: format!("head at {}", head.position),
            });
        }
    }
    Ok(discrepancies)
}
