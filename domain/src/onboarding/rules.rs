//! What stands in the way of an association: pure (domain.md 2.3).

use super::state::Failure;
use crate::customer_flag::Flag;
use crate::party::EdgeKind;

/// What is known of a customer that is about to be associated.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// What the vendor entered of it.
    pub flags: &'a [Flag],
    /// It is a partner, or applies to be one.
    pub is_partner: bool,
    /// It stands under a partner, or is on its way to another one.
    pub is_associated: bool,
    /// The vendor keeps it for itself.
    pub is_reserved: bool,
    /// Another partner reported it.
    pub is_reported: bool,
}

impl Facts<'_> {
    /// The first failure in the order of [`Failure`] that stands in the way of an association of `kind`.
    ///
    /// # Errors
    /// That failure.
    pub fn check(&self, kind: EdgeKind) -> Result<(), Failure> {
        let stands = |failure: &Failure| match failure {
            Failure::IsPartner => self.is_partner,
            Failure::Associated => self.is_associated,
            Failure::SpecialContract => self.flags.contains(&Flag::SpecialContract),
            Failure::ConsumerCloud => self.flags.contains(&Flag::ConsumerCloud),
            Failure::Reserved => self.is_reserved,
            Failure::RewardProgramme => self.flags.contains(&Flag::RewardProgramme),
            Failure::Reported => self.is_reported,
            // An advisory customer goes on buying from the vendor: its credit and its freeze stay the vendor's matter.
            Failure::HasCredit => kind == EdgeKind::Resale && self.flags.contains(&Flag::CreditAccount),
            Failure::InCustody => self.flags.contains(&Flag::CustodySubAccount),
            Failure::InArrears => self.flags.contains(&Flag::Arrears),
            Failure::Frozen => kind == EdgeKind::Resale && self.flags.contains(&Flag::Frozen),
        };
        Failure::ALL.iter().copied().find(stands).map_or(Ok(()), Err)
    }
}
