//! Files are read whole, page by page, item by item.

use domain::bank::format;
use domain::bank::statement::Item;
use insta::assert_snapshot;
use tests::bank_reading::read;

use super::{MODERN, PAGES, PLAIN, changed, told};

#[test]
fn a_plain_statement_is_read_whole() {
    assert_snapshot!(told(&read(PLAIN.as_bytes())), @"");
}

#[test]
fn a_modern_statement_in_an_envelope_is_read_whole() {
    assert_snapshot!(told(&read(MODERN.as_bytes())), @"");
}

#[test]
fn each_page_is_a_statement_of_its_own() {
    assert_snapshot!(told(&read(PAGES.as_bytes())), @"");
}

#[test]
fn a_file_can_be_read_item_by_item() {
    let mut reader = format::open(PAGES.as_bytes(), &[]).unwrap();
    let mut items = Vec::new();

    while let Some(item) = reader.next_item() {
        items.push(match item {
            Item::Statement(statement) => statement.reference,
            Item::Entry(entry) => entry.signed_amount().to_string(),
        });
    }

    assert_eq!(items, ["5.00 CHF", "STMT-9/1", "-16.00 CHF", "STMT-9/2", "STMT-9/3"]);
    assert_eq!(reader.next_item(), None);
    assert_eq!(reader.format(), "camt.053.001.06");
}

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
