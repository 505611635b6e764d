//! MT940 and MT942, the customer statement messages of SWIFT, and MT950, which is MT940 without `:86:`.
//!
//! A file may have the blocks of the network around its messages (`{1:…}{2:…}{4: … -}`), header lines of a bank
//! (`ABNANL2A`, `940`), a `:940:`, a `-` behind a message, or nothing of it. Lines end as they like.
//!
//! | asked of a statement | where the file says it |
//! |---|---|
//! | reference of the message | `:20:`; where none follows a closing balance, that of the statement before |
//! | account | `:25:`, see `account` |
//! | reference, number | `:28C:` or `:28:`, `143/1`; 143 is the number, zero is none |
//! | opening, closing balance | `:60F:` or `:60M:`, `:62F:` or `:62M:`; **a page is a statement of its own** with interim balances |
//! | entries | `:61:`, each with the `:86:` that follows it |
//! | what it is | its type where the file says it; else `:34F:` without an opening balance is MT942 |
//!
//! The entries of an MT942 come again, booked, in an MT940: it is to look at only. Its counts and sums (`:90D:`,
//! `:90C:`) are compared and may warn. MT941 (balances alone) is refused in words. A tag that nobody knows is left out
//! with a warning, for money is in `:61:` alone and the balances show that none was missed.
//!
//! A field is UTF-8 when all of it is, else Windows-1252; so no text is ever replaced.
//!
//! **Why our own reader.** Of the libraries only `mt940` (crates.io) reads these files. It is small, well made and
//! stops where the standard stops: it parses a whole file in memory with a grammar, one deviation from it (a header
//! line, a blank before the type, a reference of 17 characters) fails all of the file with a position in the grammar, it
//! knows no MT942, and leaves `:86:`, where payers are, as a string; `mt940` files of the field deviate nearly always.
//! What is asked here — a gigabyte in little memory, dialects, and findings by line — would be written around it.
//!
//! Source: SWIFT Standards MT, Category 9 (MT940, MT941, MT942, MT950).

mod account;
mod entry;
mod fields;
mod information;
mod keyed;
mod labels;
mod lines;
mod message;
mod statement;
mod subfields;
mod value;

use std::io::BufRead;

use self::fields::Fields;
use self::message::Message;
use super::finding::Finding;
use super::format;
use super::statement::Item;

/// Lines among which the first tag must be.
const HEAD_LINES: usize = 12;

/// Whether a file that begins with `head` is a SWIFT message: a tag or a block begins one of its first lines.
pub(super) fn begins(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    head.split(|byte| matches!(byte, b'\r' | b'\n'))
        .filter(|line| !line.is_empty())
        .take(HEAD_LINES)
        .any(fields::begins)
}

/// Reads a file item by item; holds one entry at a time.
pub(super) struct Reader<R: BufRead> {
    /// Nothing once the file has ended or cannot be read on.
    fields: Option<Fields<R>>,
    message: Message,
}

impl<R: BufRead> Reader<R> {
    /// A reader at the start of the file.
    #[must_use]
    pub(super) fn new(input: R) -> Self {
        Self { fields: Some(Fields::new(input)), message: Message::default() }
    }

    /// Reads on to the next piece of the file.
    fn step(&mut self) {
        let Some(fields) = &mut self.fields else { return };
        match fields.next() {
            Ok(Some(piece)) => self.message.take(&piece),
            Ok(None) => {
                self.message.end();
                self.fields = None;
            }
            Err(problem) => {
                let line = fields.line();
                self.message.break_off(problem, line);
                self.fields = None;
            }
        }
        if self.message.is_full() {
            self.fields = None;
        }
    }
}

impl<R: BufRead> format::Reader for Reader<R> {
    fn next_item(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.message.ready.pop_front() {
                return Some(item);
            }
            self.fields.as_ref()?;
            self.step();
        }
    }

    fn findings(&self) -> &[Finding] {
        &self.message.findings
    }

    fn format(&self) -> String {
        self.message.format().to_owned()
    }
}
