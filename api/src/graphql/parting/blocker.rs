//! What stands in the way of a parting, and what to do about it.

use async_graphql::Enum;
use domain::parting::Blocker;

/// Something that stands in the way of a parting.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Blocker")]
pub(crate) enum PartingBlocker {
    /// The customer pays after use: it has to change to paying in advance first.
    PostPaid,
    /// The customer is in arrears: an advisory customer tops up, for a resale customer the partner allocates what clears
    /// them.
    Arrears,
    /// What was invoiced to the customer has to be given back first.
    UnpaidInvoice,
    /// A reserved instance has not expired: unsubscribe from it first.
    ReservedInstance,
    /// A support plan of the partner is in force: unsubscribe from it first.
    SupportPlan,
    /// An order waits for the partner's payment: pay or cancel it first.
    PendingPartnerPayment,
    /// A special contract is in force: the partner's ecosystem manager resolves it.
    SpecialContract,
    /// The customer is a sub-account whose enterprise keeps its money: only the enterprise's master can ask for this.
    CustodySubAccount,
    /// The customer is a sub-account of an enterprise: it has to leave the enterprise first.
    NonCustodySubAccount,
    /// The customer keeps the money of sub-accounts: these have to go first.
    CustodyMaster,
    /// The customer has sub-accounts that keep their own money: these have to go first.
    NonCustodyMaster,
    /// The customer has a balance that needs special handling: the vendor refunds it offline first.
    SpecialBalance,
    /// The reseller has customers: they have to leave it first.
    HasCustomers,
    /// Money of the distributor is set aside or kept for a purpose on the reseller's account: the vendor has to release
    /// it first.
    MoneyHeld,
}
