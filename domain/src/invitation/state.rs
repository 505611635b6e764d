//! The life of an invitation.

use schema::text_enum;

text_enum! {
    /// Where an invitation stands.
    pub enum Status {
        /// It can be accepted, until it expires.
        Open = "open",
        /// A customer accepted it. A link is never accepted: it serves many.
        Accepted = "accepted",
        /// The partner took it back.
        Revoked = "revoked",
        /// Its time is over.
        Expired = "expired",
    }
}

text_enum! {
    /// What can happen to an invitation.
    pub enum Event {
        /// The mail is sent again, with a new link and a new term.
        Resend = "resend",
        /// The customer accepts.
        Accept = "accept",
        /// The partner takes it back.
        Revoke = "revoke",
        /// Its time is over.
        Expire = "expire",
    }
}

/// The invitation is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an invitation that is {from} cannot {event}")]
pub struct Refused {
    /// Where it stands.
    pub from: Status,
    /// What was asked for.
    pub event: Event,
}

impl Status {
    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: Event) -> Result<Self, Refused> {
        match (self, event) {
            // A customer who let the term pass is invited again by the same row: the partner's list shows one.
            (Self::Open | Self::Expired, Event::Resend) => Ok(Self::Open),
            (Self::Open, Event::Accept) => Ok(Self::Accepted),
            (Self::Open, Event::Revoke) => Ok(Self::Revoked),
            (Self::Open, Event::Expire) => Ok(Self::Expired),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
