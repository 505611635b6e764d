//! The balances and the number of entries that a statement must explain.

use tests::bank_reading::read;

use super::{accepts, notification, ntry, refuses, told, warns};

#[test]
fn balances_that_the_entries_do_not_explain_are_refused() {
    refuses(
        r#"<Amt Ccy="CNY">1130.50</Amt>"#,
        r#"<Amt Ccy="CNY">1130.49</Amt>"#,
        "UNBALANCED at Stmt[1], line 58: opening 1000.00 CNY, entries 130.50 CNY, closing 1130.49 CNY: -0.01 CNY without an entry",
    );
    // The balances show that all entries are there.
    warns(
        "<NbOfNtries>2</NbOfNtries>",
        "<NbOfNtries>3</NbOfNtries>",
        "ENTRY_COUNT_DIFFERS at Stmt[1]/TxsSummry/TtlNtries/NbOfNtries, line 58: 3 entries are announced, 2 are there",
    );
    let huge = r#"<Amt Ccy="CNY">999999999999999999.99</Amt>"#;
    refuses(
        r#"<Amt Ccy="CNY">150.50</Amt>"#,
        huge,
        "UNBALANCED at Stmt[1], line 58: the entries add up to more than an amount can hold",
    );
}

#[test]
fn without_balances_the_number_of_entries_must_be_the_announced_one() {
    let file =
        notification(&format!("<TxsSummry><TtlNtries><NbOfNtries>2</NbOfNtries></TtlNtries></TxsSummry>{}", ntry("")));
    assert_eq!(
        told(&read(file.as_bytes())),
        "ENTRY_COUNT_DIFFERS at Ntfctn[1]/TxsSummry/TtlNtries/NbOfNtries, line 1: 2 entries are announced, 1 are there"
    );
}

#[test]
fn of_the_balances_of_several_days_the_outer_ones_count() {
    let days = "<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">7</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-28</Dt></Dt></Bal>\
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">7</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>\
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd>";
    accepts("<Cd>CLBD</Cd>", days);
}
