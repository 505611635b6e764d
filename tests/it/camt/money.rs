//! Amounts, and the currency that they are in.

use domain::bank::statement::Batch;
use tests::bank_reading::read;

use super::{accepts, entry, notification, ntry, paid, refuses, told};

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
        "WRONG_CURRENCY at Stmt[1]/Bal[2]/Amt, line 58: USD where the account is kept in CNY",
    );
    refuses(
        "<Ccy>CNY</Ccy>",
        "<Ccy>YUAN</Ccy>",
        "WRONG_CURRENCY at Stmt[1]/Acct/Ccy, line 14: \"YUAN\" is not a currency code",
    );
    accepts("<Ccy>CNY</Ccy>", "");
}

#[test]
fn an_account_without_a_currency_has_that_of_its_first_entry() {
    let without = notification(&ntry("").repeat(2)).replace("<Ccy>CHF</Ccy>", "");
    let reading = read(without.as_bytes());

    assert_eq!((reading.statements[0].0.currency.as_str(), reading.statements[0].1.len()), ("CHF", 2));
    assert_eq!(
        told(&read(without.replacen("\"CHF\"", "\"EUR\"", 1).as_bytes())),
        "WRONG_CURRENCY at Ntfctn[1]/Ntry[2]/Amt, line 1: CHF where the account is kept in EUR"
    );
}

#[test]
fn what_a_payment_says_in_another_currency_is_not_compared() {
    let other = "<Amt Ccy=\"JPY\">1600</Amt><AmtDtls><InstdAmt><Amt Ccy=\"KWD\">3.123</Amt></InstdAmt>\
        <TxAmt><Amt Ccy=\"JPY\">1600</Amt></TxAmt><CntrValAmt><Amt Ccy=\"CHF\">10.00</Amt></CntrValAmt></AmtDtls>";
    assert_eq!(entry(&paid(other)).unwrap().batch, Batch::Single);
    let less = other.replace("10.00", "9.99");
    assert_eq!(entry(&paid(&less)).unwrap().batch, Batch::Unclear);
    assert_eq!(entry(&paid(&less)).unwrap().amount.to_string(), "10.00 CHF");
}
