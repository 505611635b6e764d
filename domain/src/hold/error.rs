//! Why no money was set aside or given back.

use schema::money::Currency;
use schema::problem::Code;

use super::Refused;
use crate::actor::Forbidden;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::{db, idempotency, ledger};

/// Why no money was set aside or given back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The reason is empty or too long.
    #[error(transparent)]
    Reason(#[from] NotPlain),
    /// The amount is not more than zero.
    #[error("give an amount of more than zero")]
    Amount,
    /// The amount is not in the account's currency.
    #[error("give an amount in {0}, the account's currency")]
    Currency(Currency),
    /// No such account, or not a partner's cash account.
    #[error("no such cash account")]
    NoSuchAccount,
    /// No such hold.
    #[error("no such hold")]
    NotFound,
    /// The hold is not in force.
    #[error(transparent)]
    State(#[from] Refused),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Reason(_) | Self::Amount | Self::Currency(_) => Code::InvalidInput,
            Self::NoSuchAccount | Self::NotFound => Code::NotFound,
            Self::State(_) => Code::StateConflict,
            Self::Idempotency(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Reason(error) => Some(error.field),
            Self::Amount | Self::Currency(_) | Self::Ledger(_) => Some("amount"),
            Self::NoSuchAccount => Some("accountId"),
            Self::NotFound | Self::State(_) => Some("holdId"),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}
