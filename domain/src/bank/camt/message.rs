//! Where in the message reading is, and what that makes of an element.

use super::super::finding::{FindingCode, Problem};
use super::super::statement::{Item, Statement};
use super::super::xml::Tag;
use super::entry::EntryDraft;
use super::envelope::Envelope;
use super::family::Family;
use super::findings::Findings;
use super::leaf::Leaf;
use super::place::Counts;
use super::statement::{StatementDraft, is_later_page, is_not_last_page};
use super::sum::Sum;
use super::value::{self, set};

/// The message while it is read: what of it is open, and what came out of it.
#[derive(Default)]
pub(super) struct Message {
    /// What is wrong so far.
    pub(super) findings: Findings,
    /// What stands around it.
    pub(super) envelope: Envelope,
    /// How many elements are open.
    depth: usize,
    /// Where the message is open: how many elements are, it among them.
    opened: Option<(usize, Family)>,
    /// The open elements below the message: `Stmt/Ntry/Amt`.
    path: String,
    line: usize,
    counts: Counts,
    reference: Option<String>,
    is_page: bool,
    amount_currency: Option<String>,
    /// How many errors there were before the statement.
    earlier_errors: usize,
    statement: Option<StatementDraft>,
    entry: EntryDraft,
    /// The booked sum that ended, until all of its entries were handed out.
    sum: Option<Sum>,
    /// The statement that ended, until it was handed out.
    ended: Option<Statement>,
}

impl Message {
    /// What is whole and was not handed out yet.
    pub(super) fn next_item(&mut self) -> Option<Item> {
        if let Some(sum) = &mut self.sum {
            match sum.next() {
                Some(entry) => {
                    if let Some(statement) = &mut self.statement {
                        statement.add(&entry);
                    }
                    return Some(Item::Entry(entry));
                }
                None => self.sum = None,
            }
        }
        self.ended.take().map(Item::Statement)
    }

    /// An element begins.
    ///
    /// # Errors
    /// [`FindingCode::WrongMessage`]: there is nothing here to read.
    pub(super) fn open(&mut self, tag: &Tag<'_>, line: usize) -> Result<(), Problem> {
        self.line = line;
        self.depth += 1;
        if self.opened.is_some() {
            if !self.path.is_empty() {
                self.path.push('/');
            }
            self.path.push_str(plain(tag.name()));
            self.amount_currency = if tag.name() == "Amt" { tag.attribute("Ccy") } else { None };
            self.enter();
        } else if let Some(family) = self.envelope.open(tag, self.depth)? {
            self.opened = Some((self.depth, family));
            self.counts.begin_message(family);
            self.reference = None;
            self.is_page = false;
        }
        Ok(())
    }

