//! A file from a bank, read to its end.

use domain::bank::finding::Finding;
use domain::bank::format;
use domain::bank::mapping::BankCsvMapping;
use domain::bank::statement::{Entry, Item, Statement};

/// What a file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Each statement with its entries, in the order of the file.
    pub statements: Vec<(Statement, Vec<Entry>)>,
    /// What is wrong or strange.
    pub findings: Vec<Finding>,
    /// What it turned out to be; empty when that is not known.
    pub format: String,
}

/// Reads a file without any saved mapping.
#[must_use]
pub fn read(bytes: &[u8]) -> Reading {
    read_with(bytes, &[])
}

/// Reads a file with these mappings saved.
#[must_use]
pub fn read_with(bytes: &[u8], mappings: &[BankCsvMapping]) -> Reading {
    let mut reader = match format::open(bytes, mappings) {
        Ok(reader) => reader,
        Err(findings) => return Reading { statements: Vec::new(), findings, format: String::new() },
    };
    let (mut statements, mut entries) = (Vec::new(), Vec::new());
    while let Some(item) = reader.next_item() {
        match item {
            Item::Entry(entry) => entries.push(entry),
            Item::Statement(statement) => statements.push((statement, std::mem::take(&mut entries))),
        }
    }
    Reading { statements, findings: reader.findings().to_vec(), format: reader.format() }
}
