//! Why a party was not entered, associated or let go.

use schema::problem::Code;

use super::{EdgeKind, Kind};
use crate::actor::Forbidden;
use crate::db;
use crate::parting;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;

/// Why a party could not be entered or associated.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The name is empty or too long.
    #[error(transparent)]
    Name(#[from] NotPlain),
    /// There is one vendor.
    #[error("there is a vendor already")]
    VendorExists,
    /// No such party.
    #[error("no such party")]
    NotFound,
    /// The one cannot stand under the other in this way.
    #[error("a {lower} does not stand under a {upper} as {kind}")]
    ImpossibleEdge {
        /// The edge asked for.
        kind: EdgeKind,
        /// What the upper party is.
        upper: Kind,
        /// What the lower party is.
        lower: Kind,
    },
    /// The party stands under another one at that time.
    #[error("the party stands under another one at that time")]
    Associated,
    /// The party above is leaving its own: nobody comes to stand under it.
    #[error("the party above is leaving its distributor")]
    UpperLeaves,
    /// The party has something of the one above it, or is parting from it.
    #[error("what the party has of the one above it has to go back first")]
    Unsettled,
    /// What had to go back before a promotion could not.
    #[error(transparent)]
    Parting(Box<parting::Error>),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<parting::Error> for Error {
    fn from(error: parting::Error) -> Self {
        Self::Parting(Box::new(error))
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("parties_vendor_single") => Self::VendorExists,
            Some("edges_lower_id_single") => Self::Associated,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Name(_) => Code::InvalidInput,
            Self::VendorExists | Self::Associated => Code::AlreadyExists,
            Self::NotFound => Code::NotFound,
            Self::ImpossibleEdge { .. } | Self::UpperLeaves | Self::Unsettled => Code::StateConflict,
            Self::Parting(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }
}
