//! Files made to hurt, and files hurt on their way: a clear finding, soon.

use domain::bank::finding::FINDINGS_LIMIT;
use tests::bank_reading::read;

use super::{PLAIN, changed, told};

/// `file` is refused with exactly these words.
fn check(file: impl AsRef<[u8]>, expected: &str) {
    assert_eq!(told(&read(file.as_ref())), expected);
}

/// The plain statement with `text` as the remittance text, in bytes.
fn with_text(text: &[u8]) -> Vec<u8> {
    let (before, after) = PLAIN.split_once("top-up").unwrap();
    [before.as_bytes(), text, after.as_bytes()].concat()
}

#[test]
fn what_is_not_xml_is_said_to_be_none() {
    check("<", "NOT_XML at line 1: the file is not XML: it does not begin with an element");
    check("<?xml version=\"1.0\"?>", "NOT_XML at line 1: the file is not XML: there is no element in it");
}

#[test]
fn document_types_and_entities_are_refused_unexpanded() {
    let laughs = format!(
        "<?xml version=\"1.0\"?>\n<!DOCTYPE lolz [<!ENTITY lol \"lol\">{}]>\n<lolz>&lol9;</lolz>",
        (1..10).map(|n| format!("<!ENTITY lol{n} \"{}\">", format!("&lol{};", n - 1).repeat(10))).collect::<String>()
    );
    check(
        laughs,
        "XML_DTD_FORBIDDEN at line 2: document types and entities are not allowed: \"<!DOCTYPE lolz [<!ENTITY lol \\\"lol\\\"><!ENT…\"",
    );
    check(
        "<!DOCTYPE Document SYSTEM \"file:///etc/passwd\"><Document/>",
        "XML_DTD_FORBIDDEN at line 1: document types and entities are not allowed: \"<!DOCTYPE Document SYSTEM \\\"file:///etc/p…\"",
    );
    check(
        "<!DOCTYPE html [",
        "XML_DTD_FORBIDDEN at line 1: document types and entities are not allowed: \"<!DOCTYPE\"",
    );
    check(
        with_text(b"&passwd;"),
        "XML_DTD_FORBIDDEN at Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/RmtInf/Ustrd, line 45: document types and entities are not allowed: \"&passwd;\"",
    );
}

#[test]
fn size_is_bounded_in_every_direction() {
    check("<a>".repeat(100_000), "XML_TOO_DEEP at line 1: more than 64 elements in each other");
    let long = "a piece of text or markup of more than 1048576 bytes";
    let megabytes = "x".repeat(10 << 20);
    let place = "Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/RmtInf/Ustrd, line 45";
    check(with_text(megabytes.as_bytes()), &format!("XML_TEXT_TOO_LONG at {place}: {long}"));
    check(
        with_text(format!("<![CDATA[{}]]>&#120;", "x".repeat(1_000)).repeat(2_000).as_bytes()),
        &format!("XML_TEXT_TOO_LONG at {place}: {long}"),
    );
    check(format!("<a b=\"{megabytes}\"/>"), &format!("XML_TEXT_TOO_LONG at line 1: {long}"));
    check(format!("<!--{megabytes}--><a/>"), &format!("XML_TEXT_TOO_LONG at line 1: {long}"));
    check(format!("<{megabytes}/>"), &format!("XML_TEXT_TOO_LONG at line 1: {long}"));
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=''")).collect();
    check(
        format!("<Document{attributes}/>"),
        "WRONG_MESSAGE at line 1: \"Document\" is not a message that is read: camt.052, camt.053 and camt.054 are, in versions 001.01 to 001.13",
    );
}

#[test]
fn a_file_that_breaks_off_or_goes_on_is_malformed() {
    let place = "Stmt[1]/Ntry[2]/AddtlNtryInf, line 56";
    let (cut, _) = PLAIN.split_once(" fee<").unwrap();
    check(cut, &format!("XML_MALFORMED at {place}: the file breaks off before its root element ends"));
    check(&PLAIN[..PLAIN.len() - 3], "XML_MALFORMED at line 60: tag not closed: `>` not found before end of input");
    check(format!("{PLAIN}{PLAIN}"), "XML_MALFORMED at line 62: a second root element");
    check(format!("{PLAIN}x"), "XML_MALFORMED at line 61: text after the end of the document: \"x\"");
    assert_eq!(
        changed(PLAIN, "</AddtlNtryInf>", "</Addtl>"),
        format!("XML_MALFORMED at {place}: \"AddtlNtryInf\" was to end, but \"Addtl\" ends")
    );
    assert_eq!(
        changed(PLAIN, "account fee", "a & b"),
        format!("XML_MALFORMED at {place}: an ampersand that begins no reference")
    );
    assert_eq!(changed(PLAIN, "account fee", "&#0;"), format!("XML_MALFORMED at {place}: \"&#0;\" is no character"));
    assert_eq!(
        changed(PLAIN, "account fee", "&#x1F;"),
        format!("XML_MALFORMED at {place}: \"&#x1F;\" is no character")
    );
    assert_eq!(changed(PLAIN, "account fee", "\0"), format!("XML_MALFORMED at {place}: control character U+0000"));
}

