//! Every version of the message is read, and no other message.

use domain::bank::camt053;

use super::{MODERN, PLAIN, accepts, refuses, told};

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
