//! camt.053, the bank-to-customer statement of ISO 20022, versions 02 to 13.
//!
//! Elements are known by their local names, so one reader serves every version
//! and every namespace prefix; what a version adds and nobody needs is skipped.
//! A `Document` may stand in an envelope (a business application header), and
//! there may be several statements in it.
//!
//! | asked of a statement | where the file says it |
//! |---|---|
//! | account | `Acct/Id`, an IBAN or another number; `Acct/Ccy`, else the currency of the opening balance |
//! | opening balance | `OPBD`, else `PRCD`, else the first `ITBD` |
//! | closing balance | `CLBD`, else the last `ITBD` |
//! | `opening + credits − debits = closing` | over entries with status `BOOK` |
//! | number of entries | `TxsSummry/TtlNtries/NbOfNtries`, where said and not split over pages |
//!
//! Of several balances of a kind (a statement of several days) the first day's
//! opens and the last day's closes. **A page is a statement of its own**: each
//! must have balances that its own entries explain, as pages with interim
//! balances (`ITBD`) do; pages that all repeat the balances of the whole are
//! refused as unbalanced rather than put together by guess. A statement without
//! either balance is refused too: nothing would show that it is complete.
//!
//! `CdtDbtInd` is the direction of the entry itself, also with `RvslInd`: a debit
//! with `RvslInd` takes back an earlier credit (message definition report,
//! `ReversalIndicator`), so balances add up without a special case.
//!
//! Source: ISO 20022 message definitions camt.053.001.02 … camt.053.001.13.

mod entry;
mod message;
mod payment;
mod place;
mod statement;
mod value;

use self::message::Message;
use super::finding::{FINDINGS_LIMIT, Finding, FindingCode, Problem};
use super::statement::{Entry, Statement};
use super::xml::{Elements, Node};

/// Reads a whole file.
///
/// - `bytes`: the file, in any encoding that its byte order mark or XML declaration names
///
/// Returns the statements in the order of the file.
///
/// # Errors
/// All findings, at most [`FINDINGS_LIMIT`], in the order of the file. Reading
/// ends at once where XML is malformed and where the message is another.
///
/// # Source
/// Issue A (bank in, first format); domain.md 3.6.
pub fn read(bytes: &[u8]) -> Result<Vec<Statement>, Vec<Finding>> {
    let mut reader = Reader::new(bytes);
    let mut statements: Vec<Statement> = Vec::new();
    while let Some(item) = reader.next_item()? {
        match item {
            Item::Statement(statement) => statements.push(statement),
            Item::Entry(entry) => {
                if let Some(statement) = statements.last_mut() {
                    statement.entries.push(entry);
                }
            }
        }
    }
    Ok(statements)
}

/// A piece of a file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A statement begins; its entries follow one by one.
    Statement(Statement),
    /// An entry of the statement that began last.
    Entry(Entry),
}

/// Reads a file item by item; holds one booked sum with its payments at a time.
pub struct Reader<'a> {
    /// Nothing once the document has ended or cannot be read on.
    elements: Option<Elements<'a>>,
    message: Message,
}

impl<'a> Reader<'a> {
    /// A reader at the start of the file; see [`read`].
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        let mut message = Message::default();
        let elements = if bytes.trim_ascii().is_empty() {
            Err(Problem::new(FindingCode::EmptyFile, "the file has no content"))
        } else {
            Elements::new(bytes)
        };
        let elements = elements.map_err(|problem| message.break_off(problem, 1)).ok();
        Self { elements, message }
    }

    /// The next item; `None` at the end of a file without a finding. Items are
    /// to be acted on only then: a later element may spoil the whole file.
    ///
    /// # Errors
    /// See [`read`].
    pub fn next_item(&mut self) -> Result<Option<Item>, Vec<Finding>> {
        loop {
            if self.message.findings.is_empty()
                && let Some(item) = self.message.ready.pop_front()
            {
                return Ok(Some(item));
            }
            self.message.ready.clear();
            if self.elements.is_none() || self.message.findings.len() >= FINDINGS_LIMIT {
                self.elements = None;
                let mut findings = std::mem::take(&mut self.message.findings);
                findings.truncate(FINDINGS_LIMIT);
                return if findings.is_empty() { Ok(None) } else { Err(findings) };
            }
            self.step();
        }
    }

    /// Reads on to the next node of the file.
    fn step(&mut self) {
        let Some(elements) = &mut self.elements else { return };
        let outcome = match elements.next() {
            Ok((Node::Open(tag), line)) => self.message.open(&tag, line),
            Ok((Node::Close(leaf), line)) => {
                self.message.close(leaf, line);
                return;
            }
            Ok((Node::Other, _)) => return,
            Ok((Node::End, _)) => {
                self.message.end();
                self.elements = None;
                return;
            }
            Err(problem) => Err(problem),
        };
        if let Err(problem) = outcome {
            self.message.break_off(problem, elements.line());
            self.elements = None;
        }
    }
}
