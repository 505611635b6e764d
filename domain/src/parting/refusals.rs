//! Why a parting was not asked for, answered, withdrawn or carried out.

use chrono::NaiveDate;
use schema::problem::Code;

use super::{Blocker, Kind, Refused};
use crate::actor::Forbidden;
use crate::coupon;
use crate::db;
use crate::ledger;
use crate::outbox;
use crate::party::{self, NotYourReseller};
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::verification;

/// Why a parting was not asked for, answered, withdrawn or carried out.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for that reseller.
    #[error(transparent)]
    ActingFor(#[from] NotYourReseller),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Who does not stand under the actor's party, or not under anybody.
    #[error("no such customer or reseller")]
    NoSuchParty,
    /// Somebody else asks for that.
    #[error("{}", match .0 {
        Kind::Switch => "a customer does not change its mode: its partner asks for it",
        Kind::ResellerExit => "a reseller leaves its distributor through the vendor",
        Kind::Promotion => "a reseller becomes a distributor by an application",
        Kind::Disassociation => "this is not yours to ask for",
    })]
    NotYours(Kind),
    /// A reseller is not disassociated, a customer does not exit.
    #[error("who stands under the other in this way does not part from it in that one")]
    WrongKind,
    /// One is open already.
    #[error("a parting of this party is open already")]
    Open,
    /// Asked too short a time ago.
    #[error("this was asked for less than three months ago: again from {0} on")]
    TooSoon(NaiveDate),
    /// Something stands in the way.
    #[error("this stands in the way: {}", .0.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", "))]
    Blocked(Vec<Blocker>),
    /// No such parting.
    #[error("no such parting")]
    NotFound,
    /// Who asked does not answer.
    #[error("who asked does not answer")]
    OwnRequest,
    /// The association has ended otherwise.
    #[error("the association has ended already")]
    Over,
    /// It is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// A verification code is needed.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// The association could not be ended or begun.
    #[error(transparent)]
    Party(Box<party::Error>),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// Coupons could not be taken back.
    #[error(transparent)]
    Coupon(#[from] coupon::Error),
    /// A mail or job could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("partings_lower_id_open") => Self::Open,
            _ => Self::Database(error),
        }
    }
}

impl From<party::Error> for Error {
    fn from(error: party::Error) -> Self {
        Self::Party(Box::new(error))
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::ActingFor(error) => error.code(),
            Self::Text(_) => Code::InvalidInput,
            Self::NoSuchParty | Self::NotFound => Code::NotFound,
            Self::NotYours(_) => Code::Forbidden,
            Self::WrongKind | Self::Over | Self::State(_) => Code::StateConflict,
            Self::Open => Code::AlreadyExists,
            Self::TooSoon(_) => Code::TooSoon,
            Self::Blocked(_) => Code::PartingBlocked,
            Self::OwnRequest => Code::SelfReview,
            Self::Verification(error) => error.code(),
            Self::Party(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Coupon(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ActingFor(error) => error.field(),
            Self::Text(error) => Some(error.field),
            Self::NoSuchParty | Self::Open | Self::TooSoon(_) | Self::Blocked(_) => Some("partyId"),
            Self::NotYours(_) | Self::WrongKind => Some("kind"),
            Self::NotFound | Self::OwnRequest | Self::Over | Self::State(_) => Some("partingId"),
            Self::Verification(error) => error.field(),
            Self::Forbidden(_)
            | Self::Party(_)
            | Self::Ledger(_)
            | Self::Coupon(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}
