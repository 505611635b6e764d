//! Scalars and the value types made of them.

use async_graphql::{
    InputObject, InputType, InputValueError, InputValueResult, Scalar, ScalarType, SimpleObject, Value,
};
use chrono::{NaiveDate, SecondsFormat, Utc};
use schema::ids::{Id, Named};
use schema::money::MoneyError;

/// An instant.
#[derive(Clone, Copy)]
pub(crate) struct DateTime(pub(crate) chrono::DateTime<Utc>);

/// An instant in UTC, RFC 3339 with microseconds: `2026-03-01T09:30:00.000000Z`.
#[Scalar(specified_by_url = "https://scalars.graphql.org/andimarek/date-time.html")]
impl ScalarType for DateTime {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read(&value).ok_or_else(|| InputValueError::expected_type(value))
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value).is_some()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_rfc3339_opts(SecondsFormat::Micros, true))
    }
}

impl DateTime {
    fn read(value: &Value) -> Option<Self> {
        let instant = chrono::DateTime::parse_from_rfc3339(text(value)?).ok()?;
        Some(Self(instant.to_utc()))
    }
}

/// A day.
#[derive(Clone, Copy)]
pub(crate) struct Date(pub(crate) NaiveDate);

/// A calendar day, ISO 8601: `2026-03-01`.
#[Scalar]
impl ScalarType for Date {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read(&value).ok_or_else(|| InputValueError::expected_type(value))
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value).is_some()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Date {
    fn read(value: &Value) -> Option<Self> {
        text(value)?.parse().ok().map(Self)
    }
}

/// An exact number.
#[derive(Clone, Copy)]
pub(crate) struct Decimal(pub(crate) rust_decimal::Decimal);

/// A decimal number as text, so that no client makes a float of it: `"1234.50"`.
/// Amounts of money have two decimals, prices and fees eight, and at most eighteen digits before the point.
#[Scalar]
impl ScalarType for Decimal {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read(&value).ok_or_else(|| InputValueError::expected_type(value))
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value).is_some()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Decimal {
    fn read(value: &Value) -> Option<Self> {
        rust_decimal::Decimal::from_str_exact(text(value)?).ok().map(Self)
    }
}

/// A currency.
#[derive(Clone, Copy)]
pub(crate) struct Currency(pub(crate) schema::money::Currency);

/// A currency, three capital letters of ISO 4217: `CNY`.
#[Scalar(specified_by_url = "https://www.iso.org/iso-4217-currency-codes.html")]
impl ScalarType for Currency {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read(&value).ok_or_else(|| InputValueError::expected_type(value))
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value).is_some()
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }
}

impl Currency {
    fn read(value: &Value) -> Option<Self> {
        text(value)?.parse().ok().map(Self)
    }
}

/// A whole number of 53 bits.
#[derive(Clone, Copy)]
pub(crate) struct Long(pub(crate) i64);

/// A whole number that may pass 2 147 483 647 but never 9 007 199 254 740 991, written as a number.
#[Scalar]
impl ScalarType for Long {
    fn parse(value: Value) -> InputValueResult<Self> {
        Self::read(&value).ok_or_else(|| InputValueError::expected_type(value))
    }

    fn is_valid(value: &Value) -> bool {
        Self::read(value).is_some()
    }

    fn to_value(&self) -> Value {
        self.0.into()
    }
}

impl Long {
    fn read(value: &Value) -> Option<Self> {
        if let Value::Number(number) = value { number.as_i64().map(Self) } else { None }
    }
}

/// An amount in a currency. Amounts of different currencies are never added or converted.
#[derive(SimpleObject, Clone, Copy)]
pub(crate) struct Money {
    /// The amount, two decimals: `"1234.50"`.
    amount: Decimal,
    /// The currency.
    currency: Currency,
}

impl From<schema::money::Money> for Money {
    fn from(money: schema::money::Money) -> Self {
        Self { amount: Decimal(money.amount()), currency: Currency(money.currency()) }
    }
}

/// An amount in a currency, given by the caller.
#[derive(InputObject, Clone, Copy)]
pub(crate) struct MoneyInput {
    /// The amount, at most two decimals: `"1234.50"`.
    amount: Decimal,
    /// The currency.
    currency: Currency,
}

impl MoneyInput {
    /// The amount as money.
    ///
    /// # Errors
    /// [`MoneyError`] for more than two decimals or eighteen digits before the point.
    pub(crate) fn money(self) -> Result<schema::money::Money, MoneyError> {
        schema::money::Money::new(self.amount.0, self.currency.0)
    }
}

/// A price or a fee.
#[derive(SimpleObject, Clone, Copy)]
pub(crate) struct Rate {
    /// The amount, eight decimals: `"0.12345678"`.
    amount: Decimal,
    /// The currency.
    currency: Currency,
}

impl From<schema::money::Rate> for Rate {
    fn from(rate: schema::money::Rate) -> Self {
        Self { amount: Decimal(rate.amount()), currency: Currency(rate.currency()) }
    }
}

/// A price, given by the caller.
#[derive(InputObject, Clone, Copy)]
pub(crate) struct RateInput {
    /// The amount, at most eight decimals: `"0.12345678"`.
    pub(crate) amount: Decimal,
    /// The currency.
    pub(crate) currency: Currency,
}

impl RateInput {
    /// The amount as a rate.
    ///
    /// # Errors
    /// [`MoneyError`] for more than eight decimals or eighteen digits before the point.
    pub(crate) fn rate(self) -> Result<schema::money::Rate, MoneyError> {
        schema::money::Rate::new(self.amount.0, self.currency.0)
    }
}

/// The id of an `N`, taken as an argument: an id of another type is refused by name.
pub(crate) struct IdOf<N: Named>(pub(crate) Id<N>);

impl<N: Named> InputType for IdOf<N> {
    type RawValueType = Self;

    fn type_name() -> std::borrow::Cow<'static, str> {
        <async_graphql::ID as InputType>::type_name()
    }

    fn create_type_info(registry: &mut async_graphql::registry::Registry) -> String {
        <async_graphql::ID as InputType>::create_type_info(registry)
    }

    fn parse(value: Option<Value>) -> InputValueResult<Self> {
        let value = value.unwrap_or_default();
        let text = text(&value).ok_or_else(|| InputValueError::expected_type(value.clone()))?;
        Ok(Self(text.parse::<Id<N>>()?))
    }

    fn to_value(&self) -> Value {
        Value::String(self.0.to_string())
    }

    fn as_raw_value(&self) -> Option<&Self> {
        Some(self)
    }
}

fn text(value: &Value) -> Option<&str> {
    if let Value::String(text) = value { Some(text) } else { None }
}
