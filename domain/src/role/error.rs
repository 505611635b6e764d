//! Why a role was not defined, changed or deleted.

use schema::problem::Code;

use crate::actor::{Forbidden, Permission};
use crate::db;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;

/// Why a role was not defined, changed or deleted, or a default not taken away.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The name is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// The party has a role of this name.
    #[error("the party has a role of this name")]
    NameInUse,
    /// A role allows something.
    #[error("give at least one permission")]
    NoPermission,
    /// Reserved for administrators, or of no meaning to a party of this kind.
    #[error("{} cannot be given in a role here", .0.as_str().to_uppercase())]
    Permission(Permission),
    /// Ten are there.
    #[error("there are ten roles already: change one, or delete one")]
    Limit,
    /// No such role of the party.
    #[error("no such role")]
    NotFound,
    /// Somebody holds it.
    #[error("somebody holds this role: give them another one first")]
    InUse,
    /// Every role keeps this default permission.
    #[error("only ACCOUNT_RECHARGE and ACCOUNT_WITHDRAW can be taken away, by parties other than the vendor")]
    NotRevocable,
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("roles_name_unique") => Self::NameInUse,
            Some("staff_custom_roles_role_id_fk") => Self::InUse,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::NoPermission | Self::Permission(_) | Self::NotRevocable => Code::InvalidInput,
            Self::NameInUse => Code::AlreadyExists,
            Self::Limit => Code::LimitReached,
            Self::NotFound => Code::NotFound,
            Self::InUse => Code::StateConflict,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::NameInUse => Some("name"),
            Self::NoPermission | Self::Permission(_) => Some("permissions"),
            Self::NotRevocable => Some("permission"),
            Self::NotFound | Self::InUse => Some("roleId"),
            Self::Forbidden(_) | Self::Limit | Self::Database(_) => None,
        }
    }
}
