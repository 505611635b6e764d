//! CSV files of banks, read by a mapping that somebody saved.

use std::io::BufRead;

use super::finding::{Finding, FindingCode};
use super::format;
use super::mapping::BankCsvMapping;
use super::statement::Item;

/// Reads a file item by item.
pub struct Reader<R: BufRead> {
    _input: R,
}

impl<R: BufRead> Reader<R> {
    /// A reader at the start of the file, by the one mapping that fits it.
    ///
    /// # Errors
    /// [`FindingCode::UnknownFormat`] when none fits, [`FindingCode::AmbiguousMapping`] when several do.
    pub fn new(_input: R, _mappings: &[BankCsvMapping]) -> Result<Self, Finding> {
        Err(Finding::error(FindingCode::UnknownFormat, "file", "neither XML nor a SWIFT message, and no mapping fits"))
    }
}

impl<R: BufRead> format::Reader for Reader<R> {
    fn next_item(&mut self) -> Option<Item> {
        None
    }

    fn findings(&self) -> &[Finding] {
        &[]
    }

    fn format(&self) -> String {
        "CSV".to_owned()
    }
}
