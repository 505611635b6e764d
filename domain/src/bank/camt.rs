//! camt.052, camt.053 and camt.054 of ISO 20022: what a bank tells of an account, in versions 01 to 13.
//!
//! Elements are known by their local names, so one reader serves every version
//! and every namespace prefix; what a version adds and nobody needs is skipped.
//! The message may stand in an envelope (a business application header), and
//! there may be several statements in it.
//!
//! | message | `Stmt` is called | what it is | balances |
//! |---|---|---|---|
//! | camt.053 | `Stmt` | [`Statement`](StatementKind::Statement) | both; without one it is read as a notification, with a warning |
//! | camt.054 | `Ntfctn` | [`Notification`](StatementKind::Notification) | not looked at |
//! | camt.052 | `Rpt` | [`Report`](StatementKind::Report) | both or none |
//!
//! | asked of a statement | where the file says it |
//! |---|---|
//! | account | `Acct/Id`, an IBAN or another number; of a notified virtual account, `RltdAcct/Id` |
//! | currency | `Acct/Ccy`, else that of the opening balance, else that of the first entry |
//! | opening balance | `OPBD`, else `PRCD`, else (not in a report) the first `ITBD` |
//! | closing balance | `CLBD`, else (not in a report) the last `ITBD` |
//! | `opening + credits − debits = closing` | over entries with status `BOOK`; of a report only a warning |
//! | number of entries | `TxsSummry/TtlNtries/NbOfNtries`, where said and not split over pages; a warning if balances agree |
//! | reference of an entry | `AcctSvcrRef` of the entry, which every message that reports it has; else of its payment |
//! | reference of a payment in a sum | its `Refs/AcctSvcrRef`, if each has another; else that of the sum and its number |
//! | a return | `RvslInd`, `RtrInf`, or a bank transaction code of returns: never the money of who pays |
//!
//! Of several balances of a kind (a statement of several days) the first day's
//! opens and the last day's closes. **A page is a statement of its own**: each
//! must have balances that its own entries explain, as pages with interim
//! balances (`ITBD`) do; pages that all repeat the balances of the whole are
//! refused as unbalanced rather than put together by guess.
//!
//! `CdtDbtInd` is the direction of the entry itself, also with `RvslInd`: a debit
//! with `RvslInd` takes back an earlier credit (message definition report,
//! `ReversalIndicator`), so balances add up without a special case.
//!
//! Source: ISO 20022 message definitions camt.052.001.01 … 13, camt.053.001.01 … 13, camt.054.001.01 … 13.

mod balance;
mod entry;
mod envelope;
mod family;
mod findings;
mod leaf;
mod message;
mod payment;
mod place;
mod statement;
mod sum;
mod value;

use self::message::Message;
use std::io::BufRead;

use super::finding::Finding;
use super::format;
use super::statement::Item;
#[cfg(doc)]
use super::statement::StatementKind;
use super::xml::{Elements, Node};

/// Whether a file that begins with `head` is XML: `<` is its first character, in whatever encoding.
pub(super) fn begins(head: &[u8]) -> bool {
    let mut text = head.iter().copied().filter(|byte| !matches!(byte, 0 | 0xEF | 0xBB | 0xBF | 0xFE | 0xFF));
    text.find(|byte| !byte.is_ascii_whitespace()) == Some(b'<')
}

/// Reads a file item by item; holds one booked sum with its payments at a time.
pub(super) struct Reader<R: BufRead> {
    /// Nothing once the document has ended or cannot be read on.
    elements: Option<Elements<R>>,
    message: Message,
}

impl<R: BufRead> Reader<R> {
    /// A reader at the start of the file.
    #[must_use]
    pub(super) fn new(input: R) -> Self {
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
            if let Some(item) = self.message.next_item() {
                return Some(item);
            }
            if self.message.findings.is_full() {
                self.elements = None;
            }
            self.elements.as_ref()?;
            self.step();
        }
    }

    fn findings(&self) -> &[Finding] {
        self.message.findings.all()
    }

    fn format(&self) -> String {
        self.message.envelope.format().to_owned()
    }
}
