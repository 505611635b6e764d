//! `Stmt`, `Rpt` or `Ntfctn`: one account, its balances and how its entries add up.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::NaiveDate;
use schema::money::Currency;

use super::super::finding::{FindingCode, Problem};
use super::super::remittance_number::RemittanceNumber;
use super::super::statement::{Balance, Entry, Statement, StatementKind, Tally};
use super::super::text;
use super::balance::{BalanceDraft, Balances, Booked};
use super::family::Family;
use super::leaf::Leaf;
use super::value::{self, set};

/// References of booked sums remembered of one statement.
const REFERENCES: usize = 200_000;

/// What is wrong, with its path below the statement.
type Problems = Vec<(String, Problem)>;

/// A statement while it is read.
pub(super) struct StatementDraft {
    family: Family,
    /// Where it begins.
    place: String,
    reference: Option<String>,
    electronic_sequence: Option<i64>,
    legal_sequence: Option<i64>,
    account: Numbers,
    parent: Numbers,
    stated_currency: Option<Currency>,
    /// The currency of its entries, once there was one.
    currency: Option<Currency>,
    created_on: Option<NaiveDate>,
    /// The number of entries it says it has.
    announced: Option<usize>,
    /// It is one of several pages.
    is_page: bool,
    balance: BalanceDraft,
    balances: Balances,
    tally: Option<Tally>,
    references: HashSet<u64>,
}

/// The numbers of one account.
#[derive(Default)]
struct Numbers {
    iban: Option<String>,
    other: Option<String>,
}

/// What a statement turned out to be.
pub(super) struct Ending {
    /// Nothing when it is wrong, or when there is nothing in it.
    pub(super) statement: Option<Statement>,
    pub(super) problems: Problems,
}

impl StatementDraft {
    pub(super) fn new(family: Family, place: String, is_page: bool) -> Self {
        Self {
            family,
            place,
            reference: None,
            electronic_sequence: None,
            legal_sequence: None,
            account: Numbers::default(),
            parent: Numbers::default(),
            stated_currency: None,
            currency: None,
            created_on: None,
            announced: None,
            is_page,
            balance: BalanceDraft::default(),
            balances: Balances::default(),
            tally: None,
            references: HashSet::new(),
        }
    }

