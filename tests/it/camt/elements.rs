//! What a statement may leave out, and that its elements may stand in any order.

use tests::bank_reading::read;

use super::{PLAIN, changed, told};

#[test]
fn a_statement_without_a_balance_is_a_notification() {
    let of = |without: &str| changed(PLAIN, without, "");
    let first = |text: &str| text.lines().next().unwrap().to_owned();
    let last = |text: &str| text.lines().last().unwrap().to_owned();

    let (opening, closing) = (of("<Cd>OPBD</Cd>"), of("<Cd>CLBD</Cd>"));

    assert_eq!(first(&opening), "notification MSG-2026-0301 STMT-2026-060 no. 60 of 310009987654 in CNY");
    assert_eq!(
        last(&opening),
        "warning MISSING_ELEMENT at Stmt[1]/Bal, line 58: the opening balance (OPBD, PRCD or ITBD) is missing: \
         nothing shows that all entries are there"
    );
    assert_eq!(
        last(&closing),
        "warning MISSING_ELEMENT at Stmt[1]/Bal, line 58: the closing balance (CLBD or ITBD) is missing: \
         nothing shows that all entries are there"
    );
}

/// Some banks write the balances after the entries.
#[test]
fn the_order_of_the_elements_does_not_matter() {
    let (before, rest) = PLAIN.split_once("      <Bal>").unwrap();
    let (balances, after) = rest.split_once("      <TxsSummry>").unwrap();
    let (entries, end) = after.split_once("    </Stmt>").unwrap();
    let moved = format!("{before}      <TxsSummry>{entries}      <Bal>{balances}    </Stmt>{end}");
    let without_lines = |text: &str| {
        let place = |line: &str| line.split(", line ").next().unwrap().to_owned();
        told(&read(text.as_bytes())).lines().map(place).collect::<Vec<_>>()
    };

    assert_eq!(without_lines(&moved), without_lines(PLAIN));
}
