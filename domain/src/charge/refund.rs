//! Where a refund goes: pure.

use schema::money::{Money, MoneyError};

use super::{Destination, Payment, SalesMode};

/// Where the association of the time of use stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// It is in force.
    Same,
    /// It ended, or is being ended.
    Ended,
    /// The customer stands under a partner in another way, or under another partner.
    Switched,
}

impl Stands {
    /// Every one.
    pub const ALL: &'static [Self] = &[Self::Same, Self::Ended, Self::Switched];
}

/// Where the money of a refund goes.
///
/// | used in, paid by | still associated | ended | switched |
/// |---|---|---|---|
/// | any mode, partner | partner | partner | partner |
/// | resale, balance | spending | partner | partner |
/// | advisory or direct, balance or online | own | own | own |
///
/// # Source
/// domain.md 3.9.
#[must_use]
pub const fn destination(mode: SalesMode, payment: Payment, stands: Stands) -> Destination {
    match (payment, mode, stands) {
        (Payment::Partner, _, _) | (Payment::Balance, SalesMode::Resale, Stands::Ended | Stands::Switched) => {
            Destination::Partner
        }
        (Payment::Balance, SalesMode::Resale, Stands::Same) => Destination::Spending,
        (Payment::Balance, SalesMode::Advisory | SalesMode::Direct, _) | (Payment::Online, _, _) => Destination::Own,
    }
}

/// What a refund consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Returned {
    /// What is owed no longer.
    pub arrears: Money,
    /// Money.
    pub money: Money,
    /// What coupons get back.
    pub coupon: Money,
}

/// What can still be refunded of a charge, by what paid it.
#[derive(Debug, Clone, Copy)]
pub struct Left {
    /// Of what was owed.
    pub arrears: Money,
    /// Of all that coupons did not pay, what was owed included.
    pub unaided: Money,
    /// Of what coupons paid.
    pub coupon: Money,
}

impl Left {
    /// All of it.
    ///
    /// # Errors
    /// [`MoneyError`], when amounts are of two currencies.
    pub fn total(&self) -> Result<Money, MoneyError> {
        self.unaided.checked_add(self.coupon)
    }
}

/// What a refund of `amount` consists of: first what is still owed of the charge is owed no longer, then money is
/// given back, coupons last.
///
/// - `amount`: no more than [`Left::total`]
/// - `owed`: what the customer owes now, zero or more
///
/// # Errors
/// [`MoneyError`], when amounts are of two currencies.
pub fn split(amount: Money, left: &Left, owed: Money) -> Result<Returned, MoneyError> {
    let arrears = amount.min(left.arrears)?.min(owed)?;
    let rest = amount.checked_sub(arrears)?;
    let money = rest.min(left.unaided.checked_sub(arrears)?)?;
    Ok(Returned { arrears, money, coupon: rest.checked_sub(money)? })
}
