//! What stands in the way of a parting: one table, pure (domain.md 2.5, Q-08).

use schema::text_enum;

use super::Kind;
use crate::customer_flag::Flag;
use crate::party::EdgeKind;

text_enum! {
    /// Something that stands in the way.
    pub enum Blocker {
        /// The customer pays after use.
        PostPaid = "post_paid",
        /// The customer owes.
        Arrears = "arrears",
        /// What was invoiced to the customer has to be given back first.
        UnpaidInvoice = "unpaid_invoice",
        /// The customer has a reserved instance that has not expired.
        ReservedInstance = "reserved_instance",
        /// The customer has a support plan of the partner in force.
        SupportPlan = "support_plan",
        /// An order of the customer waits for the partner's payment.
        PendingPartnerPayment = "pending_partner_payment",
        /// A special contract with the customer is in force.
        SpecialContract = "special_contract",
        /// The customer is a sub-account whose enterprise keeps its money.
        CustodySubAccount = "custody_sub_account",
        /// The customer is a sub-account that keeps its own money.
        NonCustodySubAccount = "non_custody_sub_account",
        /// The customer is an enterprise that keeps the money of its sub-accounts.
        CustodyMaster = "custody_master",
        /// The customer is an enterprise with sub-accounts that keep their own money.
        NonCustodyMaster = "non_custody_master",
        /// The customer has a balance that a person has to deal with.
        SpecialBalance = "special_balance",
        /// The reseller has customers.
        HasCustomers = "has_customers",
        /// Money that came from the distributor is set aside or kept for a purpose.
        MoneyHeld = "money_held",
    }
}

/// What is known of who is about to part.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts<'a> {
    /// What the vendor entered of a customer.
    pub flags: &'a [Flag],
    /// There is something on a customer's account of debts.
    pub owes: bool,
    /// Customers stand under a reseller.
    pub has_customers: bool,
    /// Not all that a reseller has of its distributor's money is available.
    pub has_money_held: bool,
}

impl Facts<'_> {
    /// Everything that stands in the way of a parting of `kind` of who stands under the other in the way of `mode`, in
    /// the order of [`Blocker`].
    #[must_use]
    pub fn blockers(&self, mode: EdgeKind, kind: Kind) -> Vec<Blocker> {
        Blocker::ALL.iter().copied().filter(|blocker| blocker.blocks(mode, kind) && self.has(*blocker)).collect()
    }

    fn has(&self, blocker: Blocker) -> bool {
        let flag = |flag| self.flags.contains(&flag);
        match blocker {
            Blocker::PostPaid => flag(Flag::PostPaid),
            Blocker::Arrears => self.owes || flag(Flag::Arrears),
            Blocker::UnpaidInvoice => flag(Flag::UnpaidInvoice),
            Blocker::ReservedInstance => flag(Flag::ReservedInstance),
            Blocker::SupportPlan => flag(Flag::SupportPlan),
            Blocker::PendingPartnerPayment => flag(Flag::PendingPartnerPayment),
            Blocker::SpecialContract => flag(Flag::SpecialContract),
            Blocker::CustodySubAccount => flag(Flag::CustodySubAccount),
            Blocker::NonCustodySubAccount => flag(Flag::NonCustodySubAccount),
            Blocker::CustodyMaster => flag(Flag::CustodyMaster),
            Blocker::NonCustodyMaster => flag(Flag::NonCustodyMaster),
            Blocker::SpecialBalance => flag(Flag::SpecialBalance),
            Blocker::HasCustomers => self.has_customers,
            Blocker::MoneyHeld => self.has_money_held,
        }
    }
}

/// A column of the table: what a customer has, and what is to become of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    AdvisoryDisassociation,
    AdvisorySwitch,
    ResaleDisassociation,
    ResaleSwitch,
    ResellerExit,
    Promotion,
}

const fn column(mode: EdgeKind, kind: Kind) -> Option<Column> {
    match (mode, kind) {
        (EdgeKind::Advisory, Kind::Disassociation) => Some(Column::AdvisoryDisassociation),
        (EdgeKind::Advisory, Kind::Switch) => Some(Column::AdvisorySwitch),
        (EdgeKind::Resale, Kind::Disassociation) => Some(Column::ResaleDisassociation),
        (EdgeKind::Resale, Kind::Switch) => Some(Column::ResaleSwitch),
        (EdgeKind::Reseller, Kind::ResellerExit) => Some(Column::ResellerExit),
        (EdgeKind::Reseller, Kind::Promotion) => Some(Column::Promotion),
        (EdgeKind::Advisory | EdgeKind::Resale, Kind::ResellerExit | Kind::Promotion)
        | (EdgeKind::Reseller, Kind::Disassociation | Kind::Switch)
        | (EdgeKind::Partner, _) => None,
    }
}

impl Blocker {
    /// Whether it stands in the way of a parting of `kind` of who stands under the other in the way of `mode`.
    #[must_use]
    pub fn blocks(self, mode: EdgeKind, kind: Kind) -> bool {
        const A_DIS: Column = Column::AdvisoryDisassociation;
        const A_SWITCH: Column = Column::AdvisorySwitch;
        const R_DIS: Column = Column::ResaleDisassociation;
        const R_SWITCH: Column = Column::ResaleSwitch;
        let columns: &[Column] = match self {
            Self::PostPaid | Self::UnpaidInvoice | Self::SpecialBalance => &[A_SWITCH],
            Self::Arrears | Self::PendingPartnerPayment => &[A_DIS, A_SWITCH, R_DIS, R_SWITCH],
            Self::ReservedInstance | Self::NonCustodySubAccount => &[A_SWITCH, R_DIS, R_SWITCH],
            // Of a switch of a resale customer with a support plan the source says nothing.
            Self::SupportPlan => &[R_DIS],
            Self::SpecialContract | Self::NonCustodyMaster => &[R_DIS, R_SWITCH],
            Self::CustodySubAccount | Self::CustodyMaster => &[A_DIS, A_SWITCH],
            Self::HasCustomers => &[Column::ResellerExit],
            Self::MoneyHeld => &[Column::ResellerExit, Column::Promotion],
        };
        column(mode, kind).is_some_and(|column| columns.contains(&column))
    }
}
