//! Where in the message reading is, and what that makes of an element.

use std::collections::VecDeque;

use super::super::finding::{Finding, FindingCode, Problem, excerpt};
use super::super::statement::{Item, Statement, Tally};
use super::super::xml::Tag;
use super::entry::EntryDraft;
use super::payment::Leaf;
use super::place::Counts;
use super::statement::{StatementDraft, is_page};
use super::value::{self, set};

/// Versions read: camt.053.001.02 to camt.053.001.13.
const VERSIONS: std::ops::RangeInclusive<u8> = 2..=13;

/// The message while it is read: what of it is open, and what came out of it.
#[derive(Default)]
pub(super) struct Message {
    /// Items that are whole.
    pub(super) ready: VecDeque<Item>,
    /// What is wrong so far.
    pub(super) findings: Vec<Finding>,
    root: Option<String>,
    /// How many elements are open.
    depth: usize,
    /// How many of them are `Document` and what it stands in.
    document: Option<usize>,
    /// The open elements below `BkToCstmrStmt`: `Stmt/Ntry/Amt`.
    path: String,
    line: usize,
    counts: Counts,
    reference: Option<String>,
    is_page: bool,
    amount_currency: Option<String>,
    /// How many findings there were before the statement.
    earlier_findings: usize,
    /// The statement up to its first entry.
    statement: Option<StatementDraft>,
    /// The statement from its first entry on.
    opened: Option<Opened>,
    entry: EntryDraft,
}

/// What must be remembered of a statement while its entries are read.
struct Opened {
    /// Without entries.
    statement: Statement,
    announced: Option<usize>,
    tally: Tally,
}

impl Message {
    /// An element begins.
    ///
    /// # Errors
    /// [`FindingCode::WrongMessage`]: there is nothing here to read.
    pub(super) fn open(&mut self, tag: &Tag<'_>, line: usize) -> Result<(), Problem> {
        self.line = line;
        self.depth += 1;
        match self.document {
            None => {
                self.root.get_or_insert_with(|| tag.name().to_owned());
                if tag.name() == "Document" {
                    self.document = Some(self.depth);
                    check_namespace(tag)?;
                }
            }
            Some(document) if self.depth == document + 1 => {
                check_namespace(tag)?;
                if tag.name() != "BkToCstmrStmt" {
                    return Err(wrong_message(tag.name()));
                }
                self.counts.begin_message();
                self.reference = None;
                self.is_page = false;
            }
            Some(_) => {
                if !self.path.is_empty() {
                    self.path.push('/');
                }
                self.path.push_str(plain(tag.name()));
                self.amount_currency = if tag.name() == "Amt" { tag.attribute("Ccy") } else { None };
                self.enter();
            }
        }
        Ok(())
    }

    /// The innermost element ends; `leaf` is its text, when it has no elements.
    pub(super) fn close(&mut self, leaf: Option<&str>, line: usize) {
        self.line = line;
        if self.document == Some(self.depth) {
            self.document = None;
        } else if self.document.is_some_and(|document| self.depth > document + 1) {
            if let Some(text) = leaf {
                self.take(text.trim());
            }
            self.leave();
            self.path.truncate(self.path.rfind('/').unwrap_or(0));
        }
        self.depth = self.depth.saturating_sub(1);
    }

    /// The document has ended as XML should. Was it what was asked for?
    pub(super) fn end(&mut self) {
        if self.counts.messages == 0 {
            let root = self.root.clone().unwrap_or_default();
            self.report("", wrong_message(&root));
        } else if self.counts.statements == 0 {
            self.report("Stmt", Problem::new(FindingCode::MissingElement, "there is no statement in the message"));
        }
    }

    /// From `line` on the document cannot be read.
    pub(super) fn break_off(&mut self, problem: Problem, line: usize) {
        self.line = if problem.code == FindingCode::NotXml { 1 } else { line };
        let is_other = self.counts.messages == 0 && self.root.as_deref().is_some_and(|root| root != "Document");
        if is_other && problem.code == FindingCode::XmlMalformed { self.end() } else { self.report("", problem) }
    }

    fn enter(&mut self) {
        match self.path.as_str() {
            "Stmt" => {
                self.counts.begin_statement();
                self.earlier_findings = self.findings.len();
                self.statement = Some(StatementDraft::default());
                self.opened = None;
            }
            "Stmt/Bal" => {
                self.counts.balances += 1;
                if let Some(statement) = &mut self.statement {
                    statement.begin_balance();
                }
            }
            "Stmt/Ntry" => {
                self.open_statement();
                self.counts.begin_entry();
                self.entry = EntryDraft::new(self.counts.place(&self.path, "", self.line));
            }
            "Stmt/Ntry/NtryDtls" => self.entry.begin_group(),
            "Stmt/Ntry/NtryDtls/TxDtls" => {
                self.counts.payments += 1;
                self.entry.begin_payment(self.counts.place(&self.path, "", self.line));
            }
            _ => {}
        }
    }

