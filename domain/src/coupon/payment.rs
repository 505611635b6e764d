//! Coupons pay for charges, and get back what is refunded.

use schema::ids::ChargeId;
use schema::money::Money;

use super::amounts::Rest;
use super::closing::record;
use super::limits::Bought;
use super::record::Operation;
use super::store::payments::Payment;
use super::store::{coupons, payments, records};
use super::{Coupon, Error, Kind, Purchase, Spent};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party;

/// Most coupons that pay for one charge.
const MOST_COUPONS: usize = 3;

/// Pays for a charge with the customer's coupons, those that expire first first: at most one voucher, three coupons
/// and `due`. Only coupons of the partner that the customer stands under pay. Asked again for the same charge, it
/// answers what was paid.
///
/// Whoever calls it holds the lock of the customer's account.
///
/// # Errors
/// [`Error::Sum`], [`Error::Database`].
///
/// # Source
/// domain.md C-11, 4.3 (reusable until the balance is 0), invariant 12.
pub fn spend(conn: &mut Conn, now: Now, purchase: &Purchase<'_>, due: Money) -> Result<Vec<Spent>, Error> {
    let paid = payments::of_charge(conn, purchase.charge_id)?;
    if !paid.is_empty() {
        let spent = |payment: &Payment| Spent { coupon_id: payment.coupon_id, amount: payment.amount };
        return Ok(paid.iter().map(spent).collect());
    }
    let Some(partner) = party::partner_of(conn, now, purchase.customer_id)?.filter(|_| due.is_positive()) else {
        return Ok(Vec::new());
    };
    let mut usable = coupons::lock_usable(conn, now, purchase.customer_id, partner, due.currency())?;
    usable.sort_by_key(|coupon| (coupon.valid_to, coupon.id));
    let Purchase { service_type, product, is_discounted, .. } = *purchase;
    let bought = Bought { service_type, product, due, is_discounted };
    let (mut rest, mut spent, mut has_voucher) = (due, Vec::new(), false);
    for mut coupon in usable.into_iter().filter(|coupon| coupon.limits().suit(&bought)) {
        if !rest.is_positive() || spent.len() == MOST_COUPONS {
            break;
        }
        if coupon.kind == Kind::Voucher && std::mem::replace(&mut has_voucher, true) {
            continue;
        }
        let amount = least(coupon.balance, rest);
        rest = rest.checked_sub(amount)?;
        coupon.pay(now, amount)?;
        coupons::write(conn, &coupon)?;
        payments::insert(conn, now, purchase.charge_id, coupon.id, amount)?;
        spent.push(Spent { coupon_id: coupon.id, amount });
    }
    Ok(spent)
}

/// Gives coupons back what they paid for a charge, at most `amount`, those that expire last first. A coupon that is
/// past its validity, was taken back, or is of a partner that the customer left does not pay again: there it lapses,
/// with a record.
///
/// Returns how much of `amount` had come from coupons.
///
/// # Errors
/// [`Error::Sum`], [`Error::Database`].
///
/// # Source
/// domain.md 4.1 (record type 5), 3.9.
pub fn give_back(conn: &mut Conn, now: Now, actor: &Actor, charge_id: ChargeId, amount: Money) -> Result<Money, Error> {
    let ids: Vec<_> = payments::of_charge(conn, charge_id)?.iter().map(|payment| payment.coupon_id).collect();
    let mut paying = coupons::lock(conn, &ids)?;
    paying.sort_by_key(|coupon| std::cmp::Reverse((coupon.valid_to, coupon.id)));
    // What was given back before is read behind the lock.
    let paid = payments::of_charge(conn, charge_id)?;
    let (mut rest, mut lines) = (amount, Vec::new());
    for mut coupon in paying {
        let Some(payment) = paid.iter().find(|payment| payment.coupon_id == coupon.id) else { continue };
        let back = least(payment.amount.checked_sub(payment.returned)?, rest);
        if !back.is_positive() {
            continue;
        }
        rest = rest.checked_sub(back)?;
        let pays_again = is_of_partner(conn, now, &coupon)?;
        let lapsed = coupon.refund(now, back, pays_again)?;
        coupons::write(conn, &coupon)?;
        payments::set_returned(conn, charge_id, coupon.id, payment.returned.checked_add(back)?)?;
        lines.push(record(now, actor, &coupon, Operation::Refund, Rest { amount: back, lapsed }));
    }
    records::insert(conn, &lines)?;
    Ok(amount.checked_sub(rest)?)
}

fn is_of_partner(conn: &mut Conn, now: Now, coupon: &Coupon) -> db::Result<bool> {
    Ok(party::partner_of(conn, now, coupon.customer_id)? == Some(coupon.issuer_id))
}

/// The lesser of two amounts of one currency.
fn least(one: Money, other: Money) -> Money {
    if one.amount() <= other.amount() { one } else { other }
}
