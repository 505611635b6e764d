//! What is asked and answered about coupons that are kept from being spent.

use async_graphql::{InputObject, SimpleObject};
use schema::ids::named;

use super::Coupon;
use crate::graphql::problem::UserError;
use crate::graphql::scalars::IdOf;

/// A coupon to be kept from being spent.
#[derive(InputObject)]
pub(crate) struct CouponFreezeInput {
    /// The reseller for which a distributor's person does it; null for one's own party.
    pub(super) acting_for_id: Option<IdOf<named::Party>>,
    /// A coupon that the party issued.
    pub(super) coupon_id: IdOf<named::Coupon>,
}

/// The answer to `couponFreeze`.
#[derive(SimpleObject)]
pub(crate) struct CouponFreezePayload {
    /// The coupon, frozen; null when that was refused.
    pub(super) coupon: Option<Coupon>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` for one
    /// that has ended.
    pub(super) user_errors: Vec<UserError>,
}

/// A coupon to be spent again.
#[derive(InputObject)]
pub(crate) struct CouponUnfreezeInput {
    /// The reseller for which a distributor's person does it; null for one's own party.
    pub(super) acting_for_id: Option<IdOf<named::Party>>,
    /// A coupon that the party issued.
    pub(super) coupon_id: IdOf<named::Coupon>,
}

/// The answer to `couponUnfreeze`.
#[derive(SimpleObject)]
pub(crate) struct CouponUnfreezePayload {
    /// The coupon, no longer frozen; null when that was refused.
    pub(super) coupon: Option<Coupon>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` for one
    /// that has ended.
    pub(super) user_errors: Vec<UserError>,
}
