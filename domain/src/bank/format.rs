//! Which format a file is in, and who reads it.
//!
//! | it begins with | it is read by |
//! |---|---|
//! | `<`, or a byte order mark and `<` | `camt.rs`: camt.052, camt.053, camt.054 |
//! | `{1:`, `:20:`, or a SWIFT tag within its first lines | `mt.rs`: MT940, MT942 |
//! | anything else | `csv.rs`, by the one saved mapping that fits its header |
//!
//! A reader holds one booked sum with its payments at a time, never the file.

use std::io::BufRead;

use super::finding::{Finding, FindingCode};
use super::mapping::BankCsvMapping;
use super::statement::Item;
use super::{camt, csv, mt};

/// Bytes at the start of a file that tell its format.
const HEAD: usize = 1_024;

/// What reads one format.
///
/// What it yields counts only once the file has come to its end without an error
/// among the findings: a later line may spoil the whole file.
pub trait Reader {
    /// The next item; nothing at the end, and where the file cannot be read on.
    fn next_item(&mut self) -> Option<Item>;

    /// What was found wrong or strange so far; at most [`FINDINGS_LIMIT`](super::finding::FINDINGS_LIMIT).
    fn findings(&self) -> &[Finding];

    /// What the file turned out to be: `camt.053.001.08`, `MT940`, `CSV`. At most 40 characters; final at the end.
    fn format(&self) -> String;
}

/// Chooses the reader of a file.
///
/// - `input`: the file from its first byte; its buffer has at least 1 024 bytes unless the file is shorter
/// - `mappings`: every saved mapping that is in use, with the number and currency of its bank account
///
/// # Errors
/// [`FindingCode::EmptyFile`]; [`FindingCode::UnknownFormat`] and others of a CSV file without its mapping.
pub fn open<'a>(
    mut input: impl BufRead + 'a,
    mappings: &'a [BankCsvMapping],
) -> Result<Box<dyn Reader + 'a>, Vec<Finding>> {
    let unreadable = |_| vec![Finding::error(FindingCode::UnknownFormat, "file", "the file cannot be read")];
    let head = input.fill_buf().map_err(unreadable)?;
    let head = head.get(..HEAD).unwrap_or(head).to_vec();
    if head.trim_ascii().is_empty() {
        return Err(vec![Finding::error(FindingCode::EmptyFile, "file", "the file has no content")]);
    }
    if camt::begins(&head) {
        return Ok(Box::new(camt::Reader::new(input)));
    }
    if mt::begins(&head) {
        return Ok(Box::new(mt::Reader::new(input)));
    }
    let reader = csv::Reader::new(input, mappings).map_err(|finding| vec![finding])?;
    Ok(Box::new(reader))
}
