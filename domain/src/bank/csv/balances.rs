//! Whether the balances of rows follow from their amounts, and in which order the rows are.
//!
//! Oldest first, each balance is the one before plus the amount of the row; newest first, each balance plus the amount
//! of the row is that of the row before … read from below. Both are followed until one fails: the other is the order.

use chrono::NaiveDate;
use schema::money::Money;

use super::super::statement::Balance;

/// What a row did and left.
#[derive(Clone, Copy)]
pub(super) struct Step {
    /// Below zero for what went out.
    pub(super) amount: Money,
    /// The balance after it.
    pub(super) after: Money,
    /// Booking date.
    pub(super) on: NaiveDate,
}

impl Step {
    fn before(&self) -> Option<Money> {
        self.after.checked_sub(self.amount).ok()
    }
}

/// The balances of a file while it is read.
pub(super) struct Balances {
    first: Step,
    last: Step,
    is_oldest_first: bool,
    is_newest_first: bool,
}

impl Balances {
    pub(super) fn new(first: Step) -> Self {
        Self { first, last: first, is_oldest_first: true, is_newest_first: true }
    }

    /// Whether the row follows from the one before it.
    pub(super) fn follow(&mut self, step: Step) -> bool {
        self.is_oldest_first &= step.before() == Some(self.last.after);
        self.is_newest_first &= self.last.before() == Some(step.after);
        self.last = step;
        self.is_oldest_first || self.is_newest_first
    }

    /// Opening and closing balance. Where either order explains all balances, the dates tell.
    pub(super) fn ends(&self) -> Option<(Balance, Balance)> {
        let is_reverse = self.is_newest_first && (!self.is_oldest_first || self.first.on > self.last.on);
        let (oldest, newest) = if is_reverse { (self.last, self.first) } else { (self.first, self.last) };
        let balance = |amount, on| Balance { amount, on: Some(on) };
        Some((balance(oldest.before()?, oldest.on), balance(newest.after, newest.on)))
    }
}
