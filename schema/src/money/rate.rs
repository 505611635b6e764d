//! Rates: prices and fees, of exactly eight decimals.

use std::fmt;
use std::str::FromStr;

use diesel::deserialize::{self, Queryable};
use diesel::pg::Pg;
use diesel::sql_types::{Numeric, Text};
use rust_decimal::{Decimal, RoundingStrategy};

use super::{Currency, Money, MoneyError};

/// Decimals of a rate.
const SCALE: u32 = 8;
/// Ten to the power of [`SCALE`].
const UNIT: i128 = 100_000_000;

/// A price, a fee, or what was cut off one: eight decimals, of either sign. The bound is the column's,
/// `numeric(26,8)`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate {
    amount: Decimal,
    currency: Currency,
}

impl Rate {
    /// `amount` with its scale set to eight.
    ///
    /// # Errors
    /// [`MoneyError::TooPreciseRate`] instead of rounding, [`MoneyError::OutOfBounds`].
    pub fn new(amount: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        Ok(Self { amount: eight_decimals(amount)?, currency })
    }

    /// Nothing, in `currency`.
    #[must_use]
    pub const fn zero(currency: Currency) -> Self {
        Self { amount: Decimal::from_parts(0, 0, 0, false, SCALE), currency }
    }

    /// The number, eight decimals.
    #[must_use]
    pub const fn amount(self) -> Decimal {
        self.amount
    }

    /// The currency.
    #[must_use]
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// Less than nothing.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.amount < Decimal::ZERO
    }

    /// Neither more nor less than nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.amount.is_zero()
    }

    /// The difference, which may be negative.
    ///
    /// # Errors
    /// [`MoneyError::CurrenciesDiffer`], [`MoneyError::OutOfBounds`].
    pub fn checked_sub(self, other: Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrenciesDiffer { left: self.currency, right: other.currency });
        }
        let amount = self.amount.checked_sub(other.amount).ok_or(MoneyError::OutOfBounds)?;
        Self::new(amount, self.currency)
    }

    /// What `usage` costs at this price: the exact product, its eighth decimal rounded half to even (domain.md Q-14).
    ///
    /// - `usage`: at most eight decimals
    ///
    /// # Errors
    /// [`MoneyError::TooPreciseRate`], [`MoneyError::OutOfBounds`].
    pub fn times_half_even(self, usage: Decimal) -> Result<Self, MoneyError> {
        let usage = eight_decimals(usage)?;
        // Sixteen decimals; what does not fit is far beyond the bound of a rate.
        let product = self.amount.mantissa().checked_mul(usage.mantissa()).ok_or(MoneyError::OutOfBounds)?;
        let (whole, rest) = (product / UNIT, product % UNIT);
        let is_up = match (2 * rest.abs()).cmp(&UNIT) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal => whole % 2 != 0,
            std::cmp::Ordering::Greater => true,
        };
        let mantissa = if is_up { whole + product.signum() } else { whole };
        let amount = Decimal::try_from_i128_with_scale(mantissa, SCALE).map_err(|_unnamed| MoneyError::OutOfBounds)?;
        Self::new(amount, self.currency)
    }

    /// The money it is worth, decimals three to eight cut off toward zero, and what was cut off (domain.md 5.1).
    ///
    /// # Errors
    /// [`MoneyError::OutOfBounds`], which the bound of a rate excludes.
    pub fn cut(self) -> Result<(Money, Self), MoneyError> {
        let cut = self.amount.round_dp_with_strategy(2, RoundingStrategy::ToZero);
        Ok((Money::new(cut, self.currency)?, Self::new(self.amount - cut, self.currency)?))
    }
}

fn eight_decimals(amount: Decimal) -> Result<Decimal, MoneyError> {
    let mut amount = amount.normalize();
    if amount.scale() > SCALE {
        return Err(MoneyError::TooPreciseRate);
    }
    if amount.abs() >= Decimal::from(1_000_000_000_000_000_000_u64) {
        return Err(MoneyError::OutOfBounds);
    }
    amount.rescale(SCALE);
    Ok(amount)
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A rate column pair, `(amount, currency)`.
impl Queryable<(Numeric, Text), Pg> for Rate {
    type Row = (Decimal, Currency);

    fn build((amount, currency): Self::Row) -> deserialize::Result<Self> {
        Ok(Self::new(amount, currency)?)
    }
}

impl serde::Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Reads what [`fmt::Display`] writes: `"0.12345678 CNY"`.
impl FromStr for Rate {
    type Err = MoneyError;

    fn from_str(text: &str) -> Result<Self, MoneyError> {
        let (amount, currency) = text.split_once(' ').ok_or(MoneyError::NotACurrency)?;
        let Ok(amount) = Decimal::from_str_exact(amount) else { return Err(MoneyError::OutOfBounds) };
        Self::new(amount, currency.parse()?)
    }
}
