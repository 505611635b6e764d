//! What a coupon may pay for: restrictions of a quota, and of coupons within it.
//!
//! An empty list restricts nothing. What is issued from a quota may be
//! narrower, never wider (domain.md C-5, C-11, invariant 11).

use chrono::{DateTime, Utc};
use schema::money::Money;
use serde::Serialize;

/// Most service types, and most products, that can be named.
pub const MOST_NAMES: usize = 10;
/// Longest name of one.
const LONGEST_NAME: usize = 64;

/// What may be paid for, all of it said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Only these cloud service types; empty for all.
    pub service_types: Vec<String>,
    /// Only these products; empty for all.
    pub products: Vec<String>,
    /// Only charges of at least so much; zero for any.
    pub min_charge: Money,
    /// Whether also what is discounted.
    pub combines_with_discount: bool,
}

/// What somebody asks for; what is not said is as the quota has it.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Wanted {
    /// Only these cloud service types; empty for the quota's.
    pub service_types: Vec<String>,
    /// Only these products; empty for the quota's.
    pub products: Vec<String>,
    /// Only charges of at least so much.
    pub min_charge: Option<Money>,
    /// Whether also what is discounted.
    pub combines_with_discount: Option<bool>,
}

/// Why restrictions cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// Too many names, or one of another form.
    #[error("{0}: give at most 10 names of 1 to 64 letters, digits, points, dashes and underscores")]
    Names(&'static str),
    /// Less than zero, or of another currency.
    #[error("minCharge: give an amount of zero or more in the quota's currency")]
    MinCharge,
    /// Wider than the quota's.
    #[error("{0} is wider than the quota's")]
    Wider(&'static str),
    /// Not from an instant to a later one that has not passed.
    #[error("{0}: give a validity that ends after it begins, and later than now")]
    Validity(&'static str),
}

impl Unfit {
    /// The input field that is meant.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        match self {
            Self::Names(field) | Self::Wider(field) | Self::Validity(field) => field,
            Self::MinCharge => "minCharge",
        }
    }
}

/// What is bought.
#[derive(Debug, Clone, Copy)]
pub struct Bought<'a> {
    /// Its cloud service type.
    pub service_type: &'a str,
    /// The product, when it is one.
    pub product: Option<&'a str>,
    /// What it costs in all.
    pub due: Money,
    /// Whether a discount lowered that.
    pub is_discounted: bool,
}

impl Limits {
    /// What `wanted` says, for a quota that is inside no other.
    ///
    /// # Errors
    /// [`Unfit::Names`], [`Unfit::MinCharge`].
    pub fn outermost(wanted: &Wanted, zero: Money) -> Result<Self, Unfit> {
        let all = Self { service_types: vec![], products: vec![], min_charge: zero, combines_with_discount: true };
        all.narrowed(wanted)
    }

    /// These, narrowed to what `wanted` says.
    ///
    /// # Errors
    /// [`Unfit::Wider`] for what these do not allow, [`Unfit::Names`], [`Unfit::MinCharge`].
    pub fn narrowed(&self, wanted: &Wanted) -> Result<Self, Unfit> {
        let min_charge = wanted.min_charge.unwrap_or(self.min_charge);
        if min_charge.is_negative() || min_charge.currency() != self.min_charge.currency() {
            return Err(Unfit::MinCharge);
        }
        if min_charge.amount() < self.min_charge.amount() {
            return Err(Unfit::Wider("minCharge"));
        }
        let combines_with_discount = wanted.combines_with_discount.unwrap_or(self.combines_with_discount);
        if combines_with_discount && !self.combines_with_discount {
            return Err(Unfit::Wider("combinesWithDiscount"));
        }
        Ok(Self {
            service_types: names(&wanted.service_types, &self.service_types, "serviceTypes")?,
            products: names(&wanted.products, &self.products, "products")?,
            min_charge,
            combines_with_discount,
        })
    }

    /// Whether a coupon with these pays for `bought`.
    #[must_use]
    pub fn suit(&self, bought: &Bought<'_>) -> bool {
        let is_named = |names: &[String], name: Option<&str>| {
            names.is_empty() || name.is_some_and(|name| names.iter().any(|known| known == name))
        };
        is_named(&self.service_types, Some(bought.service_type))
            && is_named(&self.products, bought.product)
            && self.min_charge.currency() == bought.due.currency()
            && self.min_charge.amount() <= bought.due.amount()
            && (self.combines_with_discount || !bought.is_discounted)
    }
}

/// From when to when something holds: `[from, to)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Validity {
    /// First instant.
    pub from: DateTime<Utc>,
    /// First instant after.
    pub to: DateTime<Utc>,
}

impl Validity {
    /// From `from` to `to`, which is not over at `now`.
    ///
    /// # Errors
    /// [`Unfit::Validity`].
    pub fn new(from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) -> Result<Self, Unfit> {
        if from >= to || to <= now { Err(Unfit::Validity("validTo")) } else { Ok(Self { from, to }) }
    }

    /// What is asked for inside this one: as this has it where nothing is said.
    ///
    /// # Errors
    /// [`Unfit::Wider`], [`Unfit::Validity`].
    pub fn narrowed(
        self,
        from: Option<DateTime<Utc>>,
        to: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<Self, Unfit> {
        let inside = Self { from: from.unwrap_or(self.from), to: to.unwrap_or(self.to) };
        if inside.from < self.from {
            return Err(Unfit::Wider("validFrom"));
        }
        if inside.to > self.to {
            return Err(Unfit::Wider("validTo"));
        }
        Self::new(inside.from, inside.to, now)
    }

    /// Whether `at` lies in it.
    #[must_use]
    pub fn holds(self, at: DateTime<Utc>) -> bool {
        self.from <= at && at < self.to
    }
}

/// The names wanted, sorted, each once; those of the quota when none is.
fn names(wanted: &[String], quota: &[String], field: &'static str) -> Result<Vec<String>, Unfit> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_');
    let is_name = |name: &String| (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(is_letter);
    if wanted.len() > MOST_NAMES || !wanted.iter().all(is_name) {
        return Err(Unfit::Names(field));
    }
    if wanted.is_empty() {
        return Ok(quota.to_vec());
    }
    if !quota.is_empty() && !wanted.iter().all(|name| quota.contains(name)) {
        return Err(Unfit::Wider(field));
    }
    let mut names = wanted.to_vec();
    names.sort();
    names.dedup();
    Ok(names)
}
