//! The life of a remittance claim.

use schema::text_enum;

text_enum! {
    /// Where a claim stands.
    pub enum Status {
        /// The bank's receipt has not come.
        AwaitingEvidence = "awaiting_evidence",
        /// The vendor has to decide.
        Submitted = "submitted",
        /// The partner has the money.
        Approved = "approved",
        /// The vendor does not believe it.
        Rejected = "rejected",
        /// The partner took it back.
        Withdrawn = "withdrawn",
    }
}

text_enum! {
    /// What can happen to a claim.
    pub enum Event {
        /// The bank's receipt comes in.
        Submit = "submit",
        /// The vendor finds the money.
        Approve = "approve",
        /// The vendor does not.
        Reject = "reject",
        /// The partner takes it back.
        Withdraw = "withdraw",
    }
}

/// The claim is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a claim that is {from} cannot {event}")]
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
            (Self::AwaitingEvidence, Event::Submit) => Ok(Self::Submitted),
            (Self::Submitted, Event::Approve) => Ok(Self::Approved),
            (Self::Submitted, Event::Reject) => Ok(Self::Rejected),
            (Self::AwaitingEvidence | Self::Submitted, Event::Withdraw) => Ok(Self::Withdrawn),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
