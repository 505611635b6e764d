//! Why an authorisation was not asked for, answered or taken back.

use schema::problem::Code;

use super::Refused;
use crate::actor::Forbidden;
use crate::agreement;
use crate::db;
use crate::outbox;
use crate::party::NotYourReseller;
use crate::refusal::Refusal;
use crate::verification;

/// Why an authorisation was not asked for, answered or taken back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for that reseller.
    #[error(transparent)]
    ActingFor(#[from] NotYourReseller),
    /// No customer of the partner's, or not one the person looks after.
    #[error("no such customer")]
    NoSuchCustomer,
    /// An advisory customer: it acts for itself.
    #[error("only a resale customer can be asked")]
    NotResale,
    /// The last day is over already.
    #[error("the last day is over")]
    Expiry,
    /// One is requested or granted already.
    #[error("this was asked for already, or is granted")]
    Open,
    /// The commitment letter was not accepted in its version in force.
    #[error(transparent)]
    Agreement(#[from] agreement::Error),
    /// No such authorisation.
    #[error("no such authorisation")]
    NotFound,
    /// It is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// A verification code is needed.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// The mail could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("authorizations_scope_open") => Self::Open,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::ActingFor(error) => error.code(),
            Self::NoSuchCustomer | Self::NotFound => Code::NotFound,
            Self::NotResale | Self::State(_) => Code::StateConflict,
            Self::Expiry => Code::InvalidInput,
            Self::Open => Code::AlreadyExists,
            Self::Agreement(error) => error.code(),
            Self::Verification(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ActingFor(error) => error.field(),
            Self::NoSuchCustomer | Self::NotResale => Some("customerId"),
            Self::Expiry => Some("expiresOn"),
            Self::Open => Some("scope"),
            Self::Agreement(error) => error.field(),
            Self::NotFound | Self::State(_) => Some("authorizationId"),
            Self::Verification(error) => error.field(),
            Self::Forbidden(_) | Self::Outbox(_) | Self::Database(_) => None,
        }
    }
}
