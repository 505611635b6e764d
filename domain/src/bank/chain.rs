//! Whether the statements of an account follow each other: gaps, overlaps, and balances that do not go on.
//!
//! What is found warns and stops nothing: an entry that stands in two statements is credited once, and one that stands
//! in a statement that never came is missing in the reconciliation as well.

use std::collections::HashMap;

use schema::ids::BankAccountId;

use super::finding::{Finding, FindingCode};
use super::statement::{Statement, StatementKind};
use super::{Error, store};
use crate::db::Conn;

/// What is known of the statement before.
struct Before {
    sequence: Option<i64>,
    closing: Option<schema::money::Money>,
    closed_on: Option<chrono::NaiveDate>,
}

/// The warnings about statements that are to be taken over, in the order of the file.
///
/// # Errors
/// When the database does not answer.
pub(super) fn check(conn: &mut Conn, statements: &[(BankAccountId, Statement)]) -> Result<Vec<Finding>, Error> {
    let mut findings = Vec::new();
    let mut last: HashMap<BankAccountId, Option<Before>> = HashMap::new();
    for (account, statement) in statements.iter().filter(|(_, it)| it.kind == StatementKind::Statement) {
        let before = match last.remove(account) {
            Some(before) => before,
            None => stored_before(conn, *account, statement)?,
        };
        if let Some(before) = before {
            findings.extend(compare(&before, statement));
        }
        let closing = statement.closing.as_ref();
        let this = Before {
            sequence: statement.sequence,
            closing: closing.map(|balance| balance.amount),
            closed_on: closing.and_then(|balance| balance.on),
        };
        last.insert(*account, Some(this));
    }
    findings.extend(repeated(conn, statements)?);
    Ok(findings)
}

fn stored_before(conn: &mut Conn, account: BankAccountId, statement: &Statement) -> Result<Option<Before>, Error> {
    let opened_on = statement.opening.and_then(|balance| balance.on);
    let Some(until) = opened_on.or(statement.closing.and_then(|balance| balance.on)) else { return Ok(None) };
    let before = store::statement_before(conn, account, until)?;
    Ok(before.map(|it| Before { sequence: it.sequence, closing: it.closing_balance(), closed_on: it.closed_on }))
}

/// A running number that jumps is a gap; a balance that does not go on is a break, where no gap explains it.
fn compare(before: &Before, statement: &Statement) -> Option<Finding> {
    let jumped = before.sequence.zip(statement.sequence).filter(|(last, this)| *this > last + 1);
    let is_same_year = before.closed_on.zip(statement.opening.and_then(|it| it.on));
    let is_same_year = is_same_year.is_none_or(|(a, b)| chrono::Datelike::year(&a) == chrono::Datelike::year(&b));
    if let Some((last, this)) = jumped.filter(|_| is_same_year) {
        let message = format!("number {this} follows number {last}: what is between them has not come in");
        return Some(Finding::warning(FindingCode::SequenceGap, &statement.place, message));
    }
    let (closed, opened) = before.closing.zip(statement.opening.map(|balance| balance.amount))?;
    let message = format!("it opens with {opened}, the statement before closed with {closed}");
    (closed != opened).then(|| Finding::warning(FindingCode::BalanceBreak, &statement.place, message))
}

/// Statements whose reference came in before, in another file or in this one.
fn repeated(conn: &mut Conn, statements: &[(BankAccountId, Statement)]) -> Result<Vec<Finding>, Error> {
    let mut references: HashMap<BankAccountId, Vec<String>> = HashMap::new();
    let mut findings = Vec::new();
    for (account, statement) in statements {
        let known = references.entry(*account).or_default();
        if known.contains(&statement.reference) {
            findings.push(overlap(statement, "stands in this file twice"));
        } else {
            known.push(statement.reference.clone());
        }
    }
    for (account, references) in references {
        for known in store::statements_known(conn, account, &references)? {
            let is_it = |it: &Statement| it.reference == known.reference && it.kind == known.kind;
            let twice = statements.iter().find(|(of, it)| *of == account && is_it(it));
            findings.extend(twice.map(|(_, it)| overlap(it, &format!("came in before, in {}", known.bank_upload_id))));
        }
    }
    Ok(findings)
}

fn overlap(statement: &Statement, what: &str) -> Finding {
    let message = format!("{} {what}: entries that were seen are not credited again", statement.reference);
    Finding::warning(FindingCode::SequenceOverlap, &statement.place, message)
}
