//! Why nobody was made responsible.

use schema::problem::Code;

use crate::actor::Forbidden;
use crate::db;
use crate::refusal::Refusal;

/// Why nobody was made responsible, or put under a director.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// None, or too many at once.
    #[error("give 1 to 100 ids")]
    Batch,
    /// No such customer or reseller of the actor's party.
    #[error("no such customer or reseller")]
    NotFound,
    /// No such account manager of the actor's party.
    #[error("no such account manager")]
    NoSuchManager,
    /// No such director of the actor's party.
    #[error("no such manager director")]
    NoSuchDirector,
    /// Nobody looks after it.
    #[error("nobody is assigned")]
    NotAssigned,
    /// Somebody else was made responsible at the same moment.
    #[error("somebody else was assigned at the same moment")]
    Overtaken,
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("manager_assignments_subject_id_single" | "team_members_manager_id_single") => Self::Overtaken,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Batch => Code::InvalidInput,
            Self::NotFound | Self::NoSuchManager | Self::NoSuchDirector => Code::NotFound,
            Self::NotAssigned | Self::Overtaken => Code::StateConflict,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Batch | Self::NotFound | Self::NotAssigned | Self::Overtaken => Some("subjectIds"),
            Self::NoSuchManager => Some("managerId"),
            Self::NoSuchDirector => Some("directorId"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}
