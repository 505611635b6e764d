//! Amounts, and the balances that they must explain.

use super::{accepts, refuses};

#[test]
fn amounts_are_read_to_the_cent_or_not_at_all() {
    let amount = |text: &str| format!(r#"<Amt Ccy="CNY">{text}</Amt>"#);
    for good in ["150.5", "150.5000", " 150.50\t", "000150.50", "1<!-- -->50.50", "<![CDATA[150.50]]>", "&#49;50.50"] {
        accepts(&amount("150.50"), &amount(good));
    }
    let check = |text: &str, why: &str| {
        let expected = format!("INVALID_AMOUNT at Stmt[1]/Ntry[1]/Amt, line 31: {text:?} is not an amount: {why}");
        refuses(&amount("150.50"), &amount(text), &expected);
    };
    let form = "digits, a point and digits are expected";
    for bad in ["", "150,50", "-150.50", "+150.50", "1.5e2", "1 150.50", ".5", "5.", "１５０", "0x10", "NaN", "1.5.0"]
    {
        check(bad, form);
    }
    check("150.505", "more than two decimals");
    check("1000000000000000000", "more than eighteen digits");
    check("1000000000000000000000000000.1", "it is too long");
}

#[test]
fn amounts_are_in_the_currency_of_the_account() {
    let place = "WRONG_CURRENCY at Stmt[1]/Ntry[1]/Amt, line 31";
    let amount = r#"<Amt Ccy="CNY">150.50</Amt>"#;
    refuses(amount, r#"<Amt Ccy="EUR">150.50</Amt>"#, &format!("{place}: EUR where the account is kept in CNY"));
    refuses(amount, r#"<Amt Ccy="cny">150.50</Amt>"#, &format!("{place}: \"cny\" is not a currency code"));
    refuses(
        amount,
        "<Amt>150.50</Amt>",
        "MISSING_ELEMENT at Stmt[1]/Ntry[1]/Amt, line 31: the amount names no currency",
    );
    refuses(
        r#"<Amt Ccy="CNY">1130.50</Amt>"#,
        r#"<Amt Ccy="USD">1130.50</Amt>"#,
        "WRONG_CURRENCY at Stmt[1]/Bal[2]/Amt, line 29: USD where the account is kept in CNY",
    );
    refuses(
        "<Ccy>CNY</Ccy>",
        "<Ccy>YUAN</Ccy>",
        "WRONG_CURRENCY at Stmt[1]/Acct/Ccy, line 14: \"YUAN\" is not a currency code",
    );
    accepts("<Ccy>CNY</Ccy>", "");
}

#[test]
fn balances_that_the_entries_do_not_explain_are_refused() {
    refuses(
        r#"<Amt Ccy="CNY">1130.50</Amt>"#,
        r#"<Amt Ccy="CNY">1130.49</Amt>"#,
        "UNBALANCED at Stmt[1], line 58: opening 1000.00 CNY, entries 130.50 CNY, closing 1130.49 CNY: -0.01 CNY without an entry",
    );
    refuses(
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
fn of_the_balances_of_several_days_the_outer_ones_count() {
    let days = "<Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">7</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-28</Dt></Dt></Bal>\
        <Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy=\"CNY\">7</Amt><CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-03-02</Dt></Dt></Bal>\
        <Bal><Tp><CdOrPrtry><Cd>CLBD</Cd>";
    accepts("<Cd>CLBD</Cd>", days);
}
