//! What a use costs: pure.

use rust_decimal::Decimal;
use schema::money::{Money, MoneyError, Rate};
use serde::Serialize;

use super::Error;

/// What a use costs, and how that comes about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Price {
    /// Of one unit of use.
    pub unit_price: Rate,
    /// Units used, eight decimals.
    pub usage: Decimal,
    /// Their product.
    pub official: Rate,
    /// What of it is not charged.
    pub discount: Rate,
    /// What was cut off to come to whole cents.
    pub truncated: Rate,
    /// What is to be paid.
    pub payable: Money,
}

impl Price {
    /// What `usage` units cost: the exact product rounded half to even to eight decimals, less the discount,
    /// cut to cents.
    ///
    /// - `usage`: zero or more, at most eight decimals
    /// - `discount`: zero or more, no more than the official price, of the price's currency
    ///
    /// # Errors
    /// [`Error::Figure`], [`Error::Negative`], [`Error::Discount`].
    ///
    /// # Source
    /// domain.md 5.1, 13.1 example 1, invariant 7.
    pub fn of(unit_price: Rate, usage: Decimal, discount: Rate) -> Result<Self, Error> {
        let figure = |field| move |source: MoneyError| Error::Figure { field, source };
        for (field, is_negative) in [
            ("unitPrice", unit_price.is_negative()),
            ("usage", usage < Decimal::ZERO),
            ("discount", discount.is_negative()),
        ] {
            if is_negative {
                return Err(Error::Negative(field));
            }
        }
        let official = unit_price.times_half_even(usage).map_err(figure("usage"))?;
        let charged = official.checked_sub(discount).map_err(figure("discount"))?;
        if charged.is_negative() {
            return Err(Error::Discount(official));
        }
        let (payable, truncated) = charged.cut().map_err(figure("usage"))?;
        Ok(Self { unit_price, usage: usage.normalize(), official, discount, truncated, payable })
    }
}
