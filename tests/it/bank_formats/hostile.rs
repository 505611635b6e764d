//! Files made to break a reader: each gets a clear answer, in little time and memory.

use std::io::{BufReader, Read};
use std::time::{Duration, Instant};

use domain::bank::format;
use insta::assert_snapshot;
use tests::bank_reading::{read, read_with};

use super::codes;
use super::layouts::mappings;

const HEAD: &str = ":20:M\n:25:DE89370400440532013000\n:28C:1\n:60F:C240102EUR0,00\n";
const TAIL: &str = ":62F:C240102EUR0,00\n-\n";

/// A text, and another again and again, up to so many bytes; they exist only while they are read.
struct Endless {
    start: Vec<u8>,
    repeated: &'static [u8],
    at: usize,
    end: usize,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.end - self.at);
        for byte in buffer.iter_mut().take(length) {
            let behind = self.at.checked_sub(self.start.len());
            *byte = behind.map_or_else(|| self.start[self.at], |at| self.repeated[at % self.repeated.len()]);
            self.at += 1;
        }
        Ok(length)
    }
}

fn endless(start: &str, repeated: &'static [u8], end: usize) -> Endless {
    Endless { start: start.as_bytes().to_vec(), repeated, at: 0, end }
}

fn findings_of(source: impl Read) -> Vec<String> {
    let begin = Instant::now();
    let mappings = mappings();
    let found = match format::open(BufReader::new(source), &mappings) {
        Err(findings) => findings,
        Ok(mut reader) => {
            while reader.next_item().is_some() {}
            reader.findings().to_vec()
        }
    };
    assert!(begin.elapsed() < Duration::from_secs(20), "it took {:?}", begin.elapsed());
    found.into_iter().map(|finding| finding.to_string()).collect()
}

