//! An issuer takes coupons back.

use schema::ids::{CouponId, PartyId};
use schema::money::Money;
use serde::{Deserialize, Serialize};

use super::closing::Closing;
use super::error::{check_batch, outcome};
use super::record::Operation;
use super::store::coupons;
use super::{Coupon, Denied, Error, Event, Item, Items};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::party;
use crate::plain_text;
use crate::verification::{self, Proof};

/// Most coupons that are taken back in one go.
const MOST_AT_ONCE: usize = 100;

/// Coupons to be taken back.
#[derive(Debug, Clone, Serialize)]
pub struct Reclaim {
    /// The reseller whose business it is, when its distributor does it.
    pub acting_for: Option<PartyId>,
    /// 1 to 100 coupons that the principal issued, each once.
    pub coupon_ids: Vec<CouponId>,
    /// Up to 256 characters, which the customers read.
    pub remark: Option<String>,
}

/// A coupon that was taken back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reclaimed<Row> {
    /// The coupon.
    pub coupon: Row,
    /// What was not spent of it.
    pub amount: Money,
    /// How much of that lapsed, because its quota no longer holds.
    pub lapsed: Money,
}

/// Takes coupons back: what is not spent goes back to the quota when that still holds, and lapses otherwise. Each coupon
/// is decided by itself.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first answer
///
/// # Errors
/// [`Error::ActingFor`], [`Error::Forbidden`], [`Error::Verification`], [`Error::Batch`], [`Error::Text`],
/// [`Error::Idempotency`].
///
/// # Source
/// domain.md C-7, Q-13, 11.5.
pub fn reclaim(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Reclaim,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<Once<Items<CouponId, Reclaimed<Coupon>>>, Error> {
    let actor = &party::acting_for(conn, now, actor, input.acting_for)?;
    let person = actor.person_with(Permission::CouponIssue)?;
    let command = Command { party_id: person.party_id, operation: "coupon.reclaim", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        check_batch(input.coupon_ids.iter().copied(), "couponIds", MOST_AT_ONCE)?;
        let remark = input.remark.as_deref().map(|text| plain_text::required(text, "remark", 256)).transpose()?;
        verification::require(conn, now, actor, proof.transpose()?)?;
        // Who issued a coupon, and from which quota, never changes: others' are not even locked.
        let issued = format!("coupons.issuer_id = '{}'::uuid", person.principal().uuid());
        let own: coupons::Found = coupons::by_ids(conn, &issued, &input.coupon_ids)?
            .into_iter()
            .map(|coupon| (coupon.id, coupon.quota_id))
            .collect();
        let mut closing = Closing::of_coupons(conn, now, actor, &own)?;
        let mut items = Vec::new();
        for id in &input.coupon_ids {
            let checked = closing.coupon(*id).map(|it| it.status(now).on(Event::Reclaim).map_err(Error::from));
            let outcome = match checked {
                None => Err(Denied::NoSuchCoupon),
                Some(Err(refused)) => {
                    closing.refuse_coupon(*id, remark.as_deref());
                    outcome(Err(refused))?
                }
                Some(Ok(_)) => {
                    closing.end_coupon(*id, Operation::Reclaim, remark.as_deref())?.ok_or(Denied::NoSuchCoupon)
                }
            };
            let made = outcome.map(|rest| Reclaimed { coupon: *id, amount: rest.amount, lapsed: rest.lapsed });
            items.push(Item { of: *id, outcome: made });
        }
        closing.write(conn)?;
        Ok::<Items<CouponId, Reclaimed<CouponId>>, Error>(items)
    })?;
    let rows = coupons::by_ids(conn, "true", &input.coupon_ids)?;
    let row = |made: Reclaimed<CouponId>| {
        let coupon = rows.iter().find(|coupon| coupon.id == made.coupon).cloned().ok_or(Denied::NoSuchCoupon)?;
        Ok(Reclaimed { coupon, amount: made.amount, lapsed: made.lapsed })
    };
    let result =
        once.result.into_iter().map(|item| Item { of: item.of, outcome: item.outcome.and_then(row) }).collect();
    Ok(Once { result, replayed: once.replayed })
}

/// Whether the actor is who takes `coupon` back, or freezes it.
#[must_use]
pub fn may_reclaim(actor: &Actor, coupon: &Coupon) -> bool {
    actor.person_with(Permission::CouponIssue).is_ok_and(|person| person.principal() == coupon.issuer_id)
}
