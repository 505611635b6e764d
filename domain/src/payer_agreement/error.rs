//! Why no agreement was made or ended.

use schema::problem::Code;

use super::Refused;
use crate::actor::Forbidden;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::{db, idempotency, outbox, verification};

/// Why no agreement was made or ended.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No code was given, or not the right one.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// The name has neither letter nor digit: it could be anybody's.
    #[error("give a name that has letters or digits")]
    Nobody,
    /// The partner pays for itself without an agreement.
    #[error("this is the partner's own name: it pays for itself without an agreement")]
    Oneself,
    /// It would have expired.
    #[error("give an instant in the future, or none")]
    Expiry,
    /// Nobody can pay for the partner yet.
    #[error("the partner has no remittance account that somebody could pay to")]
    NoRemittanceAccount,
    /// An agreement with this payer is effective.
    #[error("an agreement with this payer is effective already")]
    Exists,
    /// No such agreement.
    #[error("no such agreement")]
    NotFound,
    /// The agreement has ended.
    #[error(transparent)]
    State(#[from] Refused),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
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
            Some("payer_agreements_payer_once") => Self::Exists,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Verification(error) => error.code(),
            Self::Text(_) | Self::Nobody | Self::Oneself | Self::Expiry => Code::InvalidInput,
            Self::NoRemittanceAccount => Code::NotEligible,
            Self::Exists => Code::AlreadyExists,
            Self::NotFound => Code::NotFound,
            Self::State(_) => Code::StateConflict,
            Self::Idempotency(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Verification(error) => error.field(),
            Self::Text(error) => Some(error.field),
            Self::Nobody | Self::Oneself | Self::Exists => Some("payerName"),
            Self::Expiry => Some("expiresAt"),
            Self::NotFound | Self::State(_) => Some("id"),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_) | Self::NoRemittanceAccount | Self::Outbox(_) | Self::Database(_) => None,
        }
    }
}
