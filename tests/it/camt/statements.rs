//! Files are read whole, page by page, item by item.

use domain::bank::format;
use domain::bank::statement::Item;
use insta::assert_snapshot;
use tests::bank_reading::read;

use super::{MODERN, PAGES, PLAIN, told};

#[test]
fn a_plain_statement_is_read_whole() {
    assert_snapshot!(told(&read(PLAIN.as_bytes())), @"
    statement MSG-2026-0301 STMT-2026-060 no. 60 of 310009987654 in CNY
    from 1000.00 CNY on 2026-03-01 to 1130.50 CNY on 2026-03-01 in 2
    Stmt[1]/Ntry[1], line 29: credit 150.50 CNY on 2026-03-01 value 2026-03-02
        reference: N-1
        text: top-up March & April €
        payer: 北方云 有限公司
        from: DE89370400440532013000
        to: 9558800000000000018
    Stmt[1]/Ntry[2], line 49: debit 20.00 CNY on 2026-03-01
        reference: N-2
        text: account fee
    ");
}

#[test]
fn a_modern_statement_in_an_envelope_is_read_whole() {
    assert_snapshot!(told(&read(MODERN.as_bytes())), @"
    statement MSG-2026-0302 STMT-2026-061 no. - of CH5604835012345678009 in EUR
    from -12.50 EUR on 2026-03-01 to 277.50 EUR in 4
    Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1], line 34: credit 310.00 EUR (1 of 2 in BATCH-7) on 2026-03-02
        reference: BATCH-7/1
        end to end: E2E-1
        structured: RF18539007547034
        payer: Alpha GmbH
    Stmt[1]/Ntry[1]/NtryDtls/TxDtls[2], line 40: debit 10.00 EUR (2 of 2 in BATCH-7) on 2026-03-02
        reference: BATCH-7/2
        text: charge
    Stmt[1]/Ntry[2], line 47: debit 10.00 EUR reversal on 2026-03-02
    Stmt[1]/Ntry[3], line 55: credit 99.99 EUR announced (unclear) on 2026-03-04 value 2026-03-04
    ");
}

#[test]
fn each_page_is_a_statement_of_its_own() {
    assert_snapshot!(told(&read(PAGES.as_bytes())), @"
    statement MSG-PAGES STMT-9/1 no. 9 of CH5604835012345678009 in CHF
    from 10.00 CHF to 15.00 CHF in 1
    Stmt[1]/Ntry[1], line 13: credit 5.00 CHF on 2026-03-02
    statement MSG-PAGES STMT-9/2 no. - of CH5604835012345678009 in CHF
    from 15.00 CHF to -1.00 CHF in 1
    Stmt[2]/Ntry[1], line 21: debit 16.00 CHF on 2026-03-02
    statement MSG-PAGES STMT-9/3 no. - of CH5604835012345678009 in CHF
    from -1.00 CHF to -1.00 CHF in 0
    ");
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
