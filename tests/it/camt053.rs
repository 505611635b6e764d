//! The camt.053 reader: what it takes, what it refuses and in which words.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "what a test does not expect should end it")]

mod batch;
mod hostile;
mod properties;
mod samples;

use std::fmt::Write as _;

use domain::bank::camt053::{self, Item};
use domain::bank::finding::Finding;
use domain::bank::statement::{Batch, Statement};
use insta::assert_snapshot;

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

#[test]
fn a_plain_statement_is_read_whole() {
    assert_snapshot!(told(&camt053::read(PLAIN.as_bytes())), @r"
    MSG-2026-0301 STMT-2026-060 no. 60 of 310009987654 in CNY
    from 1000.00 CNY on 2026-03-01 to 1130.50 CNY on 2026-03-01
    Stmt[1]/Ntry[1], line 29: credit 150.50 CNY on 2026-03-01 value 2026-03-02
        reference: T-1
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
    assert_snapshot!(told(&camt053::read(MODERN.as_bytes())), @r"
    MSG-2026-0302 STMT-2026-061 no. - of CH5604835012345678009 in EUR
    from -12.50 EUR on 2026-03-01 to 277.50 EUR
    Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1], line 34: credit 310.00 EUR (1 of 2) on 2026-03-02
        reference: BATCH-7/1
        end to end: E2E-1
        text: RF18539007547034
        payer: Alpha GmbH
    Stmt[1]/Ntry[1]/NtryDtls/TxDtls[2], line 40: debit 10.00 EUR (2 of 2) on 2026-03-02
        reference: BATCH-7/2
        text: charge
    Stmt[1]/Ntry[2], line 47: debit 10.00 EUR reversal on 2026-03-02
    Stmt[1]/Ntry[3], line 55: credit 99.99 EUR announced (unclear) on 2026-03-04 value 2026-03-04
    ");
}

#[test]
fn each_page_is_a_statement_of_its_own() {
    assert_snapshot!(told(&camt053::read(PAGES.as_bytes())), @r"
    MSG-PAGES STMT-9/1 no. 9 of CH5604835012345678009 in CHF
    from 10.00 CHF to 15.00 CHF
    Stmt[1]/Ntry[1], line 13: credit 5.00 CHF on 2026-03-02
    MSG-PAGES STMT-9/2 no. - of CH5604835012345678009 in CHF
    from 15.00 CHF to -1.00 CHF
    Stmt[2]/Ntry[1], line 21: debit 16.00 CHF on 2026-03-02
    MSG-PAGES STMT-9/3 no. - of CH5604835012345678009 in CHF
    from -1.00 CHF to -1.00 CHF
    ");
}

#[test]
fn a_file_can_be_read_item_by_item() {
    let mut reader = camt053::Reader::new(PAGES.as_bytes());
    let mut items = Vec::new();

    while let Some(item) = reader.next_item().unwrap() {
        items.push(match item {
            Item::Statement(statement) => statement.reference,
            Item::Entry(entry) => entry.signed_amount().to_string(),
        });
    }

    assert_eq!(items, ["STMT-9/1", "5.00 CHF", "STMT-9/2", "-16.00 CHF", "STMT-9/3"]);
    assert_eq!(reader.next_item(), Ok(None));
}

#[test]
fn every_version_is_read_alike() {
    for version in 2..=13 {
        let (file, written) =
            if version < 8 { (PLAIN, "camt.053.001.02") } else { (MODERN, "tech:xsd:camt.053.001.08") };
        let versioned =
            file.replace(written, &written.replace(&written[written.len() - 2..], &format!("{version:02}")));

        let outcome = camt053::read(versioned.as_bytes());

        assert_eq!(told(&outcome), told(&camt053::read(file.as_bytes())), "version {version}");
    }
}

#[test]
fn namespaces_are_tolerated_unless_they_name_another_message() {
    accepts(r#" xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02""#, "");
    accepts("urn:iso:std:iso:20022:tech:xsd:", "urn:swift:xsd:");
    accepts("urn:iso:std:iso:20022:tech:xsd:camt.053.001.02", "urn:bank:statement");
    accepts("urn:iso:std:iso:20022:tech:xsd:camt.053.001.02", "http://bank.example/camt.053.001.13");
}

#[test]
fn another_message_is_named() {
    let expected = |name| {
        format!("WRONG_MESSAGE at line {name} is not a statement that is read: camt.053.001.02 to camt.053.001.13 are")
    };
    let namespace = "camt.053.001.02";
    refuses(namespace, "camt.053.001.01", &expected("2: \"camt.053.001.01\""));
    refuses(namespace, "camt.053.001.14", &expected("2: \"camt.053.001.14\""));
    refuses(namespace, "camt.054.001.02", &expected("2: \"camt.054.001.02\""));
    refuses(namespace, "pain.001.001.09", &expected("2: \"pain.001.001.09\""));
    let check = |file: &str, name| assert_eq!(told(&camt053::read(file.as_bytes())), expected(name), "{file}");
    check("<Document><BkToCstmrAcctRpt/></Document>", "1: \"BkToCstmrAcctRpt\"");
    check("<html><p>sign in<br></p></html>", "1: \"html\"");
    check("<Invoice><Document2/></Invoice>", "1: \"Invoice\"");
    check("<Document/>", "1: \"Document\"");
}

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
fn dates_are_days_of_the_calendar() {
    let on = |text: &str| format!("<ValDt><Dt>{text}</Dt></ValDt>");
    for good in ["2026-03-02Z", "2026-03-02+08:00", "2026-03-02T00:00:00.000-11:00"] {
        accepts(&on("2026-03-02"), &on(good));
    }
    for bad in ["2026-02-30", "2026-13-01", "2026-3-2", "02.03.2026", "20260302", "2026-03-02 10:00", "2026-03-0２", ""]
    {
        let expected =
            format!("INVALID_DATE at Stmt[1]/Ntry[1]/ValDt/Dt, line 35: {bad:?} is not a day of the calendar");
        refuses(&on("2026-03-02"), &on(bad), &expected);
    }
    refuses(
        "<Dt><Dt>2026-03-01</Dt></Dt>\n      </Bal>\n      <TxsSummry>",
        "<Dt><Dt>2026-02-29</Dt></Dt>\n      </Bal>\n      <TxsSummry>",
        "INVALID_DATE at Stmt[1]/Bal[2]/Dt, line 27: \"2026-02-29\" is not a day of the calendar",
    );
}

#[test]
fn what_must_be_said_is_missed() {
    let check = |without: &str, expected: &str| refuses(without, "", &format!("MISSING_ELEMENT at {expected}"));
    check("<MsgId>MSG-2026-0301</MsgId>", "Stmt[1], line 29: the reference of the message (GrpHdr/MsgId) is missing");
    check("<Id>STMT-2026-060</Id>", "Stmt[1]/Id, line 29: the reference of the statement is missing");
    check(
        "<Id><Othr><Id>3100 0998 7654</Id></Othr></Id>",
        "Stmt[1]/Acct/Id, line 29: the number of the account is missing",
    );
    check("<Cd>OPBD</Cd>", "Stmt[1]/Bal, line 29: the opening balance (OPBD, PRCD or ITBD) is missing");
    check("<Cd>CLBD</Cd>", "Stmt[1]/Bal, line 29: the closing balance (CLBD or ITBD) is missing");
    check(r#"<Amt Ccy="CNY">150.50</Amt>"#, "Stmt[1]/Ntry[1]/Amt, line 48: the entry does not say it");
    check(
        "<BookgDt><DtTm>2026-03-01T23:59:59.000+08:00</DtTm></BookgDt>",
        "Stmt[1]/Ntry[2]/BookgDt, line 57: the entry does not say it",
    );
    assert_eq!(
        changed(PLAIN, "<CdtDbtInd>DBIT</CdtDbtInd>\n        <Sts>BOOK</Sts>", ""),
        "MISSING_ELEMENT at Stmt[1]/Ntry[2]/CdtDbtInd, line 56: the entry does not say it\n\
         MISSING_ELEMENT at Stmt[1]/Ntry[2]/Sts, line 56: the entry does not say it",
    );
    let empty = "<Document><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr></BkToCstmrStmt></Document>";
    assert_eq!(
        told(&camt053::read(empty.as_bytes())),
        "MISSING_ELEMENT at Stmt, line 1: there is no statement in the message"
    );
}

#[test]
fn words_and_references_are_checked() {
    refuses(
        "<CdtDbtInd>DBIT</CdtDbtInd>",
        "<CdtDbtInd>D</CdtDbtInd>",
        "INVALID_VALUE at Stmt[1]/Ntry[2]/CdtDbtInd, line 52: \"D\": CRDT or DBIT is expected",
    );
    refuses(
        "<AcctSvcrRef>N-2</AcctSvcrRef>",
        "<RvslInd>maybe\u{202e}</RvslInd>",
        "INVALID_VALUE at Stmt[1]/Ntry[2]/RvslInd, line 55: \"maybe\\u{202e}\": true or false is expected",
    );
    refuses(
        "<AcctSvcrRef>N-2</AcctSvcrRef>",
        "<AcctSvcrRef>N-2</AcctSvcrRef><AcctSvcrRef>N-3</AcctSvcrRef>",
        "DUPLICATE_ELEMENT at Stmt[1]/Ntry[2]/AcctSvcrRef, line 55: said twice where once is allowed",
    );
    refuses(
        "<AcctSvcrRef>N-2</AcctSvcrRef>",
        &format!("<AcctSvcrRef>{}</AcctSvcrRef>", "9".repeat(65)),
        &format!(
            "REFERENCE_TOO_LONG at Stmt[1]/Ntry[2]/AcctSvcrRef, line 55: a reference of more than 64 characters: \"{}…\"",
            "9".repeat(40)
        ),
    );
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
