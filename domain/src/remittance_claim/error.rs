//! Why nothing became of a claim.

use schema::money::{Currency, MoneyError};
use schema::problem::Code;

use super::Refused;
use crate::actor::Forbidden;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::secret::NoRandomness;
use crate::{bank, db, idempotency, outbox};

/// Why nothing became of a claim.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// The amount is not more than zero.
    #[error("give an amount of more than zero")]
    Amount,
    /// The amount has more decimals or digits than money.
    #[error(transparent)]
    NotMoney(#[from] MoneyError),
    /// The day is in the future.
    #[error("give a day that is not in the future")]
    PaidOn,
    /// The partner has no remittance account in the currency, so nothing could be credited.
    #[error("the partner has no remittance account in {0}")]
    NoRemittanceAccount(Currency),
    /// Who began the claim does not decide it.
    #[error("who submitted the claim does not review it")]
    SelfReview,
    /// No such claim, ticket or link.
    #[error("no such claim")]
    NotFound,
    /// The ticket was used.
    #[error("the ticket was used")]
    TicketUsed,
    /// The ticket was not used in time.
    #[error("the ticket has expired")]
    TicketExpired,
    /// The claim is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// The evidence has not come.
    #[error("the evidence has not come yet")]
    NoEvidence,
    /// Another claim to the entry was approved.
    #[error("another claim to this entry was approved")]
    EntryClaimed,
    /// The entry cannot be credited.
    #[error(transparent)]
    Bank(#[from] bank::Error),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// No ticket could be made.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// What follows could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("remittance_claims_bank_entry_id_once") => Self::EntryClaimed,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::Amount | Self::NotMoney(_) | Self::PaidOn => Code::InvalidInput,
            Self::NoRemittanceAccount(_) => Code::NotEligible,
            Self::SelfReview => Code::SelfReview,
            Self::NotFound => Code::NotFound,
            Self::TicketUsed => Code::TicketUsed,
            Self::TicketExpired => Code::TicketExpired,
            Self::State(_) | Self::NoEvidence | Self::EntryClaimed => Code::StateConflict,
            Self::Bank(bank::Error::NoRemittanceAccount(_)) => Code::NotEligible,
            Self::Bank(error) => error.code(),
            Self::Idempotency(error) => error.code(),
            Self::Randomness(_) => Code::Internal,
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::Amount | Self::NotMoney(_) | Self::NoRemittanceAccount(_) => Some("amount"),
            Self::PaidOn => Some("paidOn"),
            Self::NotFound | Self::State(_) | Self::NoEvidence => Some("id"),
            Self::EntryClaimed
            | Self::Bank(
                bank::Error::NotFound | bank::Error::State(_) | bank::Error::Unfit(_) | bank::Error::ReceiptCredited,
            ) => Some("bankEntryId"),
            Self::Bank(bank::Error::NoRemittanceAccount(_)) => Some("id"),
            Self::Bank(error) => error.field(),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_)
            | Self::SelfReview
            | Self::TicketUsed
            | Self::TicketExpired
            | Self::Randomness(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}
