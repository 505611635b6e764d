//! Where in the file reading is, and what that makes of a field.

use std::collections::VecDeque;

use super::super::finding::{FINDINGS_LIMIT, Finding, FindingCode, Problem, excerpt};
use super::super::statement::{Item, StatementKind};
use super::entry::EntryDraft;
use super::fields::{Field, Piece};
use super::statement::StatementDraft;

/// Warnings kept of one file; errors have the rest of the findings.
const WARNINGS: usize = 20;

/// The file while it is read: what of it is open, and what came out of it.
#[derive(Default)]
pub(super) struct Message {
    /// Items that are whole.
    pub(super) ready: VecDeque<Item>,
    /// What is wrong or strange so far.
    pub(super) findings: Vec<Finding>,
    /// What the messages that come now say they are.
    declared: Option<StatementKind>,
    statement: Option<StatementDraft>,
    entry: Option<EntryDraft>,
    /// The lines of the entry's `:86:`.
    information: Vec<String>,
    statements: usize,
    has_statement: bool,
    has_report: bool,
}

impl Message {
    /// What a file of these messages is called.
    pub(super) fn format(&self) -> &'static str {
        if self.has_report && !self.has_statement { "MT942" } else { "MT940" }
    }

    /// The next piece of the file.
    pub(super) fn take(&mut self, piece: &Piece) {
        match piece {
            Piece::Begin(kind) => self.begin(kind),
            Piece::End => self.end_statement(),
            Piece::Stray(text) => self.stray(text),
            Piece::Field(field) => {
                if let Err(problem) = self.field(field) {
                    self.report(problem.at(field.place()));
                }
            }
        }
    }

    /// The file has come to its end.
    pub(super) fn end(&mut self) {
        self.end_statement();
        if self.statements == 0 && self.findings.is_empty() {
            let finding = Finding::error(FindingCode::MissingElement, "file", "there is no statement in the file");
            self.report(finding);
        }
    }

    /// From `line` on the file cannot be read.
    pub(super) fn break_off(&mut self, problem: Problem, line: usize) {
        self.report(problem.at(format!("line {line}")));
    }

    /// Whether there is no room for another finding, so that reading on finds out nothing.
    pub(super) fn is_full(&self) -> bool {
        self.findings.len() >= FINDINGS_LIMIT
    }

    /// A message of a type begins.
    fn begin(&mut self, kind: &str) {
        self.end_statement();
        self.declared = match kind {
            "940" | "950" => Some(StatementKind::Statement),
            "942" => Some(StatementKind::Report),
            other => {
                let why = if other == "941" {
                    "it has balances without entries; MT940 has both"
                } else {
                    "MT940 or MT942 is expected"
                };
                self.report(Finding::error(FindingCode::WrongMessage, "file", format!("MT{other}: {why}")));
                None
            }
        };
    }

    fn field(&mut self, field: &Field) -> Result<(), Problem> {
        match field.tag.as_str() {
            "940" | "941" | "942" | "950" => self.begin(&field.tag),
            "20" => {
                self.end_statement();
                self.statement(field).set(field)?;
            }
            "61" => return self.entry(field),
            "86" => self.information(field),
            "21" | "25" | "25P" | "28" | "28C" | "13" | "13D" | "34F" | "60F" | "60M" | "62F" | "62M" | "64" | "65"
            | "90D" | "90C" => {
                self.end_entry();
                if self.begins_next(&field.tag) {
                    let next = self.statement.as_ref().map(|before| before.next(field.place()));
                    self.end_statement();
                    self.statement = next;
                }
                self.statement(field).set(field)?;
            }
            tag => {
                self.end_entry();
                let message = format!("the tag :{tag}: is not known and was left out");
                self.warn_once(Finding::warning(FindingCode::NotUnderstood, field.place(), message));
            }
        }
        Ok(())
    }

    /// The statement a field belongs to; one begins where none is open.
    fn statement(&mut self, field: &Field) -> &mut StatementDraft {
        let declared = self.declared;
        self.statement.get_or_insert_with(|| StatementDraft::new(field.place(), declared))
    }

    /// Whether a field is of the next statement although no `:20:` was there.
    fn begins_next(&self, tag: &str) -> bool {
        let is_closed = self.statement.as_ref().is_some_and(StatementDraft::is_closed);
        is_closed && matches!(tag, "25" | "25P" | "28" | "28C" | "60F" | "60M")
    }

    fn entry(&mut self, field: &Field) -> Result<(), Problem> {
        self.end_entry();
        let statement = self.statement(field);
        if statement.is_closed() {
            return Err(Problem::new(FindingCode::InvalidTag, "an entry behind the closing balance"));
        }
        let Some(currency) = statement.currency() else {
            let message = "an entry before the opening balance (:60F:) or the currency (:34F:)";
            return Err(Problem::new(FindingCode::MissingElement, message));
        };
        self.entry = EntryDraft::read(&field.text(), field.place(), currency)?;
        Ok(())
    }

    /// `:86:` is of the entry before it. Behind the closing balance it is of the whole statement and not needed.
    fn information(&mut self, field: &Field) {
        if self.entry.is_some() {
            // Said again, it goes on.
            if self.information.is_empty() {
                self.information = field.text();
            } else if self.information.len() < 100 {
                self.information.extend(field.text().into_iter().take(100));
            }
        } else if self.statement.as_ref().is_none_or(|it| !it.is_closed() && !it.has_entries()) {
            let message = "information that is of no entry was left out";
            self.warn_once(Finding::warning(FindingCode::NotUnderstood, field.place(), message));
        }
    }

    fn end_entry(&mut self) {
        let information = std::mem::take(&mut self.information);
        if let Some((entry, statement)) = self.entry.take().zip(self.statement.as_mut()) {
            let entry = entry.finish(&information);
            statement.add(&entry);
            self.ready.push_back(Item::Entry(entry));
        }
    }

    fn end_statement(&mut self) {
        self.end_entry();
        let Some(statement) = self.statement.take() else { return };
        self.statements += 1;
        match statement.finish() {
            Ok((statement, warnings)) => {
                self.has_statement |= statement.kind == StatementKind::Statement;
                self.has_report |= statement.kind == StatementKind::Report;
                self.ready.push_back(Item::Statement(statement));
                warnings.into_iter().for_each(|warning| self.report(warning));
            }
            Err(findings) => findings.into_iter().for_each(|finding| self.report(finding)),
        }
    }

    /// A line of no field: banks put their name above a message. Anything longer may be what somebody misses.
    fn stray(&mut self, text: &str) {
        if text.chars().count() > 24 {
            let message = format!("{} belongs to no tag and was left out", excerpt(text));
            self.warn_once(Finding::warning(FindingCode::NotUnderstood, "file", message));
        }
    }

    /// Says the same of one file once.
    fn warn_once(&mut self, finding: Finding) {
        if !self.findings.iter().any(|known| known.message == finding.message) {
            self.report(finding);
        }
    }

    /// Warnings leave room for errors, so that reading always goes on to the end of a file without one.
    fn report(&mut self, finding: Finding) {
        let has_room = if finding.is_error() {
            !self.is_full()
        } else {
            self.findings.iter().filter(|it| !it.is_error()).count() < WARNINGS
        };
        if has_room && !self.is_full() {
            self.findings.push(finding);
        }
    }
}
