//! Rows of coupons.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{CouponId, CouponQuotaId, PartyId};
use schema::money::{Currency, Money};
use schema::tables::coupons;

use super::names::Names;
use crate::clock::Now;
use crate::coupon::{Kind, Status};
use crate::db::{Conn, Result};

/// What a partner gave a customer to pay with, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = coupons, check_for_backend(diesel::pg::Pg))]
pub struct Coupon {
    /// Its id.
    pub id: CouponId,
    /// The quota it was issued from.
    pub quota_id: CouponQuotaId,
    /// Who issued it.
    pub issuer_id: PartyId,
    /// Whose it is.
    pub customer_id: PartyId,
    /// Of which kind it is.
    pub kind: Kind,
    /// What it was worth: the sum of the four that follow.
    #[diesel(select_expression = (coupons::face_value, coupons::currency))]
    #[diesel(select_expression_type = (coupons::face_value, coupons::currency))]
    pub face_value: Money,
    /// What it still pays.
    #[diesel(select_expression = (coupons::balance, coupons::currency))]
    #[diesel(select_expression_type = (coupons::balance, coupons::currency))]
    pub balance: Money,
    /// What it paid, less what refunds put back.
    #[diesel(select_expression = (coupons::spent, coupons::currency))]
    #[diesel(select_expression_type = (coupons::spent, coupons::currency))]
    pub spent: Money,
    /// What went back to its quota.
    #[diesel(select_expression = (coupons::returned, coupons::currency))]
    #[diesel(select_expression_type = (coupons::returned, coupons::currency))]
    pub returned: Money,
    /// What had no quota to go back to.
    #[diesel(select_expression = (coupons::lapsed, coupons::currency))]
    #[diesel(select_expression_type = (coupons::lapsed, coupons::currency))]
    pub lapsed: Money,
    /// See [`Coupon::status`].
    pub(in crate::coupon) state: Status,
    /// Whether its issuer keeps it from being spent.
    pub is_frozen: bool,
    /// First instant at which it pays.
    pub valid_from: DateTime<Utc>,
    /// First instant at which it no longer does.
    pub valid_to: DateTime<Utc>,
    /// Cloud service types that it pays for; empty for all.
    #[diesel(deserialize_as = Names)]
    pub service_types: Vec<String>,
    /// Products that it pays for; empty for all.
    #[diesel(deserialize_as = Names)]
    pub products: Vec<String>,
    /// Smallest charge that it pays for.
    #[diesel(select_expression = (coupons::min_charge, coupons::currency))]
    #[diesel(select_expression_type = (coupons::min_charge, coupons::currency))]
    pub min_charge: Money,
    /// Whether it pays for what is discounted.
    pub combines_with_discount: bool,
    /// What its issuer wrote to it, for its own people; see [`Coupon::memo_for`].
    pub(in crate::coupon) memo: Option<String>,
    /// When it was issued.
    pub issued_at: DateTime<Utc>,
    /// When it was used up, expired or was reclaimed; see [`Coupon::ended_by`].
    pub(in crate::coupon) ended_at: Option<DateTime<Utc>>,
}

pub(in crate::coupon) fn insert(conn: &mut Conn, coupons: &[Coupon]) -> Result<()> {
    let row = |coupon: &Coupon| {
        (
            (
                coupons::id.eq(coupon.id),
                coupons::quota_id.eq(coupon.quota_id),
                coupons::issuer_id.eq(coupon.issuer_id),
                coupons::customer_id.eq(coupon.customer_id),
                coupons::kind.eq(coupon.kind),
                coupons::currency.eq(coupon.face_value.currency()),
            ),
            (
                coupons::face_value.eq(coupon.face_value.amount()),
                coupons::balance.eq(coupon.balance.amount()),
                coupons::spent.eq(coupon.spent.amount()),
                coupons::returned.eq(coupon.returned.amount()),
                coupons::lapsed.eq(coupon.lapsed.amount()),
                coupons::state.eq(coupon.state),
                coupons::is_frozen.eq(coupon.is_frozen),
            ),
            (
                coupons::valid_from.eq(coupon.valid_from),
                coupons::valid_to.eq(coupon.valid_to),
                coupons::service_types.eq(Names(coupon.service_types.clone())),
                coupons::products.eq(Names(coupon.products.clone())),
                coupons::min_charge.eq(coupon.min_charge.amount()),
                coupons::combines_with_discount.eq(coupon.combines_with_discount),
            ),
            (
                coupons::memo.eq(coupon.memo.clone()),
                coupons::issued_at.eq(coupon.issued_at),
                coupons::ended_at.eq(coupon.ended_at),
            ),
        )
    };
    let rows: Vec<_> = coupons.iter().map(row).collect();
    diesel::insert_into(coupons::table).values(rows).execute(conn)?;
    Ok(())
}

