//! The life of an application.

use schema::text_enum;

text_enum! {
    /// Where an application stands (domain.md 1.3).
    pub enum Status {
        /// The vendor reviews it.
        VendorReview = "vendor_review",
        /// The vendor approved; the distributor that is to have the reseller reviews it.
        DistributorReview = "distributor_review",
        /// The applicant is what it applied to be.
        Approved = "approved",
        /// A reviewer said no; it may apply again.
        Rejected = "rejected",
        /// The applicant took it back.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// What can happen to an application.
    pub enum Event {
        /// The vendor approves, and the distributor is asked next.
        Pass = "pass",
        /// The last who is asked approves.
        Approve = "approve",
        /// Whoever is asked says no.
        Reject = "reject",
        /// The applicant takes it back.
        Withdraw = "withdraw",
    }
}

/// The application is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an application in {from} cannot {event}")]
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
            (Self::VendorReview, Event::Pass) => Ok(Self::DistributorReview),
            (Self::VendorReview | Self::DistributorReview, Event::Approve) => Ok(Self::Approved),
            (Self::VendorReview | Self::DistributorReview, Event::Reject) => Ok(Self::Rejected),
            (Self::VendorReview | Self::DistributorReview, Event::Withdraw) => Ok(Self::Withdrawn),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
