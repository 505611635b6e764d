//! `Stmt` up to its entries: the account and its balances.

use chrono::NaiveDate;
use schema::money::{Currency, Money};

use super::super::finding::{FindingCode, Problem};
use super::super::statement::{Balance, Direction, Statement, StatementKind};
use super::super::text;
use super::payment::Leaf;
use super::value::{self, set};

/// A `Stmt` while it is read.
#[derive(Default)]
pub(super) struct StatementDraft {
    reference: Option<String>,
    electronic_sequence: Option<i64>,
    legal_sequence: Option<i64>,
    account_number: Option<String>,
    currency: Option<Currency>,
    /// The number of entries it says it has.
    pub(super) announced: Option<usize>,
    /// It is one of several pages.
    pub(super) is_page: bool,
    balance: BalanceDraft,
    balances: Vec<Booked>,
}

/// A `Bal` while it is read. Most kinds of balance are not needed, so nothing
/// in one is judged before its kind is known.
#[derive(Default)]
struct BalanceDraft {
    kind: Option<String>,
    amount: Option<(String, Option<String>)>,
    direction: Option<String>,
    on: Option<String>,
}

/// A balance over booked entries.
struct Booked {
    kind: Kind,
    number: usize,
    balance: Balance,
}

/// The kinds of balance that bound booked entries.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Opening,
    PreviouslyClosing,
    Interim,
    Closing,
}

