//! The life of an onboarding.

use schema::problem::Code;
use schema::text_enum;

text_enum! {
    /// Where an onboarding stands.
    pub enum Status {
        /// The account is there, the association is not yet.
        Pending = "pending",
        /// The customer is associated.
        Done = "done",
        /// The customer was not associated.
        Failed = "failed",
    }
}

text_enum! {
    /// What can happen to an onboarding.
    pub enum Event {
        /// The association is made.
        Complete = "complete",
        /// Something stands in its way.
        Fail = "fail",
    }
}

text_enum! {
    /// What stands in the way of an association (domain.md 2.3), in the order in which it is told.
    pub enum Failure {
        /// The account is one of a partner, or of who applies to be one.
        IsPartner = "is_partner",
        /// The customer is associated with a partner, or another partner registered it.
        Associated = "associated",
        /// A special commercial contract.
        SpecialContract = "special_contract",
        /// An account of the consumer cloud.
        ConsumerCloud = "consumer_cloud",
        /// The vendor keeps the customer for itself.
        Reserved = "reserved",
        /// The customer is in the vendor's reward programme.
        RewardProgramme = "reward_programme",
        /// Another partner reported the customer.
        Reported = "reported",
        /// A credit account: no resale.
        HasCredit = "has_credit",
        /// A sub-account whose enterprise keeps its money.
        InCustody = "in_custody",
        /// Arrears: top up first.
        InArrears = "in_arrears",
        /// The account is frozen: no resale.
        Frozen = "frozen",
    }
}

impl Failure {
    /// The word an outsider is told.
    #[must_use]
    pub const fn code(self) -> Code {
        match self {
            Self::IsPartner => Code::CustomerIsPartner,
            Self::Associated => Code::CustomerAssociated,
            Self::SpecialContract => Code::CustomerSpecialContract,
            Self::ConsumerCloud => Code::CustomerConsumerCloud,
            Self::Reserved => Code::CustomerReserved,
            Self::RewardProgramme => Code::CustomerInRewardProgramme,
            Self::Reported => Code::CustomerReported,
            Self::HasCredit => Code::CustomerHasCredit,
            Self::InCustody => Code::CustomerInCustody,
            Self::InArrears => Code::CustomerInArrears,
            Self::Frozen => Code::CustomerFrozen,
        }
    }

    /// A sentence for a person.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Self::IsPartner => "the account is one of a partner, or of who applies to be one",
            Self::Associated => "the customer is associated with a partner already",
            Self::SpecialContract => "the customer has a special commercial contract",
            Self::ConsumerCloud => "the account is one of the consumer cloud",
            Self::Reserved => "the vendor reported this customer itself",
            Self::RewardProgramme => "the customer is in the vendor's reward programme",
            Self::Reported => "another partner reported this customer",
            Self::HasCredit => "a customer with a credit account cannot be a resale customer",
            Self::InCustody => "the customer is a sub-account whose enterprise keeps its money",
            Self::InArrears => "the customer is in arrears and has to top up first",
            Self::Frozen => "the customer's account is frozen",
        }
    }
}

/// The onboarding is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an onboarding that is {from} cannot {event}")]
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
            (Self::Pending, Event::Complete) => Ok(Self::Done),
            (Self::Pending, Event::Fail) => Ok(Self::Failed),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