    /// A leaf ends: what it says goes to what it stands in.
    fn take(&mut self, text: &str) {
        let account_currency = self.opened.as_ref().map(|opened| opened.statement.currency);
        let leaf = Leaf { text, currency: self.amount_currency.as_deref(), account_currency };
        let outcome = if let Some(path) = self.path.strip_prefix("Stmt/Ntry/") {
            let outcome = self.entry.set(path, &leaf);
            self.entry.is_broken |= outcome.is_err();
            outcome
        } else if let Some(path) = self.path.strip_prefix("Stmt/") {
            self.statement.as_mut().map_or(Ok(()), |statement| statement.set(path, &leaf))
        } else if self.path == "GrpHdr/MsgId" {
            value::reference(text).and_then(|reference| set(&mut self.reference, reference))
        } else {
            self.is_page |= self.path.starts_with("GrpHdr/MsgPgntn/") && is_page(&self.path, text);
            Ok(())
        };
        if let Err(problem) = outcome {
            self.report("", problem);
        }
    }

    fn leave(&mut self) {
        match self.path.as_str() {
            "Stmt/Bal" => {
                let outcome = self.statement.as_mut().map(|statement| statement.end_balance(self.counts.balances));
                if let Some(Err((below, problem))) = outcome {
                    self.report(below, problem);
                }
            }
            "Stmt/Ntry/NtryDtls" => self.entry.end_group(),
            "Stmt/Ntry" => self.close_entry(),
            "Stmt" => self.close_statement(),
            _ => {}
        }
    }

    /// What stands before the first entry is whole.
    fn open_statement(&mut self) {
        let Some(draft) = self.statement.take().filter(|_| self.is_sound()) else { return };
        let is_page = draft.is_page || self.is_page;
        let announced = draft.announced.filter(|_| !is_page);
        match draft.finish(self.counts.place("Stmt", "", self.line), self.reference.clone()) {
            Ok(statement) => {
                let tally = Tally::new(statement.currency);
                self.opened = Some(Opened { statement, announced, tally });
            }
            Err(problems) => {
                for (below, problem) in problems {
                    let place = self.counts.place("Stmt", &below, self.line);
                    self.findings.push(problem.at(place));
                }
            }
        }
    }

    fn close_entry(&mut self) {
        let entry = std::mem::take(&mut self.entry);
        let Some(opened) = self.opened.as_mut().filter(|_| !entry.is_broken) else { return };
        match entry.finish(opened.statement.closing.and_then(|closing| closing.on)) {
            Ok(entries) => {
                for entry in entries {
                    opened.tally.add(&entry);
                    self.ready.push_back(Item::Entry(entry));
                }
            }
            Err(missing) => {
                for name in missing {
                    self.report(name, Problem::new(FindingCode::MissingElement, "the entry does not say it"));
                }
            }
        }
    }

    /// The statement is whole: do its entries explain its balances?
    fn close_statement(&mut self) {
        self.open_statement();
        let Some(opened) = self.opened.take().filter(|_| self.is_sound()) else { return };
        if let Some(announced) = opened.announced.filter(|announced| *announced != self.counts.entries) {
            let message = format!("{announced} entries are announced, {} are there", self.counts.entries);
            self.report("TxsSummry/TtlNtries/NbOfNtries", Problem::new(FindingCode::EntryCountDiffers, message));
        }
        let Opened { statement, tally, .. } = opened;
        if let (Some(opening), Some(closing)) = (statement.opening, statement.closing)
            && let Err(problem) = tally.check(opening, closing)
        {
            self.report("", problem);
        }
        self.ready.push_back(Item::Statement(Statement { entries: tally.entries, ..statement }));
    }

    /// Nothing is wrong in this statement so far. After a finding others would
    /// follow from it: a balance is missing, the sum is another.
    fn is_sound(&self) -> bool {
        self.findings.len() == self.earlier_findings
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

/// A namespace that names a message must name one that is read.
fn check_namespace(tag: &Tag<'_>) -> Result<(), Problem> {
    let namespace = tag.namespace().unwrap_or_default();
    let message = namespace.rsplit([':', '/']).next().unwrap_or_default();
    let Ok([area, number, variant, version]) = <[&str; 4]>::try_from(message.split('.').collect::<Vec<_>>()) else {
        return Ok(());
    };
    let is_known = version.parse().is_ok_and(|version| VERSIONS.contains(&version));
    if (area, number, variant, is_known) == ("camt", "053", "001", true) { Ok(()) } else { Err(wrong_message(message)) }
}

fn wrong_message(found: &str) -> Problem {
    let message = format!("{} is not a statement that is read: camt.053.001.02 to camt.053.001.13 are", excerpt(found));
    Problem::new(FindingCode::WrongMessage, message)
}
