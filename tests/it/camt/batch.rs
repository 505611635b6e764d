//! Sums of several payments: told apart to the cent, or not at all.

use domain::bank::statement::{Batch, Entry};

use tests::bank_reading::read;

use super::PLAIN;

/// What the first entry of the plain statement, 150.50 CNY that came in, becomes
/// with other payments in it: amount, bank reference and part of each entry.
fn check(payments: &[&str], expected: &[&str]) {
    let payments: String = payments.iter().map(|payment| format!("<TxDtls>{payment}</TxDtls>")).collect();
    check_details(&format!("<NtryDtls>{payments}</NtryDtls>"), expected);
}

fn check_details(details: &str, expected: &[&str]) {
    let (before, rest) = PLAIN.split_once("<NtryDtls>").unwrap();
    let (_, after) = rest.split_once("</NtryDtls>").unwrap();

    let reading = read(format!("{before}{details}{after}").as_bytes());

    let first = reading.statements[0].1.iter().filter(|entry| entry.place.contains("Ntry[1]"));
    assert_eq!(first.map(told).collect::<Vec<_>>(), expected, "{details}");
}

fn told(entry: &Entry) -> String {
    let reference = entry.bank_reference.as_deref().unwrap_or("-");
    let part = match &entry.batch {
        Batch::Single => "alone".to_owned(),
        Batch::Part { part, parts, reference } => {
            assert_eq!(reference.as_deref(), Some("N-1"));
            format!("{part} of {parts}")
        }
        Batch::Unclear => "unclear".to_owned(),
    };
    format!("{} {reference} {part}", entry.signed_amount())
}

fn amount(text: &str) -> String {
    format!(r#"<Amt Ccy="CNY">{text}</Amt>"#)
}

#[test]
fn payments_that_make_the_sum_are_entries_of_their_own() {
    let (a, b) = (amount("100.50"), amount("50"));
    check(&[&a, &b], &["100.50 CNY N-1/1 1 of 2", "50.00 CNY N-1/2 2 of 2"]);
    let (a, b) =
        (format!("<AmtDtls><TxAmt>{a}</TxAmt></AmtDtls>"), format!("<AmtDtls><InstdAmt>{b}</InstdAmt></AmtDtls>"));
    check(&[&a, &b], &["100.50 CNY N-1/1 1 of 2", "50.00 CNY N-1/2 2 of 2"]);
}

#[test]
fn a_payment_of_the_other_direction_counts_against_the_sum() {
    let debit = format!("{}<CdtDbtInd>DBIT</CdtDbtInd>", amount("9.50"));
    check(&[&amount("160"), &debit], &["160.00 CNY N-1/1 1 of 2", "-9.50 CNY N-1/2 2 of 2"]);
    check(&[&amount("150.50"), &amount("0")], &["150.50 CNY N-1/1 1 of 2"]);
}

#[test]
fn payments_go_by_references_of_their_own_when_these_differ() {
    let payment =
        |text: &str, reference: &str| format!("<Refs><AcctSvcrRef>{reference}</AcctSvcrRef></Refs>{}", amount(text));
    check(&[&payment("100.50", "A"), &payment("50", "B")], &["100.50 CNY A 1 of 2", "50.00 CNY B 2 of 2"]);
    check(&[&payment("100.50", "A"), &payment("50", "A")], &["100.50 CNY N-1/1 1 of 2", "50.00 CNY N-1/2 2 of 2"]);
    check(&[&payment("100.50", "A"), &amount("50")], &["100.50 CNY N-1/1 1 of 2", "50.00 CNY N-1/2 2 of 2"]);
    check(
        &[&payment("100.50", "A"), &payment("50", "NOTPROVIDED")],
        &["100.50 CNY N-1/1 1 of 2", "50.00 CNY N-1/2 2 of 2"],
    );
}

#[test]
fn payments_that_do_not_make_the_sum_stay_one_entry() {
    let unclear = ["150.50 CNY N-1 unclear"];
    check(&[&amount("100.50"), &amount("49.99")], &unclear);
    check(&[&amount("100.50"), ""], &unclear);
    check(&[&amount("100.50"), r#"<Amt Ccy="EUR">50</Amt>"#], &unclear);
    check(&[&amount("999999999999999999"), &amount("999999999999999999")], &unclear);
}

#[test]
fn one_payment_is_the_sum_unless_something_is_missing_of_it() {
    check(&[""], &["150.50 CNY N-1 alone"]);
    // The reference of the sum is in every message that reports it, that of its payment is not.
    check(&["<Refs><AcctSvcrRef>A</AcctSvcrRef></Refs>"], &["150.50 CNY N-1 alone"]);
    check(&[r#"<Amt Ccy="EUR">20</Amt>"#], &["150.50 CNY N-1 alone"]);
    // The bank kept a fee.
    check(&[&amount("151.00")], &["150.50 CNY N-1 alone"]);
    // Another payment is not told of.
    check(&[&amount("150.00")], &["150.50 CNY N-1 unclear"]);
    check(&[&format!("{}<CdtDbtInd>DBIT</CdtDbtInd>", amount("150.50"))], &["150.50 CNY N-1 unclear"]);
}

#[test]
fn announced_payments_must_be_there() {
    let group = |announced: &str, payments: &str| {
        format!("<NtryDtls><Btch><NbOfTxs>{announced}</NbOfTxs></Btch>{payments}</NtryDtls>")
    };
    let payment = format!("<TxDtls>{}</TxDtls>", amount("75.25"));
    check_details(&group("3", ""), &["150.50 CNY N-1 unclear"]);
    check_details(&group("3", "<TxDtls/>"), &["150.50 CNY N-1 unclear"]);
    check_details(&group("3", &payment.repeat(2)), &["150.50 CNY N-1 unclear"]);
    check_details(&group("1", ""), &["150.50 CNY N-1 alone"]);
    check_details(&group("2", &payment.repeat(2)), &["75.25 CNY N-1/1 1 of 2", "75.25 CNY N-1/2 2 of 2"]);
    check_details(&group("1", &payment).repeat(2), &["75.25 CNY N-1/1 1 of 2", "75.25 CNY N-1/2 2 of 2"]);
}
