//! CSV files of banks, read by the one mapping that somebody saved for them.
//!
//! | asked | where the file says it |
//! |---|---|
//! | account, currency | nowhere: the mapping is of one bank account; a currency column is compared with it |
//! | which mapping | the one all of whose columns are in the header, each once; none and several are refused |
//! | balances | the column of balances, where there is one: opening is the first balance less its amount, and each row is checked |
//! | order of rows | oldest or newest first, whichever the balances follow |
//! | reference of the statement | its first and last day |
//!
//! Without a column of balances nothing shows that a row is missing: the rows are a notification.
//!
//! A row of neither date nor amount is a remark of the bank and left out with a warning. The `csv` crate takes rows
//! apart, `encoding_rs` decodes; both hold a row at a time, and a row of more than 64 KiB ends the reading.

mod balances;
mod decoded;
mod header;
mod row;
mod value;

use std::io::{BufRead, Chain, Cursor, Read};

use chrono::NaiveDate;
use csv::StringRecord;

use self::balances::Balances;
use self::decoded::Decoded;
use self::header::Header;
use self::row::Row;
use super::finding::{FINDINGS_LIMIT, Finding, FindingCode, Problem};
use super::format;
use super::mapping::BankCsvMapping;
use super::statement::{Entry, Item, Statement, StatementKind, Tally};

/// Bytes among which the header must end.
const HEAD: usize = 32 * 1024;

/// The rows of a file whose beginning was looked at.
type Rows<R> = csv::Reader<Decoded<Chain<Cursor<Vec<u8>>, R>>>;

/// Reads a file row by row.
pub(super) struct Reader<'m, R: BufRead> {
    /// Nothing once the file has ended or cannot be read on.
    rows: Option<Rows<R>>,
    saved: &'m BankCsvMapping,
    header: Header,
    record: StringRecord,
    /// Rows below the header.
    count: usize,
    balances: Option<Balances>,
    tally: Tally,
    days: Option<(NaiveDate, NaiveDate)>,
    findings: Vec<Finding>,
    /// The statement was given out.
    is_closed: bool,
}

impl<'m, R: BufRead> Reader<'m, R> {
    /// A reader at the start of the file, by the one mapping that fits it.
    ///
    /// # Errors
    /// [`FindingCode::UnknownFormat`] when none fits, [`FindingCode::AmbiguousMapping`] when several do.
    pub(super) fn new(mut input: R, mappings: &'m [BankCsvMapping]) -> Result<Self, Finding> {
        let head = head(&mut input)?;
        let (saved, header) = header::choose(&head, mappings)?;
        let all = Cursor::new(head).chain(input);
        let mapping = &saved.mapping;
        let mut rows = header::rows(Decoded::new(all, mapping.encoding, mapping.skip_lines), mapping);
        let mut record = StringRecord::new();
        // The header was read before, from the same bytes.
        let _is_read: csv::Result<bool> = rows.read_record(&mut record);
        let mut reader = Self {
            rows: Some(rows),
            saved,
            header,
            record,
            count: 0,
            balances: None,
            tally: Tally::new(saved.currency),
            days: None,
            findings: Vec::new(),
            is_closed: false,
        };
        reader.row_ended();
        Ok(reader)
    }

    fn row_ended(&mut self) {
        if let Some(rows) = &mut self.rows {
            rows.get_mut().row_ended();
        }
    }

    /// The next row, or nothing at the end of the file and where it cannot be read on.
    fn next_row(&mut self) -> Option<String> {
        let rows = self.rows.as_mut()?;
        let outcome = rows.read_record(&mut self.record);
        let place = format!("row {}", self.count + 1);
        match outcome {
            Ok(true) => {
                self.count += 1;
                self.row_ended();
                return Some(place);
            }
            Ok(false) => {}
            Err(error) => {
                let unreadable = || Problem::new(FindingCode::InvalidRow, format!("the row cannot be read: {error}"));
                let problem = rows.get_mut().take_problem().unwrap_or_else(unreadable);
                self.findings.push(problem.at(place));
            }
        }
        self.rows = None;
        None
    }

