//! The life of a coupon.
//!
//! ```text
//! not_activated ─▶ usable ⇄ used (paid out; a refund puts something back)
//!        │           ├─▶ expired
//!        └───────────┴─▶ reclaimed
//! ```
//!
//! Frozen is no state: it is a mark that keeps an open coupon from paying.

use schema::text_enum;

text_enum! {
    /// Where a coupon stands (domain.md 4.1, 4.3).
    pub enum Status {
        /// Its time has not come.
        NotActivated = "not_activated",
        /// It pays.
        Usable = "usable",
        /// All of it was spent.
        Used = "used",
        /// Its time is over.
        Expired = "expired",
        /// It was taken back.
        Reclaimed = "reclaimed",
    }
}

text_enum! {
    /// What can happen to a coupon.
    pub enum Event {
        /// Its time has come.
        Activate = "activate",
        /// The last of it is spent.
        UseUp = "use_up",
        /// A refund puts something back into it.
        Refund = "refund",
        /// Its time is over.
        Expire = "expire",
        /// It is taken back.
        Reclaim = "reclaim",
        /// It is kept from paying.
        Freeze = "freeze",
        /// It pays again.
        Unfreeze = "unfreeze",
    }
}

/// The coupon is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[error("a coupon that is {from}: {event} is not possible")]
pub struct Refused {
    /// Where it stands.
    pub from: Status,
    /// What was asked for.
    pub event: Event,
}

impl Status {
    /// Whether something is left in it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::NotActivated | Self::Usable)
    }

    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: Event) -> Result<Self, Refused> {
        match (self, event) {
            (Self::NotActivated, Event::Activate) => Ok(Self::Usable),
            (Self::Usable, Event::UseUp) => Ok(Self::Used),
            (Self::Usable | Self::Used, Event::Refund) => Ok(Self::Usable),
            (Self::Usable, Event::Expire) => Ok(Self::Expired),
            (Self::NotActivated | Self::Usable, Event::Reclaim) => Ok(Self::Reclaimed),
            (Self::NotActivated | Self::Usable, Event::Freeze | Event::Unfreeze) => Ok(self),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
