//! Why something about a report is refused.

use schema::problem::Code;

use super::state::Refused;
use crate::actor::Forbidden;
use crate::db;
use crate::idempotency;
use crate::outbox;
use crate::party::NotYourReseller;
use crate::plain_text::NotPlain;
use crate::profile;
use crate::refusal::Refusal;
use crate::vault;

/// Why nothing was reported, reviewed or given up.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor reviews, but not reports.
    #[error("the vendor's staff review reports")]
    NotTheVendor,
    /// The report is of a partner that the actor does not act for.
    #[error("this is for the partner that reported the customer, or who acts for it")]
    NotYours,
    /// The actor's distributor does not act for the reseller.
    #[error(transparent)]
    NotYourReseller(#[from] NotYourReseller),
    /// Name or opinion is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Number or address is not one.
    #[error(transparent)]
    Contact(#[from] profile::Error),
    /// The vendor keeps the prospect for itself.
    #[error("the vendor keeps this customer for itself")]
    Reserved,
    /// Another partner's report of the prospect holds.
    #[error("another partner has reported this customer")]
    Reported,
    /// The partner's own report of the prospect waits or holds.
    #[error("this customer is reported already")]
    Open,
    /// The partner has as many open reports as it may.
    #[error("at most {0} reports can wait or hold at a time")]
    Limit(i64),
    /// None, or too many at once.
    #[error("give 1 to {0} reports")]
    Batch(usize),
    /// No such report.
    #[error("no such report")]
    NotFound,
    /// The report is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// The value could not be sealed.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The mail could not be written.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("reports_mobile_index_reported") => Self::Reported,
            Some("reports_partner_id_open") => Self::Open,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NotTheVendor | Self::NotYours => Code::Forbidden,
            Self::NotYourReseller(error) => error.code(),
            Self::Text(_) | Self::Batch(_) => Code::InvalidInput,
            Self::Contact(error) => error.code(),
            Self::Reserved => Code::CustomerReserved,
            Self::Reported => Code::CustomerReported,
            Self::Open => Code::AlreadyExists,
            Self::Limit(_) => Code::LimitReached,
            Self::NotFound => Code::NotFound,
            Self::State(_) => Code::StateConflict,
            Self::Idempotency(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotYourReseller(error) => error.field(),
            Self::Text(error) => Some(error.field),
            Self::Contact(error) => error.field(),
            Self::Reserved | Self::Reported | Self::Open => Some("mobile"),
            Self::Batch(_) => Some("reportIds"),
            Self::NotFound | Self::State(_) => Some("reportId"),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_)
            | Self::NotTheVendor
            | Self::NotYours
            | Self::Limit(_)
            | Self::Vault(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}
