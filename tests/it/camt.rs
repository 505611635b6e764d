//! The reader of camt.052, camt.053 and camt.054: what it takes, what it refuses and in which words.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what a test does not expect should end it")]

mod balances;
mod batch;
mod bounds;
mod elements;
mod fields;
mod fixtures;
mod hostile;
mod money;
mod parties;
mod properties;
mod returns;
mod roundtrip;
mod samples;
mod statements;
mod texts;
mod versions;

use std::fmt::Write as _;

use domain::bank::finding::Finding;
use domain::bank::statement::{Balance, Batch, Entry, Statement};
use tests::bank_reading::{Reading, read};

const PLAIN: &str = include_str!("../fixtures/bank/camt053_v02.xml");
const MODERN: &str = include_str!("../fixtures/bank/camt053_v08.xml");
const PAGES: &str = include_str!("../fixtures/bank/camt053_v06_pages.xml");

/// Everything a reading says, one line a fact: what is wrong, or what is there and what is strange about it.
fn told(reading: &Reading) -> String {
    let mut text = String::new();
    if !reading.findings.iter().any(Finding::is_error) {
        reading.statements.iter().for_each(|(statement, entries)| tell(statement, entries, &mut text));
    }
    for finding in &reading.findings {
        let kind = if finding.is_error() { "" } else { "warning " };
        writeln!(text, "{kind}{finding}").unwrap();
    }
    text.trim_end().to_owned()
}

fn tell(s: &Statement, entries: &[Entry], text: &mut String) {
    let balance = |b: Option<Balance>| match b {
        Some(b) => b.on.map_or(b.amount.to_string(), |on| format!("{} on {on}", b.amount)),
        None => "?".to_owned(),
    };
    let sequence = s.sequence.map_or("-".to_owned(), |sequence| sequence.to_string());
    writeln!(
        text,
        "{} {} {} no. {sequence} of {} in {}",
        s.kind, s.message_reference, s.reference, s.account_number, s.currency
    )
    .unwrap();
    writeln!(text, "from {} to {} in {}", balance(s.opening), balance(s.closing), s.entries).unwrap();
    entries.iter().for_each(|entry| tell_entry(entry, text));
}

fn tell_entry(e: &Entry, text: &mut String) {
    let kind = match (e.is_booked, e.is_reversal) {
        (true, false) => "",
        (true, true) => " reversal",
        (false, false) => " announced",
        (false, true) => " announced reversal",
    };
    let batch = match &e.batch {
        Batch::Single => String::new(),
        Batch::Part { part, parts, reference } => {
            format!(" ({part} of {parts} in {})", reference.as_deref().unwrap_or("-"))
        }
        Batch::Unclear => " (unclear)".to_owned(),
    };
    let value_on = e.value_on.map_or(String::new(), |on| format!(" value {on}"));
    writeln!(text, "{}: {} {}{kind}{batch} on {}{value_on}", e.place, e.direction, e.amount, e.booked_on).unwrap();
    let said = [
        ("reference", &e.bank_reference),
        ("end to end", &e.end_to_end_reference),
        ("text", &e.remittance_text),
        ("structured", &e.remittance_reference),
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

/// `file` with one thing changed, and what is then said of it.
fn changed(file: &str, from: &str, to: &str) -> String {
    assert_eq!(file.matches(from).count(), 1, "{from} stands once in the file");
    told(&read(file.replace(from, to).as_bytes()))
}

/// A change to the plain statement is refused with exactly these words.
fn refuses(from: &str, to: &str, expected: &str) {
    assert_eq!(changed(PLAIN, from, to), expected, "{from} -> {to}");
}

/// A change to the plain statement is of no consequence.
fn accepts(from: &str, to: &str) {
    assert_eq!(changed(PLAIN, from, to), told(&read(PLAIN.as_bytes())), "{from} -> {to}");
}

/// A change to the plain statement is of no consequence but this warning.
fn warns(from: &str, to: &str, expected: &str) {
    let plain = told(&read(PLAIN.as_bytes()));
    assert_eq!(changed(PLAIN, from, to), format!("{plain}\nwarning {expected}"), "{from} -> {to}");
}

/// The only entry of a camt.054 in CHF whose `Ntry` is this, or what is wrong with it.
fn entry(ntry: &str) -> Result<Entry, String> {
    let reading = read(notification(ntry).as_bytes());
    match reading.statements.as_slice() {
        [(_, entries)] if entries.len() == 1 && reading.findings.is_empty() => Ok(entries[0].clone()),
        _ => Err(told(&reading)),
    }
}

/// A camt.054 in CHF with these entries.
fn notification(entries: &str) -> String {
    format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.054.001.08\"><BkToCstmrDbtCdtNtfctn>\
         <GrpHdr><MsgId>M</MsgId></GrpHdr><Ntfctn><Id>N</Id><Acct><Id><IBAN>CH1</IBAN></Id><Ccy>CHF</Ccy></Acct>\
         {entries}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>"
    )
}

/// An `Ntry` of 10.00 CHF that came in, with more in it.
fn ntry(more: &str) -> String {
    format!(
        "<Ntry><Amt Ccy=\"CHF\">10.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-03-02</Dt></BookgDt>{more}</Ntry>"
    )
}

/// An `Ntry` of 10.00 CHF that came in, of one payment.
fn paid(details: &str) -> String {
    ntry(&format!("<AcctSvcrRef>A</AcctSvcrRef><NtryDtls><TxDtls>{details}</TxDtls></NtryDtls>"))
}
