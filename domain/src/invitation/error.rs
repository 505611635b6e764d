//! Why a customer was not invited.

use schema::problem::Code;

use super::Refused;
use crate::actor::Forbidden;
use crate::db;
use crate::outbox;
use crate::party::NotYourReseller;
use crate::profile;
use crate::refusal::Refusal;
use crate::vault;

/// Why a customer was not invited, or an invitation not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for that reseller.
    #[error(transparent)]
    Acting(#[from] NotYourReseller),
    /// None, or too many at once.
    #[error("give 1 to {0} reports")]
    Count(usize),
    /// No such report.
    #[error("no such report")]
    NoSuchReport,
    /// The report is not in force: not approved, expired, withdrawn or fulfilled.
    #[error("the report is not in force: report the customer again")]
    ReportMissing,
    /// An invitation of the report is open.
    #[error("the customer has an open invitation: send it again")]
    Invited,
    /// No such invitation.
    #[error("no such invitation")]
    NotFound,
    /// A link is not mailed.
    #[error("a link is not mailed: hand it out again yourself")]
    NotMailed,
    /// The invitation is not in a state that allows it.
    #[error(transparent)]
    State(#[from] Refused),
    /// Not a mail address.
    #[error(transparent)]
    Contact(#[from] profile::Error),
    /// The address could not be sealed or opened.
    #[error(transparent)]
    Vault(#[from] vault::Error),
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
            Some("invitations_report_id_open") => Self::Invited,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Acting(error) => error.code(),
            Self::Count(_) => Code::InvalidInput,
            Self::NoSuchReport | Self::NotFound => Code::NotFound,
            Self::ReportMissing => Code::ReportMissing,
            Self::Invited => Code::AlreadyExists,
            Self::NotMailed | Self::State(_) => Code::StateConflict,
            Self::Contact(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Acting(error) => error.field(),
            Self::Count(_) | Self::NoSuchReport | Self::Invited => Some("reportIds"),
            Self::NotFound | Self::NotMailed | Self::State(_) | Self::ReportMissing => Some("invitationId"),
            Self::Contact(error) => error.field(),
            Self::Forbidden(_) | Self::Vault(_) | Self::Outbox(_) | Self::Database(_) => None,
        }
    }
}
