//! Every version of the three messages is read, and no other message.

use tests::bank_reading::read;

use super::{MODERN, PLAIN, accepts, notification, ntry, refuses, told};

/// What is said of another message.
fn other(name: &str) -> String {
    format!("{name:?} is not a message that is read: camt.052, camt.053 and camt.054 are, in versions 001.01 to 001.13")
}

#[test]
fn every_version_is_read_alike() {
    for version in 1..=13 {
        let (file, written) =
            if version < 8 { (PLAIN, "camt.053.001.02") } else { (MODERN, "tech:xsd:camt.053.001.08") };
        let versioned =
            file.replace(written, &written.replace(&written[written.len() - 2..], &format!("{version:02}")));

        let reading = read(versioned.as_bytes());

        assert_eq!(told(&reading), told(&read(file.as_bytes())), "version {version}");
        assert_eq!(reading.format, format!("camt.053.001.{version:02}"));
    }
}

#[test]
fn every_message_is_read_in_every_version() {
    let file = notification(&ntry(""));
    let messages = [
        ("camt.052", "BkToCstmrAcctRpt", "Rpt", "report"),
        ("camt.053", "BkToCstmrStmt", "Stmt", "notification"),
        ("camt.054", "BkToCstmrDbtCdtNtfctn", "Ntfctn", "notification"),
    ];
    for (message, root, element, kind) in messages {
        for version in 1..=13 {
            let suffix = if version == 1 { "V01" } else { "" };
            let file = file
                .replace("BkToCstmrDbtCdtNtfctn", &format!("{root}{suffix}"))
                .replace("Ntfctn>", &format!("{element}>"))
                .replace("camt.054.001.08", &format!("{message}.001.{version:02}"));

            let reading = read(file.as_bytes());

            let (statement, entries) = &reading.statements[0];
            assert_eq!(reading.format, format!("{message}.001.{version:02}"));
            assert_eq!((statement.kind.to_string().as_str(), entries.len()), (kind, 1), "{file}");
            assert_eq!(entries[0].place, format!("{element}[1]/Ntry[1], line 1"));
        }
    }
}

#[test]
fn namespaces_are_tolerated_unless_they_name_another_message() {
    let format = |from: &str, to: &str| {
        accepts(from, to);
        read(PLAIN.replace(from, to).as_bytes()).format
    };
    let namespace = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02";
    assert_eq!(format(r#" xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02""#, ""), "camt.053");
    assert_eq!(format("urn:iso:std:iso:20022:tech:xsd:", "urn:swift:xsd:"), "camt.053.001.02");
    assert_eq!(format(namespace, "urn:bank:statement"), "camt.053");
    assert_eq!(format(namespace, "http://bank.example/camt.053.001.13"), "camt.053.001.13");
    assert_eq!(format(namespace, "http://bank.example/de/camt.053.001.04.ch.02.xsd"), "camt.053.001.04");
    assert_eq!(format(namespace, "urn:swift:xsd:$camt.053.001.02"), "camt.053.001.02");
    assert_eq!(format(namespace, "camt.053.001.02"), "camt.053.001.02");
    assert_eq!(format("<Document xmlns", "<Document xmlns:p"), "camt.053");
}

#[test]
fn a_namespace_may_be_declared_anywhere_above() {
    let bare = PLAIN.replace(" xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.02\"", "");
    let (_, document) = bare.split_once("?>").unwrap();
    let within = |around: &str, after: &str| read(format!("{around}{document}{after}").as_bytes()).format;
    let message = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02";
    let header = "<AppHdr xmlns=\"urn:iso:std:iso:20022:tech:xsd:head.001.001.02\"><A/></AppHdr>";

    assert_eq!(within(&format!("<E xmlns=\"{message}\">{header}"), "</E>"), "camt.053.001.02");
    assert_eq!(within(&format!("<E>{header}"), "</E>"), "camt.053");
    assert_eq!(within(&format!("<E xmlns=\"{message}\"><B xmlns=\"\">"), "</B></E>"), "camt.053");
    assert_eq!(within(&format!("<E xmlns:c=\"{message}\">"), "</E>"), "camt.053");
}

#[test]
fn another_message_is_named() {
    let namespace = "camt.053.001.02";
    let wrong = |name: &str| format!("WRONG_MESSAGE at line 2: {}", other(name));
    for name in ["camt.053.001.14", "camt.053.001.00", "camt.055.001.02", "pain.001.001.09"] {
        refuses(namespace, name, &wrong(name));
    }
    let misplaced = "WRONG_MESSAGE at line 3: \"BkToCstmrStmt\" does not belong in camt.054.001.02";
    refuses(namespace, "camt.054.001.02", misplaced);
    let check = |file: &str, name: &str| {
        assert_eq!(told(&read(file.as_bytes())), format!("WRONG_MESSAGE at line 1: {}", other(name)), "{file}");
    };
    check("<Document><CstmrCdtTrfInitn/></Document>", "CstmrCdtTrfInitn");
    check("<html><p>sign in<br></p></html>", "html");
    check("<Invoice><Document2/></Invoice>", "Invoice");
    check("<Document/>", "Document");
}
