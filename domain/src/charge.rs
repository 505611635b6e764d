//! Charges: what customers used and pay for, as the vendor's charging system tells (domain.md 5.1), and what of it
//! is given back (3.9).
//!
//! ```text
//! official = unit price × usage            eight decimals, the eighth rounded half to even
//!          = discount + truncated + payable     cut to cents, never rounded up; what is cut off is never charged
//! payable  = coupons + balance + online + partner + arrears
//! ```
//!
//! Whose bill it is, and what may pay it, is decided by the association of the time of use. In resale only what the
//! partner of then allocated pays, and only while that association lasts; what nothing pays is owed. A frozen
//! customer is charged as well: what was used is owed.
//!
//! Both commands are told by a key of the charging system and carried out once for each.

mod accounts;
mod error;
mod input;
mod lists;
mod payment;
mod price;
mod record;
pub mod refund;
mod refunding;
mod store;

use schema::text_enum;

use crate::party::{Edge, EdgeKind};

pub use error::Error;
pub use input::{Back, Use};
pub use lists::{
    Filter, by_ids, count, count_of_customers, count_refunds_of, of_customers, page, refunds_by_ids, refunds_of,
};
pub use payment::{Available, Parts};
pub use price::Price;
pub use record::record;
pub use refunding::refund;
pub use store::{Charge, Refund};

text_enum! {
    /// How the customer stood when it used something.
    pub enum SalesMode {
        /// It bought from a partner.
        Resale = "resale",
        /// It bought from the vendor on a partner's advice.
        Advisory = "advisory",
        /// It stood under no partner.
        Direct = "direct",
    }
}

impl SalesMode {
    /// The mode of an association.
    #[must_use]
    pub fn of(edge: Option<&Edge>) -> Self {
        match edge.map(|edge| edge.kind) {
            Some(EdgeKind::Resale) => Self::Resale,
            Some(EdgeKind::Advisory) => Self::Advisory,
            Some(EdgeKind::Partner | EdgeKind::Reseller) | None => Self::Direct,
        }
    }
}

text_enum! {
    /// What is paid for: the bill detail types of the reference that are charges (domain.md 5.2).
    pub enum BillType {
        /// Something new.
        New = "new",
        /// A renewal.
        Renew = "renew",
        /// A change of what there is.
        Change = "change",
        /// Use.
        Usage = "usage",
        /// A renewal that nobody had to order.
        AutoRenew = "auto_renew",
        /// A month of a support plan.
        SupportPlan = "support_plan",
        /// A correction upward.
        Adjustment = "adjustment",
        /// A month of what is paid by the month.
        PayMonthly = "pay_monthly",
        /// A year of what is paid by the year.
        PayYearly = "pay_yearly",
    }
}

impl BillType {
    /// The reference's number for it.
    #[must_use]
    pub const fn reference_code(self) -> i32 {
        match self {
            Self::New => 1,
            Self::Renew => 2,
            Self::Change => 3,
            Self::Usage => 5,
            Self::AutoRenew => 8,
            Self::SupportPlan => 14,
            Self::Adjustment => 16,
            Self::PayMonthly => 18,
            Self::PayYearly => 103,
        }
    }
}

text_enum! {
    /// How something is paid for.
    pub enum ChargeMode {
        /// For a time, in advance.
        Period = "period",
        /// By use, afterwards.
        OnDemand = "on_demand",
    }
}

text_enum! {
    /// What pays for what coupons do not.
    pub enum Payment {
        /// The customer's balance; what it does not cover is owed.
        Balance = "balance",
        /// An online channel, the whole of it.
        Online = "online",
        /// The partner, the whole of it (domain.md 3.7).
        Partner = "partner",
    }
}

text_enum! {
    /// Where refunded money goes.
    pub enum Destination {
        /// To what the customer spends of its partner's money.
        Spending = "spending",
        /// To the customer's own money.
        Own = "own",
        /// To the partner of the time of use.
        Partner = "partner",
        /// There is none: coupons and debt only.
        None = "none",
    }
}
