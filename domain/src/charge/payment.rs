//! What pays for a charge: pure.

use schema::money::{Money, MoneyError};

use super::{Payment, SalesMode};
use crate::party::Kind;

/// What a payable amount was paid by; together it is the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// By coupons.
    pub coupon: Money,
    /// From the customer's balance.
    pub balance: Money,
    /// Online.
    pub online: Money,
    /// By the partner.
    pub partner: Money,
    /// By nobody: it is owed.
    pub arrears: Money,
}

/// What the customer has to pay with.
#[derive(Debug, Clone, Copy)]
pub struct Available {
    /// What its partner allocated; nothing when the association of the time of use is not today's.
    pub spending: Money,
    /// Its own money.
    pub own: Money,
}

impl Payment {
    /// Whether it may pay for what a customer used in `mode`, standing under a partner of kind `partner`
    /// (domain.md 0.3, 3.4 A-4, 3.7).
    #[must_use]
    pub fn is_for(self, mode: SalesMode, partner: Option<Kind>) -> bool {
        match (self, mode) {
            (Self::Balance, _)
            | (Self::Online, SalesMode::Advisory | SalesMode::Direct)
            | (Self::Partner, SalesMode::Resale) => true,
            (Self::Partner, SalesMode::Advisory) => partner == Some(Kind::SolutionProvider),
            (Self::Online, SalesMode::Resale) | (Self::Partner, SalesMode::Direct) => false,
        }
    }
}

impl Parts {
    /// How `payable` is paid, coupons having paid their part. A balance pays what it has; the rest is owed. Own money
    /// is never spent in resale, nor allocated money outside it.
    ///
    /// # Errors
    /// [`MoneyError`], when amounts are of two currencies.
    pub fn of(
        payable: Money,
        coupon: Money,
        payment: Payment,
        mode: SalesMode,
        available: Available,
    ) -> Result<Self, MoneyError> {
        let zero = Money::zero(payable.currency());
        let rest = payable.checked_sub(coupon)?;
        let unpaid = Self { coupon, balance: zero, online: zero, partner: zero, arrears: zero };
        Ok(match payment {
            Payment::Online => Self { online: rest, ..unpaid },
            Payment::Partner => Self { partner: rest, ..unpaid },
            Payment::Balance => {
                let has = match mode {
                    SalesMode::Resale => available.spending,
                    SalesMode::Advisory | SalesMode::Direct => available.own,
                };
                let balance = rest.min(has)?;
                Self { balance, arrears: rest.checked_sub(balance)?, ..unpaid }
            }
        })
    }
}
