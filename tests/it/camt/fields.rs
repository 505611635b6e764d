//! Dates, words and references, and what must not be missing.

use tests::bank_reading::read;

use super::{PLAIN, accepts, changed, refuses, told, warns};

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
    check("<MsgId>MSG-2026-0301</MsgId>", "Stmt[1], line 58: the reference of the message (GrpHdr/MsgId) is missing");
    check("<Id>STMT-2026-060</Id>", "Stmt[1]/Id, line 58: the reference of the statement is missing");
    check(
        "<Id><Othr><Id>3100 0998 7654</Id></Othr></Id>",
        "Stmt[1]/Acct/Id, line 58: the number of the account is missing",
    );
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
    assert_eq!(told(&read(empty.as_bytes())), "MISSING_ELEMENT at Stmt, line 1: there is no statement in the message");
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
fn what_is_strange_and_harmless_is_a_warning() {
    let place = "Stmt[1]/Ntry[2]/AcctSvcrRef, line 55";
    warns(
        "<AcctSvcrRef>N-2</AcctSvcrRef>",
        "<AcctSvcrRef>N-2</AcctSvcrRef><AcctSvcrRef>N-2</AcctSvcrRef>",
        &format!("DUPLICATE_ELEMENT at {place}: said twice, alike, where once is allowed"),
    );
    warns(
        "      <TxsSummry>",
        "<Bal><Tp><CdOrPrtry><Cd>MOON</Cd></CdOrPrtry></Tp></Bal><TxsSummry>",
        "NOT_UNDERSTOOD at Stmt[1]/Bal[3]/Tp, line 28: a balance of kind \"MOON\" is not looked at",
    );
    assert_eq!(
        changed(PLAIN, "<BookgDt><Dt>2026-03-01</Dt></BookgDt>", "").lines().last().unwrap(),
        "warning MISSING_ELEMENT at Stmt[1]/Ntry[1]/BookgDt, line 48: the booking date is missing: \
         the value date stands in for it"
    );
    // Kinds of balance that need not be known, in words of the bank's own.
    accepts("      <TxsSummry>", "<Bal><Tp><CdOrPrtry><Prtry>MOON</Prtry></CdOrPrtry></Tp></Bal><TxsSummry>");
}

#[test]
fn what_is_not_booked_is_an_announcement() {
    let status = |status: &str| {
        let reading = read(super::notification(&super::ntry("").replace("<Cd>BOOK</Cd>", status)).as_bytes());
        let warnings = reading.findings.iter().map(|finding| finding.message.clone()).collect::<Vec<_>>().join("; ");
        (reading.statements[0].1[0].is_booked, warnings)
    };
    for text in ["BOOK", "<Cd>BOOK</Cd>", " <Cd> BOOK </Cd> "] {
        assert_eq!(status(text), (true, String::new()), "{text}");
    }
    for text in ["PDNG", "INFO", "<Cd>FUTR</Cd>"] {
        assert_eq!(status(text), (false, String::new()), "{text}");
    }
    let unknown = |word: &str| format!("{word:?} is not a known status: the entry counts as not booked");
    assert_eq!(status("<Prtry>done</Prtry>"), (false, unknown("done")));
    assert_eq!(status("book"), (false, unknown("book")));
    assert_eq!(status(""), (false, unknown("")));
}
