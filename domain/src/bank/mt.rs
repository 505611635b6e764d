//! MT940 and MT942, the customer statement messages of SWIFT.

use std::io::BufRead;

use super::finding::{Finding, FindingCode};
use super::format;
use super::statement::Item;

/// Whether a file that begins with `head` is a SWIFT message.
pub(super) fn begins(_head: &[u8]) -> bool {
    false
}

/// Reads a file item by item.
pub struct Reader<R: BufRead> {
    _input: R,
    findings: Vec<Finding>,
}

impl<R: BufRead> Reader<R> {
    /// A reader at the start of the file.
    #[must_use]
    pub fn new(input: R) -> Self {
        let unknown = Finding::error(FindingCode::UnknownFormat, "file", "not read yet");
        Self { _input: input, findings: vec![unknown] }
    }
}

impl<R: BufRead> format::Reader for Reader<R> {
    fn next_item(&mut self) -> Option<Item> {
        None
    }

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn format(&self) -> String {
        "MT940".to_owned()
    }
}
