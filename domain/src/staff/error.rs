//! Why nothing was done with a person.

use schema::problem::Code;

use super::state::Refused;
use crate::actor::{Forbidden, Role};
use crate::db;
use crate::outbox;
use crate::party::Kind;
use crate::password;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;

/// Why a person could not be added or changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Name or address is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Not a mail address.
    #[error("not a mail address")]
    NotAnAddress,
    /// Somebody signs in with this address already.
    #[error("the address is in use")]
    EmailInUse,
    /// None or more than three roles, administrator with another, or manager with director (invariant 27).
    #[error(
        "give one to three different roles; administrator stands alone, and account manager not beside manager director"
    )]
    Roles,
    /// The role does not exist in parties of this kind.
    #[error("a {1} has no {0}")]
    NoSuchRoleThere(Role, Kind),
    /// No such custom role of the party.
    #[error("no such role")]
    NoSuchCustomRole,
    /// The password is too short or too long.
    #[error(transparent)]
    Password(#[from] password::Error),
    /// No such person, or no such party.
    #[error("no such person")]
    NotFound,
    /// Not possible where the person stands.
    #[error(transparent)]
    State(#[from] Refused),
    /// The party would have nobody left who can run its account.
    #[error("the party needs an active administrator: make another one first")]
    LastAdministrator,
    /// The link is not one of ours, or a later one was sent.
    #[error("there is no such invitation")]
    NoSuchInvitation,
    /// The link is too old.
    #[error("the invitation has expired: ask your administrator for a new one")]
    InvitationExpired,
    /// The person has joined.
    #[error("the invitation was used")]
    InvitationUsed,
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
            Some("staff_email_unique") => Self::EmailInUse,
            Some("staff_email_form") => Self::NotAnAddress,
            Some("staff_party_id_fk") => Self::NotFound,
            Some("staff_custom_roles_role_id_fk") => Self::NoSuchCustomRole,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::NotAnAddress | Self::Roles | Self::NoSuchRoleThere(..) | Self::Password(_) => {
                Code::InvalidInput
            }
            Self::EmailInUse => Code::AlreadyExists,
            Self::NotFound | Self::NoSuchCustomRole => Code::NotFound,
            Self::State(_) | Self::LastAdministrator => Code::StateConflict,
            Self::NoSuchInvitation => Code::InvitationNotFound,
            Self::InvitationExpired => Code::InvitationExpired,
            Self::InvitationUsed => Code::InvitationUsed,
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::NotAnAddress | Self::EmailInUse => Some("email"),
            Self::Roles | Self::NoSuchRoleThere(..) => Some("roles"),
            Self::NoSuchCustomRole => Some("customRoleIds"),
            Self::Password(_) => Some("password"),
            Self::NotFound | Self::State(_) | Self::LastAdministrator => Some("staffId"),
            Self::NoSuchInvitation | Self::InvitationExpired | Self::InvitationUsed => Some("token"),
            Self::Forbidden(_) | Self::Outbox(_) | Self::Database(_) => None,
        }
    }
}
