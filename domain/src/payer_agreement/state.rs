//! The life of a payer agreement. That it expired is read off the clock, never written.

use schema::text_enum;

text_enum! {
    /// Where an agreement stands.
    pub enum Status {
        /// The payer may pay.
        Effective = "effective",
        /// Its time is over.
        Expired = "expired",
        /// The partner ended it.
        Voided = "voided",
    }
}

text_enum! {
    /// What can happen to an agreement.
    pub enum Event {
        /// The partner ends it.
        Void = "void",
    }
}

/// The agreement is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an agreement that is {from} cannot {event}")]
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
            (Self::Effective, Event::Void) => Ok(Self::Voided),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