#[test]
fn what_is_opened_and_never_closed_is_malformed() {
    let ends = |text: &str| {
        let told = told(&read(&with_text(text.as_bytes())));
        told.split_once(": ").unwrap().1.to_owned()
    };
    assert_eq!(ends("<![CDATA["), "CDATA not closed: `]]>` not found before end of input");
    assert_eq!(ends("<!--"), "comment not closed: `-->` not found before end of input");
    assert_eq!(ends("<?x"), "processing instruction not closed: `?>` not found before end of input");
    assert_eq!(ends("<a b=\""), "attribute value not closed: `\"` not found before end of input");
    let million: String = (0..1_000_000).map(|n| format!(" a{n}='1'")).collect();
    assert_eq!(
        changed(PLAIN, "<GrpHdr>", &format!("<GrpHdr{million}>")),
        "XML_TEXT_TOO_LONG at line 4: a piece of text or markup of more than 1048576 bytes"
    );
    let million = "<a/>".repeat(1_000_000);
    assert_eq!(changed(PLAIN, "<GrpHdr>", &format!("<GrpHdr>{million}")), told(&read(PLAIN.as_bytes())));
    let many = "<Ustrd>1</Ustrd>".repeat(200_000);
    let reading = read(&with_text(format!("x</Ustrd>{many}<Ustrd>").as_bytes()));
    assert_eq!(reading.statements[0].1[0].remittance_text.as_ref().map(String::len), Some(4_000));
}

#[test]
fn an_encoding_is_what_the_file_says_it_is() {
    let invalid = "INVALID_ENCODING at Stmt[1]/Ntry[1]/NtryDtls/TxDtls[1]/RmtInf/Ustrd, line 45: bytes that are no text in the file's encoding";
    check(with_text(b"caf\xE9"), invalid);
    check(with_text(b"\xC0\xAF \xED\xA0\x80"), invalid);
    check(PLAIN.replace("UTF-8", "EBCDIC-XX"), "INVALID_ENCODING at line 1: unknown encoding \"EBCDIC-XX\"");
    let utf16: Vec<u8> = PLAIN.encode_utf16().flat_map(u16::to_be_bytes).collect();
    check(&utf16[..utf16.len() - 3], "INVALID_ENCODING at line 60: bytes that are no text in the file's encoding");
}

#[test]
fn every_encoding_says_the_same() {
    let ascii = PLAIN.replace("北方云　有限公司", "NAME");
    let expected = |name: &str| told(&read(ascii.replace("NAME", name).as_bytes()));
    let encoded = |encoding: &str, name: &[u8]| {
        let file = ascii.replace("UTF-8", encoding);
        let (before, after) = file.split_once("NAME").unwrap();
        told(&read(&[before.as_bytes(), name, after.as_bytes()].concat()))
    };
    assert_eq!(encoded("ISO-8859-1", b"Caf\xE9 M\xFCller"), expected("Café Müller"));
    assert_eq!(encoded("GB18030", b"\xB1\xB1\xB7\xBD\xD4\xC6"), expected("北方云"));
    assert_eq!(encoded("gb2312", b"\xB1\xB1\xB7\xBD\xD4\xC6"), expected("北方云"));
    // Written by programs that put the encoding of their own strings there.
    assert_eq!(encoded("utf-16", "北方云".as_bytes()), expected("北方云"));

    let marked = [b"\xEF\xBB\xBF", PLAIN.as_bytes()].concat();
    assert_eq!(told(&read(&marked)), told(&read(PLAIN.as_bytes())));
    for mark in ["", "\u{feff}"] {
        let text = format!("{mark}{PLAIN}");
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(told(&read(&little)), told(&read(PLAIN.as_bytes())));
        assert_eq!(told(&read(&big)), told(&read(PLAIN.as_bytes())));
    }
}

#[test]
fn texts_are_cleaned_and_cut() {
    let text = |text: &str| read(&with_text(text.as_bytes())).statements[0].1[0].remittance_text.clone().unwrap();
    assert_eq!(text("a\u{202e}b\u{200b}c\u{85}\n\t d"), "abc d March & April €");
    assert_eq!(text(&"键".repeat(5_000)), "键".repeat(4_000));
    assert_eq!(text("NOTPROVIDED"), "March & April €");
}

#[test]
fn findings_are_collected_up_to_a_bound() {
    let entry = r#"<Ntry><Amt Ccy="CNY">x</Amt></Ntry>"#;
    let file = |entries: usize| PLAIN.replace("</Stmt>", &format!("{}</Stmt>", entry.repeat(entries)));

    assert_eq!(read(file(3).as_bytes()).findings.len(), 3);
    assert_eq!(read(file(1_000).as_bytes()).findings.len(), FINDINGS_LIMIT);
}
