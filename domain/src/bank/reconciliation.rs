//! The reconciliation of a bank account: what its statements say against what the ledger took in for its entries, and the
//! open items that explain the difference.
//!
//! ```text
//! statements:  opening of the first ─ entries ─ … gaps … ─ closing of the last      S
//! ledger:      what was credited for the entries, less what was taken back          L
//! S − L = opening + gaps + entries that are on statements and not in the ledger − those in the ledger and on no statement
//! ```
//!
//! `unexplained` is what is left when every item is taken from the difference. The statements' side is made of balances,
//! the ledger's of transfers, and the items of entries, so that it is zero only when all three agree: the entries of each
//! statement lead from its opening to its closing balance, and the ledger has exactly what the entries say.
//!
//! A receipt stands on a statement once (its store says how). The states of entries are those of now, also for days gone by:
//! the question is what is open of that day, not what was.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;
use schema::ids::BankAccountId;
use schema::money::Money;
use schema::text_enum;

use super::store::{self, Change, Moved, Stand};
use super::{BankAccount, Error};
use crate::actor::{Actor, Permission};
use crate::db::Conn;
use crate::ledger;

/// The most days of one question.
pub const MOST_DAYS: u32 = 92;

text_enum! {
    /// Why statements and ledger differ.
    pub enum Kind {
        /// What the account had before the first statement that came in.
        OpeningBalance = "opening_balance",
        /// Statements that do not follow each other: what happened in between did not come in.
        Gap = "gap",
        /// Stored, and about to be decided.
        Undecided = "undecided",
        /// Came in, and waits for a person, an agreement or a claim.
        Held = "held",
        /// Taken back by the bank, and it is not certain of which credit.
        ReversalHeld = "reversal_held",
        /// Came in, and goes back to the payer.
        Returned = "returned",
        /// Went out.
        PaidOut = "paid_out",
        /// None of the partners' money, as a person said.
        Dismissed = "dismissed",
        /// Stands on one statement twice, and was credited once.
        Repeated = "repeated",
        /// Credited or taken back, and on no statement that had closed.
        NotOnStatement = "not_on_statement",
        /// On a statement that closed before the day on which the bank booked it.
        BookedLater = "booked_later",
    }
}

/// What explains a part of the difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Item {
    /// Why.
    pub kind: Kind,
    /// How many entries; of gaps how many statements follow none; none of an opening balance.
    pub count: i64,
    /// How much, below zero for what the statements have less.
    pub amount: Money,
}

/// How an account stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconciliation {
    /// The account.
    pub bank_account_id: BankAccountId,
    /// The day, at its end.
    pub on: NaiveDate,
    /// What the last statement that had closed says; none when there was none.
    pub statement_balance: Option<Money>,
    /// What the ledger took in for its entries.
    pub ledger_balance: Money,
    /// The first less the second.
    pub difference: Option<Money>,
    /// What explains it, in the order of the kinds; none that is nothing.
    pub items: Vec<Item>,
    /// What nothing explains: zero, or the books or statements have a hole.
    pub unexplained: Money,
}

/// How the account stands at the end of each day from `from` through `to`, oldest first; none for who may not see bank
/// accounts or when there is no such account.
///
/// - `to`: not before `from`, and at most [`MOST_DAYS`] days in all
///
/// # Errors
/// [`Error::Days`].
///
/// # Source
/// Issue D: per bank account and day, statement balance against the ledger's clearing account.
pub fn reconcile(
    conn: &mut Conn,
    actor: &Actor,
    account: BankAccountId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Reconciliation>, Error> {
    let is_bounded = from.checked_add_days(Days::new(u64::from(MOST_DAYS - 1))).is_some_and(|last| to <= last);
    if to < from || !is_bounded {
        return Err(Error::Days(MOST_DAYS));
    }
    if !actor.may(Permission::BankView) {
        return Ok(Vec::new());
    }
    let Some(account) = super::accounts_by_ids(conn, actor, &[account])?.pop() else { return Ok(Vec::new()) };
    let changes = store::changes(conn, account.id, from, to)?;
    let moved = store::moved(conn, account.id, from, to)?;
    let stands = store::stands(conn, account.id, from, to)?;
    day_by_day(&account, &changes, &moved, &stands).map_err(|error| Error::Ledger(ledger::Error::from(error)))
}

/// Adds the days up.
fn day_by_day(
    account: &BankAccount,
    changes: &[Change],
    moved: &[Moved],
    stands: &[Stand],
) -> Result<Vec<Reconciliation>, schema::money::MoneyError> {
    let money = |amount: Decimal| Money::new(amount, account.currency);
    let mut sums: BTreeMap<Kind, (i64, Decimal)> = BTreeMap::new();
    let mut booked = Decimal::ZERO;
    let mut days = Vec::with_capacity(stands.len());
    for stand in stands {
        for change in changes.iter().filter(|change| change.day == stand.day) {
            let (count, amount) = sums.entry(change.kind).or_default();
            *count += change.count;
            *amount += change.amount;
        }
        booked += moved.iter().filter(|moved| moved.day == stand.day).map(|moved| moved.amount).sum::<Decimal>();
        let items = items(&sums, stand);
        let closing = stand.closing.unwrap_or_default();
        let explained: Decimal = items.iter().map(|(_, _, amount)| *amount).sum();
        let unexplained = closing - booked - explained;
        let item = |(kind, count, amount): (Kind, i64, Decimal)| Ok(Item { kind, count, amount: money(amount)? });
        days.push(Reconciliation {
            bank_account_id: account.id,
            on: stand.day,
            statement_balance: stand.closing.map(money).transpose()?,
            ledger_balance: money(booked)?,
            difference: stand.closing.map(|closing| money(closing - booked)).transpose()?,
            items: items.into_iter().map(item).collect::<Result<_, _>>()?,
            unexplained: money(unexplained)?,
        });
    }
    Ok(days)
}

/// The items of a day. The first statement follows none, and is no gap; what the statements moved altogether, less their
/// entries, is what is missing between them.
fn items(sums: &BTreeMap<Kind, (i64, Decimal)>, stand: &Stand) -> Vec<(Kind, i64, Decimal)> {
    let (opening, closing) = (stand.opening.unwrap_or_default(), stand.closing.unwrap_or_default());
    let item = |kind: &Kind| {
        let (count, amount) = sums.get(kind).copied().unwrap_or_default();
        match kind {
            Kind::OpeningBalance => (*kind, 0, opening),
            Kind::Gap => (*kind, (count - 1).max(1), amount + closing - opening),
            Kind::Undecided
            | Kind::Held
            | Kind::ReversalHeld
            | Kind::Returned
            | Kind::PaidOut
            | Kind::Dismissed
            | Kind::Repeated
            | Kind::NotOnStatement
            | Kind::BookedLater => (*kind, count, amount),
        }
    };
    let is_something = |(kind, count, amount): &(Kind, i64, Decimal)| {
        !amount.is_zero() || (*count > 0 && !matches!(kind, Kind::Gap | Kind::OpeningBalance))
    };
    Kind::ALL.iter().map(item).filter(is_something).collect()
}
