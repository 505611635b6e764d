//! Why an invitation was not sent, taken back or accepted.

use schema::problem::Code;

use super::Refused;
use crate::actor::Forbidden;
use crate::db;
use crate::idempotency;
use crate::outbox;
use crate::plain_text::NotPlain;
use crate::profile;
use crate::refusal::Refusal;
use crate::vault;

/// Why an invitation was not sent, taken back or accepted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A name is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Not an address, not a region, or the distributor's region is another.
    #[error(transparent)]
    Profile(#[from] profile::Error),
    /// The party does not invite partners of this kind.
    #[error("the vendor invites distributors, government-subsidy partners and merchants, a distributor its resellers")]
    NotYours,
    /// The distributor has no region, so that nobody can be of the same.
    #[error("your distributor has no business region yet: the vendor sets it")]
    NoRegion,
    /// An invitation to this address waits already.
    #[error("an invitation to this address waits already: send it again or revoke it")]
    Waiting,
    /// No such invitation.
    #[error("no such invitation")]
    NotFound,
    /// The link belongs to no invitation, to an earlier mail, or to one that was revoked.
    #[error("there is no such invitation, or it was withdrawn or sent again")]
    UnknownLink,
    /// It was accepted.
    #[error("the invitation was used already")]
    Used,
    /// Its time is over.
    #[error("the invitation has expired: ask the sender for a new one")]
    Expired,
    /// It is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// Something could not be sealed.
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
            Some("partner_invitations_email_single") => Self::Waiting,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) => Code::InvalidInput,
            Self::Profile(error) => error.code(),
            Self::NotYours | Self::NoRegion => Code::NotEligible,
            Self::Waiting => Code::AlreadyExists,
            Self::NotFound => Code::NotFound,
            Self::UnknownLink => Code::InvitationNotFound,
            Self::Used => Code::InvitationUsed,
            Self::Expired => Code::InvitationExpired,
            Self::State(_) => Code::StateConflict,
            Self::Idempotency(error) => error.code(),
            Self::Vault(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::Profile(error) => error.field(),
            Self::NotYours => Some("kind"),
            Self::NoRegion => Some("region"),
            Self::Waiting => Some("email"),
            Self::NotFound | Self::State(_) => Some("partnerInvitationId"),
            Self::UnknownLink | Self::Used | Self::Expired => Some("token"),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_) | Self::Vault(_) | Self::Outbox(_) | Self::Database(_) => None,
        }
    }
}
