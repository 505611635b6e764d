//! Rows of what coupons paid.

use diesel::prelude::*;
use schema::ids::{ChargeId, CouponId};
use schema::money::Money;
use schema::tables::coupon_payments;

use crate::clock::Now;
use crate::db::{Conn, Result};

/// What a coupon paid of a charge, as stored.
#[derive(Debug, Clone, Copy, Queryable, Selectable)]
#[diesel(table_name = coupon_payments, check_for_backend(diesel::pg::Pg))]
pub(in crate::coupon) struct Payment {
    pub(in crate::coupon) coupon_id: CouponId,
    #[diesel(select_expression = (coupon_payments::amount, coupon_payments::currency))]
    #[diesel(select_expression_type = (coupon_payments::amount, coupon_payments::currency))]
    pub(in crate::coupon) amount: Money,
    #[diesel(select_expression = (coupon_payments::returned, coupon_payments::currency))]
    #[diesel(select_expression_type = (coupon_payments::returned, coupon_payments::currency))]
    pub(in crate::coupon) returned: Money,
}

pub(in crate::coupon) fn insert(
    conn: &mut Conn,
    now: Now,
    charge: ChargeId,
    coupon: CouponId,
    amount: Money,
) -> Result<()> {
    let row = (
        coupon_payments::charge_id.eq(charge),
        coupon_payments::coupon_id.eq(coupon),
        coupon_payments::amount.eq(amount.amount()),
        coupon_payments::returned.eq(Money::zero(amount.currency()).amount()),
        coupon_payments::currency.eq(amount.currency()),
        coupon_payments::paid_at.eq(now.instant()),
    );
    diesel::insert_into(coupon_payments::table).values(row).execute(conn)?;
    Ok(())
}

/// What coupons paid of a charge, in the order of the coupons.
pub(in crate::coupon) fn of_charge(conn: &mut Conn, charge: ChargeId) -> Result<Vec<Payment>> {
    let paid = coupon_payments::table.filter(coupon_payments::charge_id.eq(charge)).order(coupon_payments::coupon_id);
    Ok(paid.select(Payment::as_select()).load(conn)?)
}

pub(in crate::coupon) fn set_returned(
    conn: &mut Conn,
    charge: ChargeId,
    coupon: CouponId,
    returned: Money,
) -> Result<()> {
    let payment = coupon_payments::table.find((charge, coupon));
    diesel::update(payment).set(coupon_payments::returned.eq(returned.amount())).execute(conn)?;
    Ok(())
}
