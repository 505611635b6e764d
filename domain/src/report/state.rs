//! The life of a report.
//!
//! ```text
//! pending_review ─▶ reported ─▶ associated | expired
//!       │               └─────▶ withdrawn
//!       └─▶ rejected | withdrawn
//! ```

use schema::text_enum;

text_enum! {
    /// Where a report stands (domain.md 2.2).
    pub enum Status {
        /// The vendor has not decided yet.
        PendingReview = "pending_review",
        /// Approved: nobody else can have the prospect until it ends.
        Reported = "reported",
        /// The prospect became a customer of the partner.
        Associated = "associated",
        /// The vendor said no.
        Rejected = "rejected",
        /// The prospect did not come in time.
        Expired = "expired",
        /// The partner gave it up.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// What can happen to a report.
    pub enum Event {
        /// The vendor says yes.
        Approve = "approve",
        /// The vendor says no.
        Reject = "reject",
        /// The prospect associates with the partner.
        Associate = "associate",
        /// Its time runs out.
        Expire = "expire",
        /// The partner gives it up.
        Withdraw = "withdraw",
    }
}

/// The report is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a report that is {from} cannot meet {event}")]
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
            (Self::PendingReview, Event::Approve) => Ok(Self::Reported),
            (Self::PendingReview, Event::Reject) => Ok(Self::Rejected),
            (Self::Reported, Event::Associate) => Ok(Self::Associated),
            (Self::Reported, Event::Expire) => Ok(Self::Expired),
            (Self::PendingReview | Self::Reported, Event::Withdraw) => Ok(Self::Withdrawn),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