/// A line, a field, a cell and a row without end; a file of line ends.
#[test]
fn endless_files_are_refused() {
    const MANY: usize = 4 << 20;
    let csv = "Date,Amount,Details,Payer,Reference\n";
    let told = [
        ("a line", findings_of(endless(&format!("{HEAD}:86:"), b"x", MANY))),
        ("a field", findings_of(endless(&format!("{HEAD}:61:240102C1,00N\n:86:"), b"text\n", MANY))),
        ("information", findings_of(endless(HEAD, b":86:x\n", MANY))),
        ("tags", findings_of(endless(HEAD, b":99:x\n", MANY))),
        ("line ends", findings_of(endless(HEAD, b"\n", MANY))),
        ("a cell", findings_of(endless(&format!("{csv}\""), b"x", MANY))),
        ("a row", findings_of(endless(csv, b"x,", MANY))),
        ("a header", findings_of(endless("Date", b",", MANY))),
        ("rows of nothing", findings_of(endless(csv, b",,,,\n", MANY))),
    ];

    let told: Vec<String> = told.iter().map(|(what, findings)| format!("{what}: {}", findings.join("; "))).collect();
    assert_snapshot!(told.join("\n"), @r#"
    a line: INVALID_TAG at line 4: a line of more than 16384 bytes
    a field: MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    information: NOT_UNDERSTOOD at :86:, line 5: information that is of no entry was left out; MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    tags: NOT_UNDERSTOOD at :99:, line 5: the tag :99: is not known and was left out; MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    line ends: MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    a cell: INVALID_ROW at row 1: a row of more than 65536 bytes
    a row: INVALID_ROW at row 1: a row of more than 65536 bytes
    a header: UNKNOWN_FORMAT at header: neither XML nor a SWIFT message, and as CSV no saved mapping fits its header (mapping "signed" asks for one column "Amount"): bankCsvMappingSave saves one
    rows of nothing: NOT_UNDERSTOOD at row 1: a row of neither date nor amount was left out, and so were others like it; MISSING_ELEMENT at file: the file has no rows below its header
    "#);
}

/// Each spoils an MT940 that is right without it.
#[test]
fn what_does_not_belong_is_named() {
    let entry = ":61:240102C1,00NTRFNONREF\n";
    let files = [
        ("nothing", format!("{HEAD}{TAIL}")),
        ("no :20:", format!("{HEAD}{TAIL}").replace(":20:M\n", "")),
        ("no :25:", format!("{HEAD}{TAIL}").replace(":25:DE89370400440532013000\n", "")),
        ("no :60F:", format!("{HEAD}{TAIL}").replace(":60F:C240102EUR0,00\n", "")),
        ("no :62F:", HEAD.to_owned()),
        ("an entry before :60F:", format!(":20:M\n{entry}")),
        ("an entry behind :62F:", format!("{HEAD}:62F:C240102EUR0,00\n{entry}-\n")),
        ("two :60F:", format!("{HEAD}:60F:C240102EUR0,00\n{TAIL}")),
        ("another currency", format!("{HEAD}:62F:C240102USD0,00\n-\n")),
        ("one cent", format!("{HEAD}{entry}:62F:C240102EUR1,01\n-\n")),
        ("30 February", format!("{HEAD}:62F:C240230EUR0,00\n-\n")),
        ("a negative balance", format!("{HEAD}:62F:C240102EUR-5,00\n-\n")),
        ("MT941", format!("{{1:F01}}{{2:O9410000}}{{4:\n{HEAD}{TAIL}")),
        ("MT103", format!("{{1:F01}}{{2:I103XXXX}}{{4:\n{HEAD}{TAIL}")),
        ("NUL bytes", format!("{HEAD}\0\0:61:240102C1,00NTRF\0REF\n:62F:C240102EUR1,00\n-\n")),
        ("only a header", "ABNANL2A\n940\n:20:".to_owned()),
        ("a long reference", format!("{HEAD}:61:240102C1,00NTRFA//{}\n", "9".repeat(65))),
    ];

    let told: Vec<String> = files
        .iter()
        .map(|(what, file)| {
            let reading = read(file.as_bytes());
            let findings: Vec<String> = reading.findings.iter().map(ToString::to_string).collect();
            format!("{what}: {} {}", reading.statements.len(), findings.join("; "))
        })
        .collect();

    assert_snapshot!(told.join("\n"), @r#"
    nothing: 1 
    no :20:: 0 MISSING_ELEMENT at :25:, line 1: the reference of the message (:20:) is missing
    no :25:: 0 MISSING_ELEMENT at :20:, line 1: the number of the account (:25:) is missing
    no :60F:: 0 MISSING_ELEMENT at :20:, line 1: the opening balance (:60F: or :60M:) is missing
    no :62F:: 0 MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    an entry before :60F:: 0 MISSING_ELEMENT at :61:, line 2: an entry before the opening balance (:60F:) or the currency (:34F:); MISSING_ELEMENT at :20:, line 1: the number of the account (:25:) is missing; MISSING_ELEMENT at :20:, line 1: the opening balance (:60F: or :60M:) is missing; MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    an entry behind :62F:: 1 INVALID_TAG at :61:, line 6: an entry behind the closing balance
    two :60F:: 1 DUPLICATE_ELEMENT at :60F:, line 5: said twice where once is allowed
    another currency: 0 WRONG_CURRENCY at :20:, line 1: USD where the account is kept in EUR
    one cent: 0 UNBALANCED at :20:, line 1: opening 0.00 EUR, entries 1.00 EUR, closing 1.01 EUR: 0.01 EUR without an entry
    30 February: 0 INVALID_DATE at :62F:, line 5: "240230" is not a day of the calendar; MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    a negative balance: 0 INVALID_AMOUNT at :62F:, line 5: "-5,00" is not an amount: digits, a comma and digits are expected; MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    MT941: 1 WRONG_MESSAGE at file: MT941: it has balances without entries; MT940 has both
    MT103: 1 WRONG_MESSAGE at file: MT103: MT940 or MT942 is expected
    NUL bytes: 1 
    only a header: 0 MISSING_ELEMENT at :20:, line 3: the reference of the message (:20:) is missing; MISSING_ELEMENT at :20:, line 3: the number of the account (:25:) is missing; MISSING_ELEMENT at :20:, line 3: the opening balance (:60F: or :60M:) is missing; MISSING_ELEMENT at :20:, line 3: the closing balance (:62F: or :62M:) is missing
    a long reference: 0 REFERENCE_TOO_LONG at :61:, line 5: a reference of more than 64 characters: "9999999999999999999999999999999999999999…"; MISSING_ELEMENT at :20:, line 1: the closing balance (:62F: or :62M:) is missing
    "#);
}

/// What is no text in the encoding of its mapping is not guessed.
#[test]
fn bytes_that_are_no_text_are_refused() {
    let utf8 = b"Date,Amount,Details,Payer,Reference\n2024-01-02,1.00,\xFF,,\n";

    assert_eq!(codes(&read_with(utf8, &mappings())), ["INVALID_ENCODING"]);
}
