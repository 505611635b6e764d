//! The life of a coupon quota.
//!
//! ```text
//! adjusting ⇄ normal ⇄ frozen
//!      └────────┼────────┘
//!               ▼
//!    expired, disabled, reclaimed
//! ```
//!
//! Time and the giver end a quota that is frozen or being adjusted as well:
//! otherwise what is left in it would stay there for ever.

use schema::text_enum;

text_enum! {
    /// Where a coupon quota stands (domain.md 4.1, 4.3).
    pub enum Status {
        /// Coupons can be issued from it.
        Normal = "normal",
        /// The vendor is changing it: seen, not used.
        Adjusting = "adjusting",
        /// Its giver keeps it from being used for now.
        Frozen = "frozen",
        /// Its time is over.
        Expired = "expired",
        /// The vendor ended it.
        Disabled = "disabled",
        /// Its giver took it back.
        Reclaimed = "reclaimed",
    }
}

text_enum! {
    /// What can happen to a coupon quota.
    pub enum Event {
        /// Coupons or quotas are issued from it.
        Issue = "issue",
        /// A change begins.
        Adjust = "adjust",
        /// The change is done.
        Settle = "settle",
        /// Its giver keeps it from being used.
        Freeze = "freeze",
        /// Its giver lets it be used again.
        Unfreeze = "unfreeze",
        /// Its time is over.
        Expire = "expire",
        /// The vendor ends it.
        Disable = "disable",
        /// Its giver takes it back.
        Reclaim = "reclaim",
    }
}

/// The quota is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, serde::Serialize, serde::Deserialize)]
#[error("a coupon quota that is {from}: {event} is not possible")]
pub struct Refused {
    /// Where it stands.
    pub from: Status,
    /// What was asked for.
    pub event: Event,
}

impl Status {
    /// Whether it still holds: what comes back to it stays in it.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Normal | Self::Adjusting | Self::Frozen)
    }

    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: Event) -> Result<Self, Refused> {
        match (self, event) {
            (Self::Normal, Event::Issue) | (Self::Adjusting, Event::Settle) | (Self::Frozen, Event::Unfreeze) => {
                Ok(Self::Normal)
            }
            (Self::Normal, Event::Adjust) => Ok(Self::Adjusting),
            (Self::Normal, Event::Freeze) => Ok(Self::Frozen),
            (Self::Normal | Self::Adjusting | Self::Frozen, Event::Expire) => Ok(Self::Expired),
            (Self::Normal | Self::Adjusting | Self::Frozen, Event::Disable) => Ok(Self::Disabled),
            (Self::Normal | Self::Adjusting | Self::Frozen, Event::Reclaim) => Ok(Self::Reclaimed),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