/// Those of `ids`, locked in ascending order.
pub(in crate::coupon) fn lock(conn: &mut Conn, ids: &[CouponId]) -> Result<Vec<Coupon>> {
    let rows = coupons::table.filter(coupons::id.eq_any(ids)).order(coupons::id);
    Ok(rows.select(Coupon::as_select()).for_no_key_update().load(conn)?)
}

/// The customer's coupons of `issuer` that may pay something at `now`, locked in ascending order.
pub(in crate::coupon) fn lock_usable(
    conn: &mut Conn,
    now: Now,
    customer: PartyId,
    issuer: PartyId,
    currency: Currency,
) -> Result<Vec<Coupon>> {
    let usable = coupons::table
        .filter(coupons::customer_id.eq(customer).and(coupons::issuer_id.eq(issuer)))
        .filter(coupons::currency.eq(currency).and(coupons::is_frozen.eq(false)))
        .filter(coupons::valid_from.le(now.instant()).and(coupons::valid_to.gt(now.instant())))
        .filter(sql::<Bool>(&is_open()))
        .order(coupons::id);
    Ok(usable.select(Coupon::as_select()).for_no_key_update().load(conn)?)
}

/// Writes down where a locked coupon stands now.
pub(in crate::coupon) fn write(conn: &mut Conn, coupon: &Coupon) -> Result<()> {
    let stands = (
        coupons::balance.eq(coupon.balance.amount()),
        coupons::spent.eq(coupon.spent.amount()),
        coupons::returned.eq(coupon.returned.amount()),
        coupons::lapsed.eq(coupon.lapsed.amount()),
        coupons::state.eq(coupon.state),
        coupons::is_frozen.eq(coupon.is_frozen),
        coupons::ended_at.eq(coupon.ended_at),
    );
    diesel::update(coupons::table.find(coupon.id)).set(stands).execute(conn)?;
    Ok(())
}

/// Coupons with the quotas they are from.
pub(in crate::coupon) type Found = Vec<(CouponId, CouponQuotaId)>;

/// The open coupons that `issuer` issued to `customer`, at most `limit`.
pub(in crate::coupon) fn open_of(conn: &mut Conn, customer: PartyId, issuer: PartyId, limit: i64) -> Result<Found> {
    let open = coupons::table
        .filter(coupons::customer_id.eq(customer).and(coupons::issuer_id.eq(issuer)))
        .filter(sql::<Bool>(&is_open()))
        .order(coupons::id)
        .limit(limit);
    Ok(open.select((coupons::id, coupons::quota_id)).load(conn)?)
}

/// Open coupons whose time is over, those that ended first first, at most `limit`.
pub(in crate::coupon) fn overdue(conn: &mut Conn, now: Now, limit: i64) -> Result<Found> {
    let overdue = coupons::table
        .filter(coupons::valid_to.le(now.instant()))
        .filter(sql::<Bool>(&is_open()))
        .order((coupons::valid_to, coupons::id))
        .limit(limit);
    Ok(overdue.select((coupons::id, coupons::quota_id)).load(conn)?)
}

/// Writes down that the time of at most `limit` coupons has come; returns how many.
pub(in crate::coupon) fn activate(conn: &mut Conn, now: Now, limit: i64) -> Result<usize> {
    let due = coupons::table
        .filter(coupons::state.eq(Status::NotActivated))
        .filter(coupons::valid_from.le(now.instant()).and(coupons::valid_to.gt(now.instant())))
        .order(coupons::id)
        .limit(limit)
        .select(coupons::id)
        .for_no_key_update()
        .skip_locked();
    let ids: Vec<CouponId> = due.load(conn)?;
    let due = coupons::table.filter(coupons::id.eq_any(ids));
    Ok(diesel::update(due).set(coupons::state.eq(Status::Usable)).execute(conn)?)
}

pub(in crate::coupon) fn by_ids(conn: &mut Conn, visible: &str, ids: &[CouponId]) -> Result<Vec<Coupon>> {
    let found = coupons::table.filter(coupons::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Coupon::as_select()).load(conn)?)
}

/// SQL: the row has not been closed.
fn is_open() -> String {
    format!("coupons.state in ('{}', '{}')", Status::NotActivated, Status::Usable)
}