    /// A leaf at `path` below the statement.
    pub(super) fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        match path {
            "Id" => set(&mut self.reference, value::reference(leaf.text)?),
            "ElctrncSeqNb" => set(&mut self.electronic_sequence, leaf.text.parse().ok()),
            "LglSeqNb" => set(&mut self.legal_sequence, leaf.text.parse().ok()),
            "CreDtTm" => set(&mut self.created_on, value::date(leaf.text).ok()),
            "Acct/Ccy" => set(&mut self.stated_currency, Some(value::currency(Some(leaf.text))?)),
            "TxsSummry/TtlNtries/NbOfNtries" => set(&mut self.announced, Some(value::count(leaf.text)?)),
            // Named after the message it is a page of.
            "StmtPgntn/PgNb" | "RptPgntn/PgNb" | "NtfctnPgntn/PgNb" => {
                self.is_page |= is_later_page(leaf.text);
                Ok(())
            }
            "StmtPgntn/LastPgInd" | "RptPgntn/LastPgInd" | "NtfctnPgntn/LastPgInd" => {
                self.is_page |= is_not_last_page(leaf.text);
                Ok(())
            }
            _ => {
                if let Some(path) = path.strip_prefix("Bal/") {
                    self.balance.set(path, leaf)
                } else if let Some(path) = path.strip_prefix("Acct/Id/") {
                    self.account.set(path, leaf)
                } else if let Some(path) = path.strip_prefix("RltdAcct/Id/") {
                    self.parent.set(path, leaf)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// `Bal` ends, the `number`-th.
    ///
    /// # Errors
    /// See [`Balances::add`].
    pub(super) fn end_balance(&mut self, number: usize) -> Result<(), (&'static str, Problem)> {
        let draft = std::mem::take(&mut self.balance);
        self.balances.add(draft, number)
    }

    /// An entry begins.
    ///
    /// Returns the currency it must be in; nothing when it is the first that tells.
    pub(super) fn begin_entry(&mut self) -> Option<Currency> {
        self.currency = self.currency.or(self.stated_currency).or_else(|| self.balances.currency());
        self.currency
    }

    /// An entry of the statement is whole.
    pub(super) fn add(&mut self, entry: &Entry) {
        let currency = *self.currency.get_or_insert(entry.amount.currency());
        self.tally.get_or_insert_with(|| Tally::new(currency)).add(entry);
    }

    /// The nearest day to that of an entry without one.
    pub(super) fn day(&self) -> Option<NaiveDate> {
        self.balances.closed_on().or(self.created_on)
    }

    /// The number of the account, as far as it is known.
    pub(super) fn own_account(&self) -> &str {
        self.account.number().unwrap_or_default()
    }

    /// Whether an entry of the statement had the bank's reference of `sum` before: of the same direction, for a
    /// reversal may carry the reference of what it takes back.
    pub(super) fn knows_reference(&mut self, sum: &Entry) -> bool {
        let Some(reference) = &sum.bank_reference else { return false };
        let mut hasher = DefaultHasher::new();
        (reference, sum.signed_amount().is_negative(), sum.is_reversal).hash(&mut hasher);
        let is_new = self.references.len() < REFERENCES && self.references.insert(hasher.finish());
        !is_new
    }

    /// The statement, without its entries.
    ///
    /// - `entries`: how many `Ntry` it has
    pub(super) fn finish(mut self, message_reference: Option<String>, entries: usize) -> Ending {
        let currency = self.begin_entry();
        let mut problems = self.missing(message_reference.is_some());
        let (kind, bounds) = match currency {
            Some(currency) => self.bounds(currency, &mut problems),
            None => (self.family.kind(), None),
        };
        self.check_count(entries, kind, bounds.is_some(), &mut problems);
        let (account_number, _) = self.numbers();
        let whole = (message_reference, self.reference.clone(), account_number, currency);
        let statement = match whole {
            (Some(message_reference), Some(reference), Some(account_number), Some(currency)) => Some(Statement {
                place: self.place,
                kind,
                message_reference,
                reference,
                sequence: self.electronic_sequence.or(self.legal_sequence),
                account_number,
                currency,
                opening: bounds.map(|(opening, _)| opening),
                closing: bounds.map(|(_, closing)| closing),
                entries: self.tally.map_or(0, |tally| tally.entries),
            }),
            _ => None,
        };
        Ending { statement, problems }
    }

    /// The number of the bank account, and the virtual account that payers addressed, where the statement is of one.
    ///
    /// Banks that notify each virtual account by itself name the bank account beside it (`RltdAcct`).
    pub(super) fn numbers(&self) -> (Option<String>, Option<String>) {
        let own = self.account.number();
        let is_virtual = own.is_some_and(|own| own.parse::<RemittanceNumber>().is_ok());
        match self.parent.number().filter(|_| is_virtual && self.family == Family::Notification) {
            Some(parent) => (Some(parent.to_owned()), own.map(str::to_owned)),
            None => (own.map(str::to_owned), None),
        }
    }

    /// What every statement must say and this one does not.
    fn missing(&self, has_message_reference: bool) -> Problems {
        let asked = [
            ("", has_message_reference, "the reference of the message (GrpHdr/MsgId)"),
            ("Id", self.reference.is_some(), "the reference of the statement"),
            ("Acct/Id", self.account.number().is_some(), "the number of the account"),
        ];
        let missing = asked.into_iter().filter(|(_, is_there, _)| !is_there);
        let mut problems: Problems = missing
            .map(|(path, _, what)| {
                (path.to_owned(), Problem::new(FindingCode::MissingElement, format!("{what} is missing")))
            })
            .collect();
        if problems.is_empty() && self.currency.is_none() {
            let message = "neither entries nor a currency: there is nothing to take in";
            problems.push(("Acct/Ccy".to_owned(), Problem::warning(FindingCode::NotUnderstood, message)));
        }
        problems
    }

    /// What the message says about the account, and the balances that its booked entries must explain, if it states both.
    fn bounds(&self, currency: Currency, problems: &mut Problems) -> (StatementKind, Option<(Balance, Balance)>) {
        let (opening, closing) = match self.family {
            Family::Notification => return (StatementKind::Notification, None),
            // Interim balances of the running day say nothing about the entries of one report.
            Family::Report => (self.balances.opening(currency), self.balances.closing(currency)),
            Family::Statement => self.balances.of_page(currency),
        };
        let (Some(opening), Some(closing)) = (opening, closing) else {
            if self.family == Family::Report {
                return (StatementKind::Report, None);
            }
            let which = if opening.is_none() {
                "opening balance (OPBD, PRCD or ITBD)"
            } else {
                "closing balance (CLBD or ITBD)"
            };
            let message = format!("the {which} is missing: nothing shows that all entries are there");
            problems.push(("Bal".to_owned(), Problem::warning(FindingCode::MissingElement, message)));
            return (StatementKind::Notification, None);
        };
        let bounds = self.explained(currency, opening, closing, problems);
        (self.family.kind(), bounds)
    }

    fn explained(
        &self,
        currency: Currency,
        opening: Booked,
        closing: Booked,
        problems: &mut Problems,
    ) -> Option<(Balance, Balance)> {
        for booked in [opening, closing] {
            if let Err(problem) = value::same_currency(booked.balance.amount, currency) {
                problems.push((format!("Bal[{}]/Amt", booked.number), problem));
                return None;
            }
        }
        let (opening, closing) = (opening.balance, closing.balance);
        let tally = self.tally.unwrap_or_else(|| Tally::new(currency));
        if let Err(problem) = tally.check(opening, closing) {
            // A report may tell of the last hour only, and it moves no money.
            let is_report = self.family == Family::Report;
            let problem = if is_report { Problem::warning(problem.code, problem.message) } else { problem };
            problems.push((String::new(), problem));
        }
        Some((opening, closing))
    }

    /// Another number of entries than announced is an error where nothing else shows that all are there.
    fn check_count(&self, entries: usize, kind: StatementKind, is_explained: bool, problems: &mut Problems) {
        let Some(announced) = self.announced.filter(|announced| *announced != entries && !self.is_page) else { return };
        let message = format!("{announced} entries are announced, {entries} are there");
        let problem = if is_explained || kind == StatementKind::Report {
            Problem::warning(FindingCode::EntryCountDiffers, message)
        } else {
            Problem::new(FindingCode::EntryCountDiffers, message)
        };
        problems.push(("TxsSummry/TtlNtries/NbOfNtries".to_owned(), problem));
    }
}

impl Numbers {
    /// A leaf at `path` below `Id`: an IBAN, or the number of another kind, in version 01 with an element for each kind.
    fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        let number = || text::account_number(leaf.text).unwrap_or_default();
        match path {
            "IBAN" => set(&mut self.iban, value::reference(&number())?),
            "Othr/Id" | "BBAN" | "UPIC" | "PrtryAcct/Id" => set(&mut self.other, value::reference(&number())?),
            _ => Ok(()),
        }
    }

    fn number(&self) -> Option<&str> {
        self.iban.as_deref().or(self.other.as_deref())
    }
}

/// Whether a page number is not that of the first.
pub(super) fn is_later_page(text: &str) -> bool {
    text.trim_start_matches('0') != "1"
}

/// Whether an indicator of the last page says that others follow.
pub(super) fn is_not_last_page(text: &str) -> bool {
    matches!(text, "false" | "0")
}
