//! Who sees coupons and coupon quotas.

use super::{At, assigned, restricted};
use crate::actor::{Actor, Permission};
use crate::clock::Now;

/// The coupon quota in the row `alias` may be seen: by who holds it and by who gave it. Customers have none.
#[must_use]
pub fn coupon_quota(actor: &Actor, alias: &str) -> String {
    if !actor.may(Permission::CouponView) {
        return "false".to_owned();
    }
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    format!("({alias}.holder_id = {viewer} or {alias}.giver_id = {viewer})")
}

/// The coupon may be seen: by its customer, by who issued it within the actor's scope, and by who gave the quota that
/// it was issued from. Who issued it sees it for ever: it is the issuer's own business.
#[must_use]
pub fn coupon(actor: &Actor, now: Now) -> String {
    if !actor.may(Permission::CouponView) {
        return "false".to_owned();
    }
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let assigned = assigned(actor, "coupons.customer_id", At::Now(now));
    format!(
        "(coupons.customer_id = {viewer} or (({assigned}) and (coupons.issuer_id = {viewer} \
         or coupons.quota_id in (select given.id from coupon_quotas given where given.giver_id = {viewer}))))"
    )
}
