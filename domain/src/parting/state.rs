//! The life of a parting, and the steps by which it is carried out.

use schema::text_enum;

use super::Kind;

text_enum! {
    /// Where a parting stands (domain.md 2.5).
    pub enum Status {
        /// The partner wants it; the customer was asked.
        WaitingCustomer = "waiting_customer",
        /// The customer wants it; the partner was asked.
        WaitingPartner = "waiting_partner",
        /// It is being carried out, step by step.
        Executing = "executing",
        /// Everything is returned, and the two have parted or stand in the other mode.
        Done = "done",
        /// The other side does not want it.
        Refused = "refused",
        /// Who wanted it no longer does.
        Withdrawn = "withdrawn",
        /// The other side did not answer in time.
        Expired = "expired",
        /// Something stood in the way when it was carried out.
        Blocked = "blocked",
    }
}

text_enum! {
    /// What can happen to a parting.
    pub enum Event {
        /// The other side wants it too.
        Agree = "agree",
        /// The other side does not.
        Refuse = "refuse",
        /// Who wanted it no longer does.
        Withdraw = "withdraw",
        /// The time to answer is over.
        Expire = "expire",
        /// Something stands in the way.
        Block = "block",
        /// The last step is done.
        Complete = "complete",
    }
}

text_enum! {
    /// A step of carrying a parting out.
    pub enum Step {
        /// Nothing stands in the way.
        Check = "check",
        /// The partner's coupons are taken back from the customer.
        Coupons = "coupons",
        /// What a reseller did not issue of its quotas goes back to its distributor.
        Quotas = "quotas",
        /// The money goes back.
        Money = "money",
        /// The association ends, or changes its mode.
        Association = "association",
        /// Both sides are told.
        Notice = "notice",
    }
}

/// The parting is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a parting that is {from}: {event} is not possible")]
pub struct Refused {
    /// Where it stands.
    pub from: Status,
    /// What was asked for.
    pub event: Event,
}

impl Status {
    /// Whether the other side has been asked and has not answered.
    #[must_use]
    pub const fn is_waiting(self) -> bool {
        matches!(self, Self::WaitingCustomer | Self::WaitingPartner)
    }

    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: Event) -> Result<Self, Refused> {
        match (self, event) {
            (Self::WaitingCustomer | Self::WaitingPartner, Event::Agree) => Ok(Self::Executing),
            (Self::WaitingCustomer | Self::WaitingPartner, Event::Refuse) => Ok(Self::Refused),
            (Self::WaitingCustomer | Self::WaitingPartner, Event::Withdraw) => Ok(Self::Withdrawn),
            (Self::WaitingCustomer | Self::WaitingPartner, Event::Expire) => Ok(Self::Expired),
            (Self::Executing, Event::Block) => Ok(Self::Blocked),
            (Self::Executing, Event::Complete) => Ok(Self::Done),
            (from, event) => Err(Refused { from, event }),
        }
    }
}

impl Kind {
    /// The steps of such a parting, in their order. What is returned goes before the association ends: afterwards
    /// nobody could say to whom it belongs.
    #[must_use]
    pub const fn steps(self) -> &'static [Step] {
        match self {
            Self::Disassociation | Self::Switch => {
                &[Step::Check, Step::Coupons, Step::Money, Step::Association, Step::Notice]
            }
            Self::ResellerExit | Self::Promotion => {
                &[Step::Check, Step::Quotas, Step::Money, Step::Association, Step::Notice]
            }
        }
    }

    /// The step that comes after those that are `done`; none when there is none left.
    #[must_use]
    pub fn next(self, done: &[Step]) -> Option<Step> {
        self.steps().iter().copied().find(|step| !done.contains(step))
    }
}
