//! Why no money was given or taken back.

use schema::money::{Currency, MoneyError};
use schema::problem::Code;

use super::MOST_ORDERS;
use crate::actor::Forbidden;
use crate::party::NotYourReseller;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::{db, idempotency, ledger, verification};

/// Why no money was given or taken back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for the reseller.
    #[error(transparent)]
    ActingFor(#[from] NotYourReseller),
    /// A code is needed, or was wrong.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// Not a reseller or customer of the partner now.
    #[error("no such reseller or customer")]
    NotFound,
    /// An advisory customer pays the vendor itself.
    #[error("an advisory customer pays the vendor itself: no money is allocated to it")]
    AdvisoryCustomer,
    /// The two are about to part.
    #[error("the two are parting: what is left goes back by itself")]
    Parting,
    /// The amount is not more than zero.
    #[error("give an amount of more than zero")]
    Amount,
    /// One of the two has no account in the currency.
    #[error("there are no accounts in {0}")]
    Currency(Currency),
    /// The note is empty or too long.
    #[error(transparent)]
    Memo(#[from] NotPlain),
    /// A batch of nothing, or of too many.
    #[error("give 1 to {MOST_ORDERS} items")]
    Items,
    /// The amount of an item, counted from one, is no money.
    #[error("item {0}: {1}")]
    Item(usize, #[source] MoneyError),
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
            Self::ActingFor(error) => error.code(),
            Self::Verification(error) => error.code(),
            Self::NotFound => Code::NotFound,
            Self::AdvisoryCustomer => Code::AdvisoryCustomer,
            Self::Parting => Code::StateConflict,
            Self::Amount | Self::Currency(_) | Self::Memo(_) | Self::Items | Self::Item(..) => Code::InvalidInput,
            Self::Idempotency(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ActingFor(error) => error.field(),
            Self::Verification(error) => error.field(),
            Self::NotFound | Self::AdvisoryCustomer | Self::Parting => Some("partyId"),
            Self::Amount | Self::Currency(_) | Self::Ledger(_) => Some("amount"),
            Self::Memo(_) => Some("memo"),
            Self::Items | Self::Item(..) => Some("items"),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}
