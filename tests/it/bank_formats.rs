//! Files of banks without a database: MT940, MT942 and CSV, what they say and what is wrong with them.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what a test does not expect should end it")]

mod dialects;
mod hostile;
mod layouts;
mod properties;
mod samples;
mod tables;

use std::fmt::Write as _;

use domain::bank::finding::Finding;
use domain::bank::statement::{Balance, Direction, Entry, Statement, StatementKind};
use tests::bank_reading::Reading;

/// Everything a reading says, one line a fact.
fn told(reading: &Reading) -> String {
    let mut text = format!("{}\n", if reading.format.is_empty() { "-" } else { &reading.format });
    for (statement, entries) in &reading.statements {
        tell(statement, &mut text);
        entries.iter().for_each(|entry| tell_entry(entry, &mut text));
    }
    for finding in &reading.findings {
        writeln!(text, "{} {finding}", finding.severity).unwrap();
    }
    text.trim_end().to_owned()
}

fn tell(s: &Statement, text: &mut String) {
    let balance = |balance: Option<Balance>| match balance {
        Some(Balance { amount, on: Some(on) }) => format!("{amount} on {on}"),
        Some(Balance { amount, on: None }) => amount.to_string(),
        None => "-".to_owned(),
    };
    let kind = match s.kind {
        StatementKind::Statement => "statement",
        StatementKind::Notification => "notification",
        StatementKind::Report => "report",
    };
    let sequence = s.sequence.map_or("-".to_owned(), |sequence| sequence.to_string());
    let (opening, closing) = (balance(s.opening), balance(s.closing));
    writeln!(text, "{kind} {} {} no. {sequence} at {}", s.message_reference, s.reference, s.place).unwrap();
    writeln!(text, "  {} in {}: {opening} -> {closing} in {}", s.account_number, s.currency, s.entries).unwrap();
}

fn tell_entry(e: &Entry, text: &mut String) {
    let sign = if e.direction == Direction::Credit { '+' } else { '-' };
    let reversal = if e.is_reversal { " reversal" } else { "" };
    let pending = if e.is_booked { "" } else { " expected" };
    let value_on = e.value_on.map_or(String::new(), |on| format!(" value {on}"));
    writeln!(text, "  {sign}{}{reversal}{pending} on {}{value_on} at {}", e.amount, e.booked_on, e.place).unwrap();
    let facts = [
        ("reference", &e.bank_reference),
        ("end to end", &e.end_to_end_reference),
        ("text", &e.remittance_text),
        ("structured", &e.remittance_reference),
        ("payer", &e.payer_name),
        ("from", &e.payer_account),
        ("to", &e.payee_account),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            writeln!(text, "    {name}: {fact}").unwrap();
        }
    }
}

/// The codes of what was found.
fn codes(reading: &Reading) -> Vec<&'static str> {
    reading.findings.iter().map(|finding: &Finding| finding.code.as_str()).collect()
}
