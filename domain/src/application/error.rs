//! Why an application was not made, reviewed or taken back.

use schema::money::Money;
use schema::problem::Code;

use super::Refused;
use crate::actor::Forbidden;
use crate::bank;
use crate::db;
use crate::outbox;
use crate::partner_invitation;
use crate::party;
use crate::plain_text::NotPlain;
use crate::profile;
use crate::refusal::Refusal;
use crate::staff;
use crate::vault;
use crate::verification;

/// Why an application was not made, reviewed or taken back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Number, address or company data are not of their form, or in use; or the regions differ.
    #[error(transparent)]
    Profile(#[from] profile::Error),
    /// The address was not proven.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// The invitation cannot be accepted.
    #[error(transparent)]
    Invitation(#[from] partner_invitation::Error),
    /// The applicant could not be entered.
    #[error(transparent)]
    Party(#[from] party::Error),
    /// The applicant's first administrator could not be added.
    #[error(transparent)]
    Staff(#[from] staff::Error),
    /// The applicant's remittance account could not be issued.
    #[error(transparent)]
    Bank(#[from] bank::Error),
    /// A reseller names its distributor, others none.
    #[error("a reseller names its distributor, a solution provider names none")]
    Distributor,
    /// No such distributor.
    #[error("no such distributor")]
    NoSuchDistributor,
    /// Somebody signs in with the address already.
    #[error("somebody signs in with this address already")]
    AddressInUse,
    /// An application with this address, or of this partner, waits already.
    #[error("an application of this applicant waits already")]
    Waiting,
    /// Only a level above today's can be applied for.
    #[error("give a level above the partner's own")]
    LevelNotHigher,
    /// This kind of partner does not rise in this way.
    #[error("only a reseller becomes a support centre or a distributor")]
    NotAReseller,
    /// Too little was sold this year and last.
    #[error("the performance of this or the last calendar year must reach {0}")]
    TooLittleSold(Money),
    /// It is one already.
    #[error("the reseller is an authorised sales support centre already")]
    SupportCentreAlready,
    /// The reseller is no support centre yet.
    #[error("the reseller must be an authorised sales support centre first")]
    NoSupportCentre,
    /// No such application.
    #[error("no such application")]
    NotFound,
    /// None or too many applications in one call, or one twice.
    #[error("give 1 to 50 applications, each once")]
    Batch,
    /// Who applied, or invited the applicant, does not review.
    #[error("who applied, or invited the applicant, does not review")]
    SelfReview,
    /// Another stage of review has it.
    #[error("the application waits for the other reviewer")]
    NotYourTurn,
    /// It is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// Something could not be sealed or opened.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// A mail could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("applications_party_id_open" | "applications_email_open") => Self::Waiting,
            Some("applications_invitation_id_once") => Self::Invitation(partner_invitation::Error::Used),
            // The row was locked, so this is never met; it says that one stage has one verdict.
            Some("application_reviews_stage_once") => Self::NotYourTurn,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::Distributor | Self::Batch => Code::InvalidInput,
            Self::Profile(error) => error.code(),
            Self::Verification(error) => error.code(),
            Self::Invitation(error) => error.code(),
            Self::Party(error) => error.code(),
            Self::Staff(error) => error.code(),
            Self::Bank(error) => error.code(),
            Self::NoSuchDistributor | Self::NotFound => Code::NotFound,
            Self::AddressInUse | Self::Waiting => Code::AlreadyExists,
            Self::LevelNotHigher | Self::NotAReseller | Self::TooLittleSold(_) | Self::NoSupportCentre => {
                Code::NotEligible
            }
            Self::SelfReview => Code::SelfReview,
            Self::SupportCentreAlready | Self::NotYourTurn | Self::State(_) => Code::StateConflict,
            Self::Vault(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::Profile(error) => error.field(),
            Self::Verification(error) => error.field(),
            Self::Invitation(error) => error.field(),
            Self::Distributor | Self::NoSuchDistributor => Some("distributorId"),
            Self::AddressInUse => Some("email"),
            Self::LevelNotHigher => Some("toLevel"),
            Self::NotAReseller | Self::TooLittleSold(_) | Self::SupportCentreAlready | Self::NoSupportCentre => {
                Some("kind")
            }
            Self::NotFound | Self::SelfReview | Self::NotYourTurn | Self::State(_) => Some("applicationId"),
            Self::Batch => Some("applicationIds"),
            Self::Forbidden(_)
            | Self::Party(_)
            | Self::Staff(_)
            | Self::Bank(_)
            | Self::Waiting
            | Self::Vault(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}
