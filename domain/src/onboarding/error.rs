//! Why a customer was not registered or associated.

use schema::problem::Code;

use super::{Failure, Refused, account};
use crate::actor::Forbidden;
use crate::agreement;
use crate::db;
use crate::idempotency;
use crate::invitation;
use crate::manager;
use crate::outbox;
use crate::party::{self, NotYourReseller};
use crate::plain_text::NotPlain;
use crate::profile;
use crate::refusal::Refusal;
use crate::report;
use crate::secret::NoRandomness;
use crate::staff;
use crate::verification;

/// Why a customer was not registered or associated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for that reseller.
    #[error(transparent)]
    Acting(#[from] NotYourReseller),
    /// No such invitation, or it was taken back or replaced by a newer one.
    #[error("there is no such invitation")]
    InvitationNotFound,
    /// The invitation was accepted.
    #[error("the invitation was used")]
    InvitationUsed,
    /// The invitation is past its time.
    #[error("the invitation has expired: ask the partner for a new one")]
    InvitationExpired,
    /// Something stands against it.
    #[error("{}", .0.text())]
    Failed(Failure),
    /// The mobile number is not the reported one.
    #[error("the mobile number of the account is not the one that the partner reported")]
    MobileMismatch,
    /// The partner has no report of the customer in force.
    #[error("the partner has no report of this customer in force: it has to report and invite again")]
    ReportMissing,
    /// The account is too old for an offline invitation.
    #[error("the account is too old for an offline invitation: the partner has to report and invite by mail")]
    AccountTooOld,
    /// An agreement was not accepted.
    #[error(transparent)]
    Agreement(#[from] agreement::Error),
    /// The invitation could not be closed.
    #[error(transparent)]
    Invitation(#[from] invitation::Error),
    /// The report could not be fulfilled.
    #[error(transparent)]
    Report(#[from] report::Error),
    /// The customer could not be put in a manager's care.
    #[error(transparent)]
    Manager(#[from] manager::Error),
    /// The customer could not be entered.
    #[error(transparent)]
    Party(party::Error),
    /// Its administrator could not be entered.
    #[error(transparent)]
    Staff(#[from] staff::Error),
    /// Its contact data were not taken.
    #[error(transparent)]
    Profile(#[from] profile::Error),
    /// Its account name or password was not taken.
    #[error(transparent)]
    Account(#[from] account::Error),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Not a mainland number.
    #[error("give a mainland mobile number: +86 and eleven digits")]
    NotMainland,
    /// A mobile number or a password without an address.
    #[error("a mobile number or a password needs a mail address, which gets the code")]
    EmailNeeded,
    /// The customer's id on the platform without the platform, or the other way round.
    #[error("give the platform and the customer's id on it, or neither")]
    Platform,
    /// The platform's customer is registered.
    #[error("the platform has registered this customer already")]
    PlatformUserInUse,
    /// No code, or not the right one.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// No such onboarding.
    #[error("no such onboarding")]
    NotFound,
    /// The onboarding is not in a state that allows it.
    #[error(transparent)]
    State(#[from] Refused),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// No name could be made up.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// A job or mail could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl From<party::Error> for Error {
    fn from(error: party::Error) -> Self {
        // The constraint behind the rule that was checked: somebody was quicker.
        let is_late = matches!(error, party::Error::Associated);
        if is_late { Self::Failed(Failure::Associated) } else { Self::Party(error) }
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("customers_platform_unique") => Self::PlatformUserInUse,
            Some("customers_platform_whole") => Self::Platform,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Acting(error) => error.code(),
            Self::InvitationNotFound => Code::InvitationNotFound,
            Self::InvitationUsed => Code::InvitationUsed,
            Self::InvitationExpired => Code::InvitationExpired,
            Self::Failed(failure) => failure.code(),
            Self::MobileMismatch => Code::MobileMismatch,
            Self::ReportMissing => Code::ReportMissing,
            Self::AccountTooOld => Code::AccountTooOld,
            Self::Agreement(error) => error.code(),
            Self::Invitation(error) => error.code(),
            Self::Report(error) => error.code(),
            Self::Manager(error) => error.code(),
            Self::Party(error) => error.code(),
            Self::Staff(error) => error.code(),
            Self::Profile(error) => error.code(),
            Self::Account(_) | Self::Text(_) | Self::NotMainland | Self::EmailNeeded | Self::Platform => {
                Code::InvalidInput
            }
            Self::PlatformUserInUse => Code::AlreadyExists,
            Self::Verification(error) => error.code(),
            Self::NotFound => Code::NotFound,
            Self::State(_) => Code::StateConflict,
            Self::Idempotency(error) => error.code(),
            Self::Randomness(_) => Code::Internal,
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Acting(error) => error.field(),
            Self::InvitationNotFound | Self::InvitationUsed | Self::InvitationExpired | Self::Invitation(_) => {
                Some("token")
            }
            Self::Agreement(_) => Some("agreementIds"),
            Self::Staff(staff::Error::Password(_)) | Self::Account(account::Error::Password) => Some("password"),
            Self::Staff(_) | Self::EmailNeeded => Some("email"),
            Self::Account(account::Error::Name) => Some("accountName"),
            Self::Party(_) => Some("name"),
            Self::Profile(error) => error.field(),
            Self::Text(error) => Some(error.field),
            Self::NotMainland => Some("mobile"),
            Self::Platform | Self::PlatformUserInUse => Some("platformUserId"),
            Self::Verification(error) => error.field(),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_)
            | Self::Failed(_)
            | Self::MobileMismatch
            | Self::ReportMissing
            | Self::AccountTooOld
            | Self::Report(_)
            | Self::Manager(_)
            | Self::NotFound
            | Self::State(_)
            | Self::Randomness(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}
