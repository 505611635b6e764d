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
use std::io::BufRead;

use super::finding::{FINDINGS_LIMIT, Finding};
use super::format;
use super::statement::Item;
use super::xml::{Elements, Node};

/// Whether a file that begins with `head` is XML: `<` is its first character, in whatever encoding.
pub(super) fn begins(head: &[u8]) -> bool {
    let text = head.iter().copied().filter(|byte| !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    text.skip_while(u8::is_ascii_whitespace).next() == Some(b'<')
}

/// Reads a file item by item; holds one booked sum with its payments at a time.
pub struct Reader<R: BufRead> {
    /// Nothing once the document has ended or cannot be read on.
    elements: Option<Elements<R>>,
    message: Message,
}

impl<R: BufRead> Reader<R> {
    /// A reader at the start of the file.
    #[must_use]
    pub fn new(input: R) -> Self {
        let mut message = Message::default();
        let elements = Elements::new(input).map_err(|problem| message.break_off(problem, 1)).ok();
        Self { elements, message }
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

impl<R: BufRead> format::Reader for Reader<R> {
    fn next_item(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.message.ready.pop_front() {
                return Some(item);
            }
            if self.elements.is_none() {
                return None;
            }
            self.step();
            if self.message.findings.len() >= FINDINGS_LIMIT {
                self.message.findings.truncate(FINDINGS_LIMIT);
                self.elements = None;
            }
        }
    }

    fn findings(&self) -> &[Finding] {
        &self.message.findings
    }

    fn format(&self) -> String {
        "camt.053".to_owned()
    }
}
