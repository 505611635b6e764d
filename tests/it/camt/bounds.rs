//! What is refused because it is too much, and what is left out because it is strange: a file of any size is read in
//! little memory and to its end.

use domain::bank::finding::Finding;
use tests::bank_reading::read;

use super::{MODERN, PLAIN, changed, entry, notification, ntry, paid, told};

fn sum_of(payments: usize, text: &str) -> String {
    let payment = format!(
        "<TxDtls><Amt Ccy=\"CHF\">0.01</Amt><CdtDbtInd>CRDT</CdtDbtInd><RmtInf><Ustrd>{text}</Ustrd></RmtInf></TxDtls>"
    );
    let whole = ntry(&format!("<AcctSvcrRef>S</AcctSvcrRef><NtryDtls>{}</NtryDtls>", payment.repeat(payments)));
    notification(&whole.replace("10.00", &format!("{}.{:02}", payments / 100, payments % 100)))
}

#[test]
fn a_sum_of_many_payments_is_told_apart() {
    let reading = read(sum_of(20_000, "x").as_bytes());

    let entries = &reading.statements[0].1;

    assert_eq!((entries.len(), reading.findings.len()), (20_000, 0));
    assert_eq!(entries[19_999].bank_reference.as_deref(), Some("S/20000"));
    assert_eq!(entries[19_999].place, "Ntfctn[1]/Ntry[1]/NtryDtls/TxDtls[20000], line 1");
}

#[test]
fn a_sum_of_more_payments_than_are_held_is_refused() {
    let long = "y".repeat(3_900);
    let limit = "a sum of more than 100000 payments, or with more than 33554432 bytes said of them";
    assert_eq!(
        told(&read(sum_of(100_001, "").as_bytes())),
        format!("TOO_MANY_PAYMENTS at Ntfctn[1]/Ntry[1]/NtryDtls/TxDtls[100001], line 1: {limit}")
    );
    assert_eq!(
        told(&read(sum_of(8_700, &long).as_bytes())),
        format!("TOO_MANY_PAYMENTS at Ntfctn[1]/Ntry[1]/NtryDtls/TxDtls[8587], line 1: {limit}")
    );
}

#[test]
fn a_file_with_many_warnings_is_read_to_its_end() {
    let strange = ntry("").replace("BOOK", "MAYB");
    let reading = read(notification(&strange.repeat(500)).as_bytes());

    assert_eq!((reading.statements[0].1.len(), reading.findings.len()), (500, 20));
    assert!(!reading.findings.iter().any(Finding::is_error));
    // An error among them is still told.
    let wrong = format!("{}{}", strange.repeat(500), strange.replace("10.00", "x"));
    assert_eq!(read(notification(&wrong).as_bytes()).findings.len(), 21);
}

#[test]
fn counts_beyond_all_measure_are_only_numbers() {
    let batch = |count: &str| entry(&ntry(&format!("<NtryDtls><Btch><NbOfTxs>{count}</NbOfTxs></Btch></NtryDtls>")));
    assert!(batch("2147483648").unwrap().bank_reference.is_none());
    assert!(batch("18446744073709551615").is_ok());
    assert_eq!(
        batch("18446744073709551616").unwrap_err(),
        "INVALID_VALUE at Ntfctn[1]/Ntry[1]/NtryDtls/Btch/NbOfTxs, line 1: \"18446744073709551616\": a count is expected"
    );
    let twice = "<NbOfTxs>18446744073709551615</NbOfTxs>".repeat(2);
    assert!(entry(&ntry(&format!("<NtryDtls><Btch>{twice}</Btch></NtryDtls>"))).is_ok());
}

#[test]
fn one_reference_of_several_entries_gives_way_to_those_of_their_payments() {
    let of = |payment: &str| paid(&format!("<Refs><AcctSvcrRef>{payment}</AcctSvcrRef></Refs>"));
    let references = |entries: &[String]| {
        let reading = read(notification(&entries.concat()).as_bytes());
        let entries = reading.statements[0].1.iter().map(|entry| entry.bank_reference.clone().unwrap());
        entries.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(references(&[of("P"), of("Q"), paid("")]), "A Q A");
    // What takes an entry back may carry its reference.
    let reversal = of("R").replace("<CdtDbtInd>CRDT", "<RvslInd>true</RvslInd><CdtDbtInd>DBIT");
    assert_eq!(references(&[of("P"), reversal]), "A A");
}

#[test]
fn what_stands_around_the_message_may_be_anything_small() {
    let deep = |levels: usize| format!("{}{}{}", "<e>".repeat(levels), without_declaration(), "</e>".repeat(levels));
    assert_eq!(told(&read(deep(40).as_bytes())).lines().next(), told(&read(PLAIN.as_bytes())).lines().next());
    let prefixes: String = (0..20_000).map(|n| format!(" xmlns:p{n}=\"urn:iso:camt.053.001.02\"")).collect();
    assert_eq!(changed(MODERN, "<env:Envelope", &format!("<env:Envelope{prefixes}")), told(&read(MODERN.as_bytes())));
    let long = format!("<{0}:E xmlns:{0}=\"urn:x\">{1}</{0}:E>", "p".repeat(100_000), without_declaration());
    assert_eq!(read(long.as_bytes()).format, "camt.053.001.02");
}

fn without_declaration() -> &'static str {
    PLAIN.split_once("?>").unwrap().1
}
