//! What a quota and a coupon are worth at an hour, and how their amounts move.
//!
//! Nothing here asks the database: every function keeps the sums that it names.

use chrono::{DateTime, Utc};
use schema::money::{Money, MoneyError};

use super::error::Denied;
use super::limits::{Limits, Validity};
use super::quota::{self, Quota};
use super::state::{self, Event, Status};
use super::{Coupon, Error};
use crate::actor::Actor;
use crate::clock::Now;

/// What is taken from a quota.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Coupons of its own.
    Coupon,
    /// Quotas of resellers.
    Quota,
}

/// What was left in a coupon or quota when it ended, and how much of that lapsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rest {
    pub(super) amount: Money,
    pub(super) lapsed: Money,
}

impl Quota {
    /// Where it stands at `now`: past its validity it has expired.
    #[must_use]
    pub fn status(&self, now: Now) -> quota::Status {
        let is_over = self.valid_to <= now.instant();
        if is_over { self.state.on(quota::Event::Expire).unwrap_or(self.state) } else { self.state }
    }

    /// What its coupons may pay for.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            service_types: self.service_types.clone(),
            products: self.products.clone(),
            min_charge: self.min_charge,
            combines_with_discount: self.combines_with_discount,
        }
    }

    /// From when to when it can be used.
    #[must_use]
    pub const fn validity(&self) -> Validity {
        Validity { from: self.valid_from, to: self.valid_to }
    }

    /// Takes `amount` out of what can still be issued.
    pub(super) fn draw(&mut self, now: Now, share: Share, amount: Money) -> Result<(), Error> {
        self.state = self.status(now).on(quota::Event::Issue).map_err(Denied::Quota)?;
        if self.valid_from > now.instant() {
            return Err(Denied::NotYet.into());
        }
        let rest = self.balance.checked_sub(amount)?;
        if rest.is_negative() {
            return Err(Denied::Insufficient { available: self.balance, needed: amount }.into());
        }
        self.balance = rest;
        let taken = self.share(share);
        *taken = taken.checked_add(amount)?;
        Ok(())
    }

    /// Whether what comes back at `at` stays in it.
    pub(super) fn holds(&self, at: DateTime<Utc>) -> bool {
        self.state.is_open() && at < self.valid_to
    }

    /// Puts back what was taken.
    fn put_back(&mut self, share: Share, amount: Money) -> Result<(), MoneyError> {
        let taken = self.share(share);
        *taken = taken.checked_sub(amount)?;
        self.balance = self.balance.checked_add(amount)?;
        Ok(())
    }

    const fn share(&mut self, share: Share) -> &mut Money {
        match share {
            Share::Coupon => &mut self.issued,
            Share::Quota => &mut self.granted,
        }
    }

    /// Ends it: what can still be issued goes up to its parent when that holds at `at`, to the vendor when the vendor
    /// takes it back, and lapses otherwise.
    pub(super) fn close(
        &mut self,
        parent: Option<&mut Self>,
        event: quota::Event,
        at: DateTime<Utc>,
    ) -> Result<Rest, Error> {
        self.state = self.state.on(event).map_err(Denied::Quota)?;
        let amount = std::mem::replace(&mut self.balance, Money::zero(self.value.currency()));
        let returns = match parent {
            Some(parent) if parent.holds(at) => {
                parent.put_back(Share::Quota, amount)?;
                true
            }
            Some(_) => false,
            None => event == quota::Event::Reclaim,
        };
        let into = if returns { &mut self.returned } else { &mut self.lapsed };
        *into = into.checked_add(amount)?;
        Ok(Rest { amount, lapsed: if returns { Money::zero(amount.currency()) } else { amount } })
    }
}

impl Coupon {
    /// Where it stands at `now`: before its validity it is not activated, from then on usable, past it expired.
    #[must_use]
    pub fn status(&self, now: Now) -> Status {
        let begun = if self.valid_from <= now.instant() { self.state.on(Event::Activate) } else { Ok(self.state) };
        let status = begun.unwrap_or(self.state);
        if self.valid_to <= now.instant() { status.on(Event::Expire).unwrap_or(status) } else { status }
    }

    /// When it ended, as seen at `now`.
    #[must_use]
    pub fn ended_by(&self, now: Now) -> Option<DateTime<Utc>> {
        self.ended_at.or((self.status(now) == Status::Expired).then_some(self.valid_to))
    }

    /// What its issuer wrote to it, for a person of the issuer; none for everybody else (domain.md 4.1).
    #[must_use]
    pub fn memo_for(&self, actor: &Actor) -> Option<&str> {
        let is_issuer = actor.person().is_some_and(|person| person.party_id == self.issuer_id);
        self.memo.as_deref().filter(|_| is_issuer)
    }

    /// What it pays for.
    #[must_use]
    pub fn limits(&self) -> Limits {
        Limits {
            service_types: self.service_types.clone(),
            products: self.products.clone(),
            min_charge: self.min_charge,
            combines_with_discount: self.combines_with_discount,
        }
    }

    /// Pays `amount`, which is no more than its balance.
    pub(super) fn pay(&mut self, now: Now, amount: Money) -> Result<(), Error> {
        self.state = self.status(now);
        self.balance = self.balance.checked_sub(amount)?;
        self.spent = self.spent.checked_add(amount)?;
        if !self.balance.is_positive() {
            self.state = self.state.on(Event::UseUp)?;
            self.ended_at = Some(now.instant());
        }
        Ok(())
    }

    /// Takes `amount` of what it paid back, into its balance when it pays again with that.
    ///
    /// Returns how much of it lapsed.
    pub(super) fn refund(&mut self, now: Now, amount: Money, pays_again: bool) -> Result<Money, Error> {
        self.spent = self.spent.checked_sub(amount)?;
        // What is used up knows no more of time; what is open is judged by the hour.
        let is_over = self.valid_to <= now.instant();
        match self.status(now).on(Event::Refund) {
            Ok(state) if pays_again && !is_over => {
                self.state = state;
                self.ended_at = None;
                self.balance = self.balance.checked_add(amount)?;
                Ok(Money::zero(amount.currency()))
            }
            Ok(_) | Err(state::Refused { .. }) => {
                self.lapsed = self.lapsed.checked_add(amount)?;
                Ok(amount)
            }
        }
    }

    /// Ends it: what was not spent goes back to its quota when that holds at `at`, and lapses otherwise.
    pub(super) fn close(&mut self, quota: &mut Quota, event: Event, at: DateTime<Utc>) -> Result<Rest, Error> {
        // What expires has been usable, whether or not that was written down.
        let begun = if event == Event::Expire { self.state.on(Event::Activate) } else { Ok(self.state) };
        self.state = begun.unwrap_or(self.state).on(event)?;
        self.ended_at = Some(at);
        let amount = std::mem::replace(&mut self.balance, Money::zero(self.face_value.currency()));
        let returns = quota.holds(at);
        if returns {
            quota.put_back(Share::Coupon, amount)?;
        }
        let into = if returns { &mut self.returned } else { &mut self.lapsed };
        *into = into.checked_add(amount)?;
        Ok(Rest { amount, lapsed: if returns { Money::zero(amount.currency()) } else { amount } })
    }
}
