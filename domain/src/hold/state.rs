//! The life of a hold.

use schema::text_enum;

text_enum! {
    /// Where a hold stands.
    pub enum Status {
        /// The money is set aside.
        Placed = "placed",
        /// The money is available again.
        Released = "released",
    }
}

text_enum! {
    /// What can happen to a hold.
    pub enum Event {
        /// The money is given back.
        Release = "release",
    }
}

/// The hold is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hold that is {from} cannot {event}")]
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
            (Self::Placed, Event::Release) => Ok(Self::Released),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
