//! The life of an authorisation.

use schema::text_enum;

text_enum! {
    /// Where an authorisation stands (domain.md 2.6).
    pub enum Status {
        /// The customer was asked.
        Requested = "requested",
        /// The customer allows it.
        Granted = "granted",
        /// The customer does not.
        Refused = "refused",
        /// The customer took it back.
        Revoked = "revoked",
        /// The partner no longer wants it.
        Withdrawn = "withdrawn",
        /// The association ended, or its last day is over.
        Ended = "ended",
    }
}

text_enum! {
    /// What can happen to an authorisation.
    pub enum Event {
        /// The customer allows it.
        Grant = "grant",
        /// The customer does not.
        Refuse = "refuse",
        /// The customer takes it back.
        Revoke = "revoke",
        /// The partner no longer wants it.
        Withdraw = "withdraw",
        /// The association ended, or the last day is over.
        End = "end",
    }
}

/// The authorisation is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an authorisation that is {from}: {event} is not possible")]
pub struct Refused {
    /// Where it stands.
    pub from: Status,
    /// What was asked for.
    pub event: Event,
}

impl Status {
    /// Whether something can still come of it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Requested | Self::Granted)
    }

    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: Event) -> Result<Self, Refused> {
        match (self, event) {
            (Self::Requested, Event::Grant) => Ok(Self::Granted),
            (Self::Requested, Event::Refuse) => Ok(Self::Refused),
            (Self::Granted, Event::Revoke) => Ok(Self::Revoked),
            (Self::Requested | Self::Granted, Event::Withdraw) => Ok(Self::Withdrawn),
            (Self::Requested | Self::Granted, Event::End) => Ok(Self::Ended),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
