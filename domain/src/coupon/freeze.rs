//! An issuer keeps a coupon from being spent for a while.

use schema::ids::{CouponId, PartyId};

use super::closing::{nothing, record};
use super::record::Operation;
use super::store::{coupons, records};
use super::{Coupon, Denied, Error, Event};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::party;

/// Keeps a coupon from being spent. Done twice it is done once.
///
/// - `acting_for`: the reseller whose business it is, when its distributor does it
///
/// # Errors
/// [`Error::ActingFor`], [`Error::Forbidden`], [`Denied::NoSuchCoupon`], [`Denied::Coupon`].
pub fn freeze(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acting_for: Option<PartyId>,
    id: CouponId,
) -> Result<Coupon, Error> {
    turn(conn, now, actor, acting_for, id, Event::Freeze)
}

/// Lets a coupon be spent again. Done twice it is done once.
///
/// # Errors
/// Those of [`freeze`].
pub fn unfreeze(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acting_for: Option<PartyId>,
    id: CouponId,
) -> Result<Coupon, Error> {
    turn(conn, now, actor, acting_for, id, Event::Unfreeze)
}

fn turn(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acting_for: Option<PartyId>,
    id: CouponId,
    event: Event,
) -> Result<Coupon, Error> {
    let actor = &party::acting_for(conn, now, actor, acting_for)?;
    let principal = actor.person_with(Permission::CouponIssue)?.principal();
    let found = coupons::lock(conn, &[id])?.pop().filter(|coupon| coupon.issuer_id == principal);
    let mut coupon = found.ok_or(Denied::NoSuchCoupon)?;
    coupon.state = coupon.status(now).on(event)?;
    let is_frozen = event == Event::Freeze;
    if coupon.is_frozen == is_frozen {
        return Ok(coupon);
    }
    coupon.is_frozen = is_frozen;
    coupons::write(conn, &coupon)?;
    let (operation, audited) =
        if is_frozen { (Operation::Freeze, "coupon.freeze") } else { (Operation::Unfreeze, "coupon.unfreeze") };
    records::insert(conn, &[record(now, actor, &coupon, operation, nothing(coupon.face_value))])?;
    let details = serde_json::json!({ "customer": coupon.customer_id.to_string() });
    let line = audit::Line { party_id: principal, operation: audited, subject: id.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(coupon)
}
