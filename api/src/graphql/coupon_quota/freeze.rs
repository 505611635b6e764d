//! What is asked and answered about quotas that are kept from being used.

use async_graphql::{InputObject, SimpleObject};
use schema::ids::named;

use super::CouponQuota;
use crate::graphql::problem::UserError;
use crate::graphql::scalars::IdOf;

/// A quota to be kept from being used.
#[derive(InputObject)]
pub(crate) struct CouponQuotaFreezeInput {
    /// A quota that the caller's party gave.
    pub(super) quota_id: IdOf<named::CouponQuota>,
}

/// The answer to `couponQuotaFreeze`.
#[derive(SimpleObject)]
pub(crate) struct CouponQuotaFreezePayload {
    /// The quota, frozen; null when that was refused.
    pub(super) quota: Option<CouponQuota>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` unless it is normal.
    pub(super) user_errors: Vec<UserError>,
}

/// A quota to be used again.
#[derive(InputObject)]
pub(crate) struct CouponQuotaUnfreezeInput {
    /// A quota that the caller's party gave.
    pub(super) quota_id: IdOf<named::CouponQuota>,
}

/// The answer to `couponQuotaUnfreeze`.
#[derive(SimpleObject)]
pub(crate) struct CouponQuotaUnfreezePayload {
    /// The quota, normal; null when that was refused.
    pub(super) quota: Option<CouponQuota>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` unless it is frozen.
    pub(super) user_errors: Vec<UserError>,
}