    /// The entry of a row; nothing for a remark, a row that moves nothing, and one that is wrong.
    fn entry(&mut self, place: String) -> Option<Entry> {
        match row::read(&self.record, place.clone(), &self.header, self.saved) {
            Err(problem) => self.findings.push(problem.at(place)),
            Ok(Row::Remark) => self.remark(place),
            Ok(Row::Booked(entry, step)) => {
                let follows = match (&mut self.balances, step) {
                    (Some(balances), Some(step)) => balances.follow(step),
                    (balances, step) => {
                        *balances = step.map(Balances::new);
                        true
                    }
                };
                if !follows {
                    let message = "the balance does not follow from the row before, whichever row is older";
                    self.findings.push(Finding::error(FindingCode::Unbalanced, place, message));
                    self.rows = None;
                }
                let (first, last) = self.days.unwrap_or((entry.booked_on, entry.booked_on));
                self.days = Some((first.min(entry.booked_on), last.max(entry.booked_on)));
                if entry.amount.is_positive() {
                    self.tally.add(&entry);
                    return Some(*entry);
                }
            }
        }
        if self.findings.len() >= FINDINGS_LIMIT {
            self.rows = None;
        }
        None
    }

    fn remark(&mut self, place: String) {
        if !self.findings.iter().any(|finding| finding.code == FindingCode::NotUnderstood) {
            let message = "a row of neither date nor amount was left out, and so were others like it";
            self.findings.push(Finding::warning(FindingCode::NotUnderstood, place, message));
        }
    }

    /// All rows as a statement.
    fn close(&mut self) -> Option<Statement> {
        if std::mem::replace(&mut self.is_closed, true) || self.findings.iter().any(Finding::is_error) {
            return None;
        }
        let Some((first, last)) = self.days else {
            let message = "the file has no rows below its header";
            self.findings.push(Finding::error(FindingCode::MissingElement, "file", message));
            return None;
        };
        let ends = self.balances.as_ref().and_then(Balances::ends);
        if let Some((opening, closing)) = ends
            && let Err(problem) = self.tally.check(opening, closing)
        {
            self.findings.push(problem.at("file"));
            return None;
        }
        let (opening, closing) = ends.unzip();
        Some(Statement {
            place: "file".to_owned(),
            kind: if ends.is_some() { StatementKind::Statement } else { StatementKind::Notification },
            message_reference: "CSV".to_owned(),
            reference: format!("{first}/{last}"),
            sequence: None,
            account_number: self.saved.account_number.clone(),
            currency: self.saved.currency,
            opening,
            closing,
            entries: self.tally.entries,
        })
    }
}

/// The first bytes of the file.
fn head(input: &mut impl BufRead) -> Result<Vec<u8>, Finding> {
    let unreadable = |_| Finding::error(FindingCode::UnknownFormat, "file", "the file cannot be read");
    let mut head = Vec::new();
    while head.len() < HEAD {
        let bytes = input.fill_buf().map_err(unreadable)?;
        if bytes.is_empty() {
            break;
        }
        let wanted = bytes.len().min(HEAD - head.len());
        head.extend(bytes.iter().take(wanted));
        input.consume(wanted);
    }
    Ok(head)
}

impl<R: BufRead> format::Reader for Reader<'_, R> {
    fn next_item(&mut self) -> Option<Item> {
        while let Some(place) = self.next_row() {
            if let Some(entry) = self.entry(place) {
                return Some(Item::Entry(entry));
            }
        }
        self.close().map(Item::Statement)
    }

    fn findings(&self) -> &[Finding] {
        &self.findings
    }

    fn format(&self) -> String {
        "CSV".to_owned()
    }
}
