//! The life of a partner's invitation.

use schema::text_enum;

text_enum! {
    /// Where an invitation stands.
    pub enum Status {
        /// It was mailed and waits for its reader.
        Sent = "sent",
        /// An application came of it.
        Accepted = "accepted",
        /// The inviter took it back.
        Revoked = "revoked",
        /// Nobody accepted it in time.
        Expired = "expired",
    }
}

text_enum! {
    /// What can happen to an invitation.
    pub enum Event {
        /// It is mailed again with a new link and a new deadline.
        Resend = "resend",
        /// Its reader applies.
        Accept = "accept",
        /// The inviter takes it back.
        Revoke = "revoke",
        /// Its deadline has passed.
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
            (Self::Sent | Self::Expired, Event::Resend) => Ok(Self::Sent),
            (Self::Sent, Event::Accept) => Ok(Self::Accepted),
            (Self::Sent, Event::Revoke) => Ok(Self::Revoked),
            (Self::Sent, Event::Expire) => Ok(Self::Expired),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
