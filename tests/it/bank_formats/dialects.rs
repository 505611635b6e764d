//! One file of each dialect, and all that is read from it.

use insta::assert_snapshot;
use tests::bank_reading::{read, read_with};

use super::layouts::mappings;
use super::told;

macro_rules! fixtures {
    ($($name:literal),+ $(,)?) => {
        [$(($name, include_bytes!(concat!("../../fixtures/bank/", $name)).as_slice())),+]
    };
}

/// Reviewed by eye: every line is what a person reads in the file.
#[test]
fn every_dialect_is_read() {
    let swift = fixtures![
        "mt940_subfields.txt",
        "mt940_polish.txt",
        "mt940_keys.txt",
        "mt940_free.txt",
        "mt940_pages.txt",
        "mt940_reversals.txt",
        "mt942_report.txt",
    ];
    let rows = fixtures!["csv_signed.csv", "csv_german.csv", "csv_newest_first.csv", "csv_words.csv"];

    let mut all = String::new();
    for (name, bytes) in swift {
        all += &format!("── {name}: {}\n", told(&read(bytes)));
    }
    for (name, bytes) in rows {
        all += &format!("── {name}: {}\n", told(&read_with(bytes, &mappings())));
    }

    assert_snapshot!("dialects", all);
}

/// How lines end, and what encodes them, is no part of what they say.
#[test]
fn line_ends_and_encodings_make_no_difference() {
    let plain = include_str!("../../fixtures/bank/mt940_reversals.txt").replace("Top-up", "Café Müller");
    let as_it_is = told(&read(plain.as_bytes()));

    let latin: Vec<u8> = plain.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let others = [
        plain.replace('\n', "\r\n").into_bytes(),
        plain.replace('\n', "\r").into_bytes(),
        format!("\u{FEFF}{plain}").into_bytes(),
        plain.replace('\n', "  \r\n").into_bytes(),
        latin,
    ];

    assert!(as_it_is.contains("Café Müller"));
    for other in others {
        assert_eq!(told(&read(&other)), as_it_is);
    }
}
