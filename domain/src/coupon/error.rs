//! Why quota or coupons were not issued, taken back, frozen or spent.

use schema::money::{Currency, Money, MoneyError};
use schema::problem::Code;
use serde::{Deserialize, Serialize};

use super::limits::Unfit;
use super::{quota, state};
use crate::actor::Forbidden;
use crate::db;
use crate::idempotency;
use crate::outbox;
use crate::party::NotYourReseller;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::verification;

/// One of many that a command was about, and what came of it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Item<Of, Made> {
    /// The one.
    pub of: Of,
    /// What came of it.
    pub outcome: Result<Made, Denied>,
}

/// Why nothing was done for one of many; the others are done all the same. Kept with the command, so that a repeat
/// answers alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum Denied {
    /// No customer of the issuer's.
    #[error("no such customer")]
    NoSuchCustomer,
    /// No reseller of the distributor's.
    #[error("no such reseller")]
    NoSuchReseller,
    /// No such quota, or one of another giver or holder.
    #[error("no such coupon quota")]
    NoSuchQuota,
    /// No such coupon, or one of another issuer.
    #[error("no such coupon")]
    NoSuchCoupon,
    /// An advisory customer, and an actor who may not issue to one.
    #[error("an advisory customer gets coupons from who may issue to one")]
    Advisory,
    /// The association is being ended.
    #[error("the association is being ended")]
    Parting,
    /// The quota has less left.
    #[error("{available} left in the quota, {needed} needed")]
    Insufficient {
        /// What it has.
        available: Money,
        /// What was to be issued.
        needed: Money,
    },
    /// The quota's time has not come.
    #[error("the coupon quota is not valid yet")]
    NotYet,
    /// The quota is not in a state that allows this.
    #[error(transparent)]
    Quota(#[from] quota::Refused),
    /// The coupon is not in a state that allows this.
    #[error(transparent)]
    Coupon(#[from] state::Refused),
}

impl Refusal for Denied {
    fn code(&self) -> Code {
        match self {
            Self::NoSuchCustomer | Self::NoSuchReseller | Self::NoSuchQuota | Self::NoSuchCoupon => Code::NotFound,
            Self::Advisory => Code::AdvisoryCustomer,
            Self::Insufficient { .. } => Code::InsufficientQuota,
            Self::Parting | Self::NotYet | Self::Quota(_) | Self::Coupon(_) => Code::StateConflict,
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoSuchCustomer | Self::Advisory | Self::Parting => Some("customerId"),
            Self::NoSuchReseller => Some("resellerId"),
            Self::NoSuchQuota | Self::NotYet | Self::Quota(_) => Some("quotaId"),
            Self::NoSuchCoupon | Self::Coupon(_) => Some("couponId"),
            Self::Insufficient { .. } => Some("amount"),
        }
    }
}

/// What came of one: a denial stays with it, everything else ends the command.
pub(super) fn outcome<T>(done: Result<T, Error>) -> Result<Result<T, Denied>, Error> {
    match done {
        Ok(made) => Ok(Ok(made)),
        Err(Error::Denied(denied)) => Ok(Err(denied)),
        Err(error) => Err(error),
    }
}

/// Refuses none, more than `most`, and one that comes twice.
pub(super) fn check_batch<T: Ord + Copy>(
    ids: impl Iterator<Item = T>,
    field: &'static str,
    most: usize,
) -> Result<(), Error> {
    let mut ids: Vec<T> = ids.collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    if (1..=most).contains(&count) && ids.len() == count { Ok(()) } else { Err(Error::Batch { field, most }) }
}

/// Why a command was refused whole.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for that reseller.
    #[error(transparent)]
    ActingFor(#[from] NotYourReseller),
    /// What it is about is not there, or not in a state that allows it.
    #[error(transparent)]
    Denied(#[from] Denied),
    /// No partner that the vendor gives quota to.
    #[error("no such distributor, solution provider or government-subsidy partner")]
    NoSuchHolder,
    /// A text is too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Restrictions or validity cannot be had.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The amount is not more than zero.
    #[error("give an amount of more than zero")]
    Amount(&'static str),
    /// The amount is not in the quota's currency.
    #[error("give an amount in {0}, the quota's currency")]
    Currency(Currency),
    /// None, too many, or one twice.
    #[error("{field}: give 1 to {most}, each once")]
    Batch {
        /// The input field.
        field: &'static str,
        /// How many it takes.
        most: usize,
    },
    /// A verification code is needed.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// A mail could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// A sum is out of bounds.
    #[error(transparent)]
    Sum(#[from] MoneyError),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl From<state::Refused> for Error {
    fn from(refused: state::Refused) -> Self {
        Self::Denied(refused.into())
    }
}

impl From<quota::Refused> for Error {
    fn from(refused: quota::Refused) -> Self {
        Self::Denied(refused.into())
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::ActingFor(error) => error.code(),
            Self::Denied(error) => error.code(),
            Self::NoSuchHolder => Code::NotFound,
            Self::Unfit(Unfit::Wider(_)) => Code::OutsideQuota,
            Self::Text(_)
            | Self::Unfit(Unfit::Names(_) | Unfit::MinCharge | Unfit::Validity(_))
            | Self::Amount(_)
            | Self::Currency(_)
            | Self::Batch { .. }
            | Self::Sum(_) => Code::InvalidInput,
            Self::Verification(error) => error.code(),
            Self::Idempotency(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ActingFor(error) => error.field(),
            Self::Denied(error) => error.field(),
            Self::NoSuchHolder => Some("holderId"),
            Self::Text(error) => Some(error.field),
            Self::Unfit(error) => Some(error.field()),
            Self::Amount(field) | Self::Batch { field, .. } => Some(field),
            Self::Verification(error) => error.field(),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_) | Self::Currency(_) | Self::Outbox(_) | Self::Sum(_) | Self::Database(_) => None,
        }
    }
}
