//! The life of a person at a party.

use schema::text_enum;

text_enum! {
    /// Where a person stands.
    pub enum Status {
        /// A link to join was mailed; the person has no password yet.
        Invited = "invited",
        /// May sign in.
        Active = "active",
        /// May not sign in for now.
        Suspended = "suspended",
        /// Left for good.
        Removed = "removed",
    }
}

text_enum! {
    /// What can happen to a person.
    pub enum Event {
        /// Another link to join is mailed.
        Resend = "resend",
        /// The person sets a password.
        Join = "join",
        /// The person's roles are given anew.
        GiveRoles = "give_roles",
        /// The person may not sign in until further notice.
        Suspend = "suspend",
        /// The person may sign in again.
        Resume = "resume",
        /// The person leaves.
        Remove = "remove",
    }
}

/// The person does not stand where this is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a person who is {from} does not take {event}")]
pub struct Refused {
    /// Where the person stands.
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
            (Self::Invited, Event::Resend) => Ok(Self::Invited),
            (Self::Invited, Event::Join) | (Self::Suspended, Event::Resume) => Ok(Self::Active),
            (Self::Active, Event::Suspend) => Ok(Self::Suspended),
            (Self::Invited | Self::Active | Self::Suspended, Event::Remove) => Ok(Self::Removed),
            (Self::Invited | Self::Active | Self::Suspended, Event::GiveRoles) => Ok(self),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
