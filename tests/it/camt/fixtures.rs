//! Every fixture, in one table that is looked at when it changes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use domain::bank::statement::Direction;
use insta::assert_snapshot;
use schema::money::Money;
use tests::bank_reading::{Reading, read};

use super::told;

/// Each fixture of a camt message by its name.
fn fixtures() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/bank");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("camt"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap()))
        .collect();
    files.sort();
    files
}

/// What came in and what went out, of all that is booked.
fn sums(reading: &Reading) -> String {
    let booked = |statement: usize, direction: Direction| {
        let (statement, entries) = &reading.statements[statement];
        let sum = |sum: Money, amount: Money| sum.checked_add(amount).unwrap();
        let of = entries.iter().filter(|entry| entry.is_booked && entry.direction == direction);
        of.map(|entry| entry.amount).fold(Money::zero(statement.currency), sum)
    };
    let each = (0..reading.statements.len())
        .map(|at| format!("+{} -{}", booked(at, Direction::Credit), booked(at, Direction::Debit)));
    each.collect::<Vec<_>>().join("; ")
}

#[test]
fn every_fixture_is_read() {
    let mut text = String::new();
    for (name, file) in fixtures() {
        let reading = read(file.as_bytes());
        writeln!(text, "## {name}: {}, booked {}", reading.format, sums(&reading)).unwrap();
        writeln!(text, "{}\n", told(&reading)).unwrap();
    }
    assert_snapshot!("every_fixture", text);
}

/// The same file in other encodings, with and without a byte order mark, with other line ends: the same statements.
#[test]
fn every_fixture_says_the_same_in_every_encoding() {
    for (name, file) in fixtures() {
        // Names that Latin-1 has no letters for are written as references, as any program does.
        let ascii_or_latin: String = file
            .chars()
            .map(|c| if u32::from(c) < 256 { c.to_string() } else { format!("&#{};", u32::from(c)) })
            .collect();
        let expected = read(file.as_bytes());

        let latin = ascii_or_latin.replace("\"UTF-8\"", "\"ISO-8859-1\"");
        let latin: Vec<u8> = latin.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
        let wide = |text: &str, bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let utf16 = file.replace("\"UTF-8\"", "\"UTF-16\"");
        let marked = format!("\u{feff}{utf16}");
        let variants = [
            latin,
            wide(&marked, u16::to_le_bytes),
            wide(&marked, u16::to_be_bytes),
            wide(&utf16, u16::to_le_bytes),
            wide(&utf16, u16::to_be_bytes),
            format!("\u{feff}{file}").into_bytes(),
            file.replace('\n', "\r\n").into_bytes(),
            file.replace("\"UTF-8\"", "\"utf-16\"").into_bytes(),
        ];
        for (at, variant) in variants.iter().enumerate() {
            assert_eq!(read(variant), expected, "{name}, variant {at}");
        }
    }
}
