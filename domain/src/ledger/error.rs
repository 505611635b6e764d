//! Why nothing was posted.

use schema::ids::AccountId;
use schema::money::{Currency, Money, MoneyError};
use schema::problem::Code;

use super::AccountKind;
use crate::db;
use crate::outbox;
use crate::refusal::Refusal;

/// Why nothing was posted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The account has less than the amount.
    #[error("{available} available, {needed} needed")]
    InsufficientFunds {
        /// The account that would fall below zero.
        account: AccountId,
        /// What it has.
        available: Money,
        /// What was to be taken.
        needed: Money,
    },
    /// The fact that names the movement was posted before.
    #[error("posted before")]
    AlreadyPosted,
    /// More was to be paid than is owed.
    #[error("{owed} is owed, {paid} was to be paid")]
    Overpaid {
        /// What is owed: zero or below.
        owed: Money,
        /// What was to be paid.
        paid: Money,
    },
    /// The lots of an account are less than its balance: the books are broken.
    #[error("the lots of {0} do not cover its balance")]
    LotsDoNotCover(AccountId),
    /// A movement does not say where its money comes from: a fault of ours.
    #[error("money without an origin")]
    NoOrigin,
    /// An account does not exist, or is not one of the movement's currency.
    #[error("no account {account} in {currency}")]
    NoSuchAccount {
        /// The account.
        account: AccountId,
        /// The movement's currency.
        currency: Currency,
    },
    /// A party has no account of that kind in the currency.
    #[error("no {kind} account in {currency}")]
    NoAccount {
        /// The kind.
        kind: AccountKind,
        /// The currency.
        currency: Currency,
    },
    /// An amount is not more than zero, or a sum is out of bounds.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// A job could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("ledger_transfers_key_unique" | "ledger_transactions_reverses_id_once") => Self::AlreadyPosted,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::InsufficientFunds { .. } => Code::InsufficientFunds,
            Self::AlreadyPosted | Self::Overpaid { .. } => Code::StateConflict,
            Self::LotsDoNotCover(_) | Self::NoOrigin => Code::Internal,
            Self::NoSuchAccount { .. } | Self::NoAccount { .. } => Code::NotFound,
            Self::Amount(_) => Code::InvalidInput,
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }
}
