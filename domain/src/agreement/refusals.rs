//! Why an agreement is not published or accepted.

use schema::problem::Code;

use crate::actor::Forbidden;
use crate::db;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;

/// Why nothing was published or accepted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Title or content is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Not one text for each language.
    #[error("give the text once in each language: en and zh-CN")]
    Languages,
    /// A mode of association for another text than the notice, or none for the notice.
    #[error("the notice is for resale or for advisory; no other text has a mode of association")]
    AssociationKind,
    /// Another version was published at the same moment.
    #[error("another version was published at this moment: look at it first")]
    Superseded,
    /// None, or more than can be in force.
    #[error("give 1 to {0} agreements")]
    Count(usize),
    /// No such agreement.
    #[error("no such agreement")]
    NotFound,
    /// An agreement has to be accepted in its version in force.
    #[error("`{0}` was not accepted in its version in force")]
    Missing(&'static str),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("agreements_version_unique") => Self::Superseded,
            Some("agreements_association_kind_key" | "agreements_association_kind_known") => Self::AssociationKind,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::Languages | Self::AssociationKind | Self::Count(_) => Code::InvalidInput,
            Self::Superseded => Code::StateConflict,
            Self::NotFound => Code::NotFound,
            Self::Missing(_) => Code::AgreementMissing,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::Languages => Some("texts"),
            Self::AssociationKind => Some("associationKind"),
            Self::Count(_) | Self::NotFound | Self::Missing(_) => Some("agreementIds"),
            Self::Forbidden(_) | Self::Superseded | Self::Database(_) => None,
        }
    }
}
