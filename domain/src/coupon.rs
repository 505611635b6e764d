//! Coupons, and the quota they are issued from (domain.md 4).
//!
//! ```text
//! vendor ─grant─▶ quota ─issue─▶ child quota          value  = balance + issued + granted + returned + lapsed
//!                   │ issue          │ issue
//!                   ▼                ▼
//!                coupon            coupon             face value = balance + spent + returned + lapsed
//!                   │ spend          ▲ give_back
//!                   ▼                │
//!                  a charge ─refund──┘
//! ```
//!
//! Quota pays nothing; what is unspent goes back up while what it came from
//! still holds, and lapses otherwise (Q-13). A row never lies because a job is
//! late: [`Coupon::status`] and [`quota::Quota::status`] decide by the hour.
//!
//! Locks: the lower parties' accounts by ascending id, quotas likewise, coupons
//! likewise, the audit head.

mod amounts;
mod below;
mod closing;
mod error;
mod expiry;
mod freeze;
mod issue;
pub mod limits;
mod lists;
mod parting;
mod payment;
pub mod quota;
mod reclaim;
pub mod record;
pub mod state;
mod store;
pub(crate) mod verify;

use schema::ids::{ChargeId, CouponId, PartyId};
use schema::money::Money;
use schema::text_enum;

use self::record::Operation;

pub use error::{Denied, Error, Item};
pub use expiry::{expire, expire_quotas};
pub use freeze::{freeze, unfreeze};
pub use issue::{Issue, issue};
pub use lists::{Filter, by_ids, count, count_records_of, page, records_of};
pub(crate) use lists::{Told, told};
pub use parting::{reclaim_of_customer, reclaim_of_reseller};
pub use payment::{give_back, spend};
pub use reclaim::{Reclaim, Reclaimed, may_reclaim, reclaim};
pub use state::{Event, Refused, Status};
pub use store::coupons::Coupon;
pub use store::records::{QuotaRecord, Record};

text_enum! {
    /// Of which kind quota and coupons are.
    pub enum Kind {
        /// A charge takes one at most.
        Voucher = "voucher",
        /// A charge takes several.
        CashCoupon = "cash_coupon",
    }
}

/// Why a customer's coupons are taken back without anybody asking for one of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The customer leaves its partner.
    Disassociation,
    /// The customer comes to a partner.
    Association,
    /// The customer changes between resale and advisory.
    ModeSwitch,
}

impl Why {
    /// How that is written down.
    #[must_use]
    pub const fn operation(self) -> Operation {
        match self {
            Self::Disassociation => Operation::Disassociate,
            Self::Association => Operation::Associate,
            Self::ModeSwitch => Operation::ModeSwitch,
        }
    }
}

/// A charge that coupons may pay for.
#[derive(Debug, Clone, Copy)]
pub struct Purchase<'a> {
    /// Who is charged.
    pub customer_id: PartyId,
    /// The charge.
    pub charge_id: ChargeId,
    /// The cloud service type.
    pub service_type: &'a str,
    /// The product, when it is one.
    pub product: Option<&'a str>,
    /// Whether a discount lowered what is due.
    pub is_discounted: bool,
}

/// What a coupon paid of a charge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spent {
    /// The coupon.
    pub coupon_id: CouponId,
    /// How much.
    pub amount: Money,
}