    /// The innermost element ends; `leaf` is its text, when it has no elements.
    pub(super) fn close(&mut self, leaf: Option<&str>, line: usize) {
        self.line = line;
        match self.opened {
            Some((depth, _)) if depth == self.depth => {
                self.opened = None;
                self.envelope.close(depth);
            }
            Some(_) => {
                if let Some(text) = leaf {
                    self.take(text.trim());
                }
                self.leave();
                self.path.truncate(self.path.rfind('/').unwrap_or(0));
            }
            None => self.envelope.close(self.depth),
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// The document has ended as XML should. Was it what was asked for?
    pub(super) fn end(&mut self) {
        if self.counts.messages == 0 {
            let problem = self.envelope.wrong();
            self.report("", problem);
        } else if self.counts.statements == 0 {
            let problem = Problem::new(FindingCode::MissingElement, "there is no statement in the message");
            self.report(self.counts.element(), problem);
        }
    }

    /// From `line` on the document cannot be read.
    pub(super) fn break_off(&mut self, problem: Problem, line: usize) {
        self.line = if problem.code == FindingCode::NotXml { 1 } else { line };
        let is_other = self.envelope.is_foreign() && problem.code == FindingCode::XmlMalformed;
        if is_other { self.end() } else { self.report("", problem) }
    }

    /// The path below the open statement: `Ntry/Amt`.
    fn below(&self) -> Option<&str> {
        let rest = self.path.strip_prefix(self.counts.element())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    }

    fn enter(&mut self) {
        match self.below() {
            Some("") => {
                self.counts.begin_statement();
                self.earlier_errors = self.findings.errors();
                let place = self.counts.place(&self.path, "", self.line);
                self.statement = self.opened.map(|(_, family)| StatementDraft::new(family, place, self.is_page));
            }
            Some("Bal") => self.counts.balances += 1,
            Some("Ntry") => {
                self.counts.begin_entry();
                let currency = self.statement.as_mut().and_then(StatementDraft::begin_entry);
                self.entry = EntryDraft::new(self.counts.path(&self.path), self.line, currency);
            }
            Some("Ntry/NtryDtls/TxDtls") => {
                self.counts.payments += 1;
                self.entry.begin_payment("NtryDtls/TxDtls", self.line);
            }
            // Version 01.
            Some("Ntry/TxDtls") => {
                self.counts.payments += 1;
                self.entry.begin_payment("TxDtls", self.line);
            }
            Some("Ntry/NtryDtls/TxDtls/RtrInf" | "Ntry/TxDtls/RtrInf") => self.entry.begin_return(),
            _ => {}
        }
    }

    /// A leaf ends: what it says goes to what it stands in.
    fn take(&mut self, text: &str) {
        let leaf = Leaf { text, currency: self.amount_currency.as_deref() };
        let element = self.counts.element();
        let below = self.path.strip_prefix(element).and_then(|rest| rest.strip_prefix('/'));
        let outcome = match below {
            Some(path) => match path.strip_prefix("Ntry/") {
                Some(path) => {
                    let outcome = self.entry.set(path, &leaf);
                    self.entry.is_broken |= outcome.as_ref().is_err_and(Problem::is_error);
                    outcome
                }
                None => self.statement.as_mut().map_or(Ok(()), |statement| statement.set(path, &leaf)),
            },
            None => match self.path.as_str() {
                "GrpHdr/MsgId" => value::reference(text).and_then(|reference| set(&mut self.reference, reference)),
                "GrpHdr/MsgPgntn/PgNb" => {
                    self.is_page |= is_later_page(text);
                    Ok(())
                }
                "GrpHdr/MsgPgntn/LastPgInd" => {
                    self.is_page |= is_not_last_page(text);
                    Ok(())
                }
                _ => Ok(()),
            },
        };
        if let Err(problem) = outcome {
            self.report("", problem);
        }
    }

    fn leave(&mut self) {
        match self.below() {
            Some("Bal") => {
                let outcome = self.statement.as_mut().map(|statement| statement.end_balance(self.counts.balances));
                if let Some(Err((below, problem))) = outcome {
                    self.report(below, problem);
                }
            }
            Some("Ntry/NtryDtls") => self.entry.end_group(),
            Some("Ntry/NtryDtls/TxDtls" | "Ntry/TxDtls") => {
                let own_account = self.statement.as_ref().map_or("", StatementDraft::own_account);
                if let Err(problem) = self.entry.end_payment(own_account) {
                    self.entry.is_broken = true;
                    self.report("", problem);
                }
            }
            Some("Ntry") => self.close_entry(),
            Some("") => self.close_statement(),
            _ => {}
        }
    }

    fn close_entry(&mut self) {
        let entry = std::mem::take(&mut self.entry);
        let Some(statement) = self.statement.as_mut().filter(|_| !entry.is_broken) else { return };
        let (sum, problems) = entry.finish(statement);
        self.sum = sum;
        for (name, problem) in problems {
            self.report(name, problem);
        }
    }

    /// The statement is whole: do its entries explain its balances? After an error others would follow from it: an entry
    /// that could not be read is missing in the sum.
    fn close_statement(&mut self) {
        let Some(draft) = self.statement.take() else { return };
        if self.findings.errors() > self.earlier_errors {
            return;
        }
        let ending = draft.finish(self.reference.clone(), self.counts.entries);
        for (below, problem) in ending.problems {
            self.report(&below, problem);
        }
        self.ended = ending.statement;
    }

    fn report(&mut self, below: &str, problem: Problem) {
        let place = self.counts.place(&self.path, below, self.line);
        self.findings.push(problem.at(place));
    }
}

/// What an element is called, when it can be one of ISO 20022.
fn plain(name: &str) -> &str {
    let is_plain = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if is_plain { name } else { "*" }
}
