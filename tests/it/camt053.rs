//! The camt.053 reader: what it takes, what it refuses and in which words.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what a test does not expect should end it")]

mod batch;
mod fields;
mod hostile;
mod money;
mod properties;
mod samples;
mod statements;
mod versions;

use std::fmt::Write as _;

use domain::bank::camt053;
use domain::bank::finding::Finding;
use domain::bank::statement::{Batch, Statement};

const PLAIN: &str = include_str!("../fixtures/bank/plain.xml");
const MODERN: &str = include_str!("../fixtures/bank/modern.xml");
const PAGES: &str = include_str!("../fixtures/bank/pages.xml");

type Outcome = Result<Vec<Statement>, Vec<Finding>>;

/// Everything an outcome says, one line a fact.
fn told(outcome: &Outcome) -> String {
    let mut text = String::new();
    match outcome {
        Ok(statements) => statements.iter().for_each(|statement| tell(statement, &mut text)),
        Err(findings) => findings.iter().for_each(|finding| writeln!(text, "{finding}").unwrap()),
    }
    text.trim_end().to_owned()
}

fn tell(s: &Statement, text: &mut String) {
    let balance =
        |b: domain::bank::statement::Balance| b.on.map_or(b.amount.to_string(), |on| format!("{} on {on}", b.amount));
    let sequence = s.sequence.map_or("-".to_owned(), |sequence| sequence.to_string());
    writeln!(text, "{} {} no. {sequence} of {} in {}", s.message_reference, s.reference, s.account_number, s.currency)
        .unwrap();
    writeln!(text, "from {} to {}", balance(s.opening), balance(s.closing)).unwrap();
    for e in &s.entries {
        let kind = match (e.is_booked, e.is_reversal) {
            (true, false) => "",
            (true, true) => " reversal",
            (false, _) => " announced",
        };
        let batch = match e.batch {
            Batch::Single => String::new(),
            Batch::Part { part, parts } => format!(" ({part} of {parts})"),
            Batch::Unclear => " (unclear)".to_owned(),
        };
        let value_on = e.value_on.map_or(String::new(), |on| format!(" value {on}"));
        writeln!(text, "{}: {} {}{kind}{batch} on {}{value_on}", e.place, e.direction, e.amount, e.booked_on).unwrap();
        let said = [
            ("reference", &e.bank_reference),
            ("end to end", &e.end_to_end_reference),
            ("text", &e.remittance_text),
            ("payer", &e.payer_name),
            ("from", &e.payer_account),
            ("to", &e.payee_account),
        ];
        for (name, value) in said {
            if let Some(value) = value {
                writeln!(text, "    {name}: {value}").unwrap();
            }
        }
    }
}

/// `file` with one thing changed, and what is then said of it.
fn changed(file: &str, from: &str, to: &str) -> String {
    assert_eq!(file.matches(from).count(), 1, "{from} stands once in the file");
    told(&camt053::read(file.replace(from, to).as_bytes()))
}

/// A change to the plain statement is refused with exactly these words.
fn refuses(from: &str, to: &str, expected: &str) {
    assert_eq!(changed(PLAIN, from, to), expected, "{from} -> {to}");
}

/// A change to the plain statement is of no consequence.
fn accepts(from: &str, to: &str) {
    assert_eq!(changed(PLAIN, from, to), told(&camt053::read(PLAIN.as_bytes())), "{from} -> {to}");
}
