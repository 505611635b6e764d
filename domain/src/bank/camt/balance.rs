//! `Bal`: a balance of the account, if it is one that bounds booked entries.

use chrono::NaiveDate;
use schema::money::{Currency, Money};

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::statement::{Balance, Direction};
use super::leaf::Leaf;
use super::value::{self, set};

/// Balances over booked entries in one statement at most: two a day for more than thirteen years.
const MOST: usize = 10_000;

/// A `Bal` while it is read. Most kinds of balance are not needed, so nothing
/// in one is judged before its kind is known.
#[derive(Default)]
pub(super) struct BalanceDraft {
    kind: Option<String>,
    own_kind: Option<String>,
    amount: Option<(String, Option<String>)>,
    direction: Option<String>,
    on: Option<String>,
}

/// The balances over booked entries.
#[derive(Default)]
pub(super) struct Balances(Vec<Booked>);

/// A balance over booked entries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Booked {
    kind: Kind,
    /// Which `Bal` of the statement it is, from 1.
    pub(super) number: usize,
    pub(super) balance: Balance,
}

/// The kinds of balance that bound booked entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Opening,
    PreviouslyClosing,
    Interim,
    Closing,
}

impl Balances {
    /// `Bal` ends, the `number`-th.
    ///
    /// # Errors
    /// What is wrong in it and below what element, if it is of a kind that is needed; a warning when its kind is not
    /// known.
    pub(super) fn add(&mut self, draft: BalanceDraft, number: usize) -> Result<(), (&'static str, Problem)> {
        if let Some(kind) = draft.kind()? {
            if self.0.len() == MOST {
                let message = format!("a statement of more than {MOST} balances");
                return Err(("", Problem::new(FindingCode::InvalidValue, message)));
            }
            self.0.push(Booked { kind, number, balance: draft.finish()? });
        }
        Ok(())
    }

    /// The currency the account is kept in, where only its balances tell: that of the first.
    pub(super) fn currency(&self) -> Option<Currency> {
        let is_opening = |booked: &&Booked| booked.kind == Kind::Opening;
        let first = self.0.iter().find(is_opening).or(self.0.first());
        first.map(|booked| booked.balance.amount.currency())
    }

    /// The day of the last closing balance.
    pub(super) fn closed_on(&self) -> Option<NaiveDate> {
        self.of(Kind::Closing, None).filter_map(|booked| booked.balance.on).max()
    }

    /// The earliest opening balance, or the closing one of the statement before.
    ///
    /// - `currency`: balances in others do not count where there are some in this one
    pub(super) fn opening(&self, currency: Currency) -> Option<Booked> {
        let earliest = |kind| self.of(kind, Some(currency)).min_by_key(|booked| booked.balance.on);
        earliest(Kind::Opening).or_else(|| earliest(Kind::PreviouslyClosing))
    }

    /// The latest closing balance; see [`Self::opening`].
    pub(super) fn closing(&self, currency: Currency) -> Option<Booked> {
        self.of(Kind::Closing, Some(currency)).max_by_key(|booked| booked.balance.on)
    }

    /// What bounds a page: its first interim balance where there is no opening one, its last where there is no closing one.
    pub(super) fn of_page(&self, currency: Currency) -> (Option<Booked>, Option<Booked>) {
        let opening = self.opening(currency).or_else(|| self.of(Kind::Interim, Some(currency)).next());
        let is_other = |booked: &Booked| opening.is_none_or(|opening| opening.number != booked.number);
        let interim = || self.of(Kind::Interim, Some(currency)).filter(is_other).last();
        (opening, self.closing(currency).or_else(interim))
    }

    fn of(&self, kind: Kind, currency: Option<Currency>) -> impl Iterator<Item = Booked> {
        let is_in = move |booked: &&Booked| currency.is_none_or(|own| booked.balance.amount.currency() == own);
        let has_own = self.0.iter().any(|booked| booked.kind == kind && is_in(&booked));
        self.0.iter().filter(move |booked| booked.kind == kind && (!has_own || is_in(booked))).copied()
    }
}

impl BalanceDraft {
    /// A leaf at `path` below `Bal`.
    pub(super) fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        let text = || Some(leaf.text.to_owned());
        match path {
            // Without `CdOrPrtry` in version 01.
            "Tp/CdOrPrtry/Cd" | "Tp/Cd" => set(&mut self.kind, text()),
            "Tp/CdOrPrtry/Prtry" | "Tp/Prtry" => set(&mut self.own_kind, text()),
            "Amt" => set(&mut self.amount, Some((leaf.text.to_owned(), leaf.currency.map(str::to_owned)))),
            "CdtDbtInd" => set(&mut self.direction, text()),
            "Dt/Dt" | "Dt/DtTm" => set(&mut self.on, text()),
            _ => Ok(()),
        }
    }

    /// Its kind, when it bounds booked entries. Some banks write the code where one of their own belongs.
    fn kind(&self) -> Result<Option<Kind>, (&'static str, Problem)> {
        match (self.kind.as_deref(), self.own_kind.as_deref()) {
            (Some("OPBD"), _) | (None, Some("OPBD")) => Ok(Some(Kind::Opening)),
            (Some("PRCD"), _) | (None, Some("PRCD")) => Ok(Some(Kind::PreviouslyClosing)),
            (Some("ITBD"), _) | (None, Some("ITBD")) => Ok(Some(Kind::Interim)),
            (Some("CLBD"), _) | (None, Some("CLBD")) => Ok(Some(Kind::Closing)),
            (Some("OPAV" | "CLAV" | "ITAV" | "FWAV" | "XPCD" | "INFO" | "XPBD"), _) | (None, _) => Ok(None),
            (Some(other), _) => {
                let message = format!("a balance of kind {} is not looked at", excerpt(other));
                Err(("Tp", Problem::warning(FindingCode::NotUnderstood, message)))
            }
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
