//! Rows of coupon quotas, coupons, what they paid, and what was done with them.

pub(super) mod coupons;
pub(super) mod edges;
mod names;
pub(super) mod payments;
pub(super) mod quotas;
pub(super) mod records;
pub(super) mod seen;
