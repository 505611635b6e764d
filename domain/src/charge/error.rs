//! Why nothing was charged or given back.

use schema::money::{Currency, Money, MoneyError};
use schema::problem::Code;

use super::{Payment, SalesMode};
use crate::actor::Forbidden;
use crate::coupon;
use crate::db;
use crate::ledger;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;

/// Why nothing was charged or given back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The key is not 1 to 64 printable ASCII characters.
    #[error("{0}: give 1 to 64 printable ASCII characters")]
    MalformedKey(&'static str),
    /// The key came before with something else.
    #[error("{0} was used for another input")]
    KeyReused(&'static str),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// A price, a usage or a discount is not a number that there can be.
    #[error("{field}: {source}")]
    Figure {
        /// The input field.
        field: &'static str,
        /// What is wrong with it.
        source: MoneyError,
    },
    /// A price, a usage or a discount below zero.
    #[error("{0}: give zero or more")]
    Negative(&'static str),
    /// More would be taken off than the official price.
    #[error("the discount is more than the official price of {0}")]
    Discount(schema::money::Rate),
    /// It has not happened yet.
    #[error("occurredAt lies in the future")]
    Future,
    /// No such customer.
    #[error("no such customer")]
    NoSuchCustomer,
    /// The customer has no accounts in that currency.
    #[error("the customer has no account in {0}")]
    NoAccountIn(Currency),
    /// It cannot be paid in that way.
    #[error("payment by {payment} is not for what this customer used in {mode}")]
    Payment {
        /// How the customer stood.
        mode: SalesMode,
        /// What was to pay.
        payment: Payment,
    },
    /// No such charge.
    #[error("no such charge")]
    NoSuchCharge,
    /// The amount is not more than zero.
    #[error("give an amount of more than zero")]
    Amount,
    /// The amount is not in the charge's currency.
    #[error("give an amount in {0}, the charge's currency")]
    Currency(Currency),
    /// More than what is left of the charge.
    #[error("{left} of the charge is left to be refunded")]
    TooMuch {
        /// What was not refunded yet.
        left: Money,
    },
    /// Coupons gave back less than they paid: the books are broken.
    #[error("the coupons of the charge do not cover what they paid")]
    CouponsDoNotCover,
    /// What was told cannot be written down.
    #[error("the input cannot be written down")]
    Input(#[from] serde_json::Error),
    /// A sum is out of bounds.
    #[error(transparent)]
    Sum(#[from] MoneyError),
    /// Coupons could not pay, or be given back.
    #[error(transparent)]
    Coupon(#[from] coupon::Error),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("charges_charge_key_unique") => Self::KeyReused("chargeKey"),
            Some("refunds_refund_key_unique") => Self::KeyReused("refundKey"),
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::KeyReused(_) => Code::IdempotencyKeyReused,
            Self::MalformedKey(_)
            | Self::Text(_)
            | Self::Figure { .. }
            | Self::Negative(_)
            | Self::Discount(_)
            | Self::Future
            | Self::NoAccountIn(_)
            | Self::Amount
            | Self::Currency(_)
            | Self::Sum(_) => Code::InvalidInput,
            Self::NoSuchCustomer | Self::NoSuchCharge => Code::NotFound,
            Self::Payment { .. } | Self::TooMuch { .. } => Code::StateConflict,
            Self::CouponsDoNotCover | Self::Input(_) => Code::Internal,
            Self::Coupon(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::MalformedKey(field) | Self::KeyReused(field) | Self::Negative(field) | Self::Figure { field, .. } => {
                Some(field)
            }
            Self::Text(error) => Some(error.field),
            Self::Discount(_) => Some("discount"),
            Self::Future => Some("occurredAt"),
            Self::NoSuchCustomer => Some("customerId"),
            Self::NoAccountIn(_) => Some("unitPrice"),
            Self::Payment { .. } | Self::Ledger(ledger::Error::InsufficientFunds { .. }) => Some("payment"),
            Self::NoSuchCharge => Some("chargeId"),
            Self::Amount | Self::Currency(_) | Self::TooMuch { .. } => Some("amount"),
            Self::Forbidden(_)
            | Self::CouponsDoNotCover
            | Self::Input(_)
            | Self::Sum(_)
            | Self::Coupon(_)
            | Self::Ledger(_)
            | Self::Database(_) => None,
        }
    }
}