impl StatementDraft {
    /// A leaf at `path` below `Stmt`.
    pub(super) fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        match path {
            "Id" => set(&mut self.reference, value::reference(leaf.text)?),
            "ElctrncSeqNb" => set(&mut self.electronic_sequence, leaf.text.parse().ok()),
            "LglSeqNb" => set(&mut self.legal_sequence, leaf.text.parse().ok()),
            "Acct/Id/IBAN" | "Acct/Id/Othr/Id" => {
                let number = text::account_number(leaf.text).unwrap_or_default();
                set(&mut self.account_number, value::reference(&number)?)
            }
            "Acct/Ccy" => set(&mut self.currency, Some(value::currency(Some(leaf.text))?)),
            "TxsSummry/TtlNtries/NbOfNtries" => set(&mut self.announced, Some(value::count(leaf.text)?)),
            "StmtPgntn/PgNb" | "StmtPgntn/LastPgInd" => {
                self.is_page |= is_page(path, leaf.text);
                Ok(())
            }
            _ => path.strip_prefix("Bal/").map_or(Ok(()), |path| self.balance.set(path, leaf)),
        }
    }

    /// `Bal` begins.
    pub(super) fn begin_balance(&mut self) {
        self.balance = BalanceDraft::default();
    }

    /// `Bal` ends, the `number`-th.
    ///
    /// # Errors
    /// What is wrong in it and below what element, if it is of a kind that is needed.
    pub(super) fn end_balance(&mut self, number: usize) -> Result<(), (&'static str, Problem)> {
        let draft = std::mem::take(&mut self.balance);
        if let Some(kind) = draft.kind() {
            self.balances.push(Booked { kind, number, balance: draft.finish()? });
        }
        Ok(())
    }

    /// The statement, without entries.
    ///
    /// # Errors
    /// Everything that is missing or does not agree, each with its path below `Stmt`.
    pub(super) fn finish(
        self,
        place: String,
        message_reference: Option<String>,
    ) -> Result<Statement, Vec<(String, Problem)>> {
        let opening = self.opening();
        let closing = self.closing(opening);
        let mut problems = Vec::new();
        let mut missing = |path: &str, what: &str| {
            problems.push((path.to_owned(), Problem::new(FindingCode::MissingElement, format!("{what} is missing"))));
        };
        if message_reference.is_none() {
            missing("", "the reference of the message (GrpHdr/MsgId)");
        }
        if self.reference.is_none() {
            missing("Id", "the reference of the statement");
        }
        if self.account_number.is_none() {
            missing("Acct/Id", "the number of the account");
        }
        if opening.is_none() {
            missing("Bal", "the opening balance (OPBD, PRCD or ITBD)");
        }
        if closing.is_none() {
            missing("Bal", "the closing balance (CLBD or ITBD)");
        }
        let (Some(message_reference), Some(reference), Some(account_number), Some(opening), Some(closing)) =
            (message_reference, &self.reference, &self.account_number, opening, closing)
        else {
            return Err(problems);
        };
        let currency = self.currency.unwrap_or(opening.balance.amount.currency());
        for booked in [opening, closing] {
            if let Err(problem) = value::same_currency(booked.balance.amount, currency) {
                problems.push((format!("Bal[{}]/Amt", booked.number), problem));
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        Ok(Statement {
            place,
            kind: StatementKind::Statement,
            message_reference,
            reference: reference.clone(),
            sequence: self.electronic_sequence.or(self.legal_sequence),
            account_number: account_number.clone(),
            currency,
            opening: Some(opening.balance),
            closing: Some(closing.balance),
            entries: 0,
        })
    }

    /// The earliest opening balance, or what stands in for it.
    fn opening(&self) -> Option<&Booked> {
        let earliest = |kind| self.of(kind).min_by_key(|booked| booked.balance.on);
        earliest(Kind::Opening).or_else(|| earliest(Kind::PreviouslyClosing)).or_else(|| self.of(Kind::Interim).next())
    }

    /// The latest closing balance, or what stands in for it.
    fn closing(&self, opening: Option<&Booked>) -> Option<&Booked> {
        let is_other = |booked: &&Booked| opening.is_none_or(|opening| opening.number != booked.number);
        let latest = self.of(Kind::Closing).max_by_key(|booked| booked.balance.on);
        latest.or_else(|| self.of(Kind::Interim).filter(is_other).last())
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &Booked> {
        self.balances.iter().filter(move |booked| booked.kind == kind)
    }
}

impl BalanceDraft {
    fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        let text = || Some(leaf.text.to_owned());
        match path {
            "Tp/CdOrPrtry/Cd" => set(&mut self.kind, text()),
            "Amt" => set(&mut self.amount, Some((leaf.text.to_owned(), leaf.currency.map(str::to_owned)))),
            "CdtDbtInd" => set(&mut self.direction, text()),
            "Dt/Dt" | "Dt/DtTm" => set(&mut self.on, text()),
            _ => Ok(()),
        }
    }

    fn kind(&self) -> Option<Kind> {
        match self.kind.as_deref() {
            Some("OPBD") => Some(Kind::Opening),
            Some("PRCD") => Some(Kind::PreviouslyClosing),
            Some("ITBD") => Some(Kind::Interim),
            Some("CLBD") => Some(Kind::Closing),
            _ => None,
        }
    }

    fn finish(self) -> Result<Balance, (&'static str, Problem)> {
        let missing = || Problem::new(FindingCode::MissingElement, "the balance does not say it");
        let (amount, currency) = self.amount.ok_or_else(|| ("Amt", missing()))?;
        let direction = self.direction.ok_or_else(|| ("CdtDbtInd", missing()))?;
        let amount = value::currency(currency.as_deref())
            .and_then(|currency| value::amount(&amount, currency))
            .map_err(|problem| ("Amt", problem))?;
        let direction: Direction = value::direction(&direction).map_err(|problem| ("CdtDbtInd", problem))?;
        let on: Option<NaiveDate> =
            self.on.map(|on| value::date(&on)).transpose().map_err(|problem| ("Dt", problem))?;
        let amount: Money = direction.signed(amount);
        Ok(Balance { amount, on })
    }
}

/// Whether a leaf of a pagination says that there are other pages.
pub(super) fn is_page(path: &str, text: &str) -> bool {
    if path.ends_with("PgNb") { text.trim_start_matches('0') != "1" } else { matches!(text, "false" | "0") }
}
