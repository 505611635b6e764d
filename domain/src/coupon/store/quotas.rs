//! Rows of coupon quotas.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{CouponQuotaId, PartyId};
use schema::money::Money;
use schema::tables::coupon_quotas;

use super::names::Names;
use crate::clock::Now;
use crate::coupon::Kind;
use crate::coupon::quota::Status;
use crate::db::{Conn, Result};

/// What a party may issue in coupons, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = coupon_quotas, check_for_backend(diesel::pg::Pg))]
pub struct Quota {
    /// Its id.
    pub id: CouponQuotaId,
    /// Who may issue from it.
    pub holder_id: PartyId,
    /// Who gave it.
    pub giver_id: PartyId,
    /// The distributor's quota that it was taken from; none for one of the vendor.
    pub parent_id: Option<CouponQuotaId>,
    /// What is issued from it.
    pub kind: Kind,
    /// What was given: the sum of the five that follow.
    #[diesel(select_expression = (coupon_quotas::value, coupon_quotas::currency))]
    #[diesel(select_expression_type = (coupon_quotas::value, coupon_quotas::currency))]
    pub value: Money,
    /// What can still be issued.
    #[diesel(select_expression = (coupon_quotas::balance, coupon_quotas::currency))]
    #[diesel(select_expression_type = (coupon_quotas::balance, coupon_quotas::currency))]
    pub balance: Money,
    /// Face values of its coupons, less what came back.
    #[diesel(select_expression = (coupon_quotas::issued, coupon_quotas::currency))]
    #[diesel(select_expression_type = (coupon_quotas::issued, coupon_quotas::currency))]
    pub issued: Money,
    /// Values of the quotas taken from it, less what they returned.
    #[diesel(select_expression = (coupon_quotas::granted, coupon_quotas::currency))]
    #[diesel(select_expression_type = (coupon_quotas::granted, coupon_quotas::currency))]
    pub granted: Money,
    /// What went back to the parent, or to the vendor.
    #[diesel(select_expression = (coupon_quotas::returned, coupon_quotas::currency))]
    #[diesel(select_expression_type = (coupon_quotas::returned, coupon_quotas::currency))]
    pub returned: Money,
    /// What had nowhere to go back to.
    #[diesel(select_expression = (coupon_quotas::lapsed, coupon_quotas::currency))]
    #[diesel(select_expression_type = (coupon_quotas::lapsed, coupon_quotas::currency))]
    pub lapsed: Money,
    /// See [`Quota::status`].
    pub(in crate::coupon) state: Status,
    /// First instant at which it can be used.
    pub valid_from: DateTime<Utc>,
    /// First instant at which it no longer can.
    pub valid_to: DateTime<Utc>,
    /// Cloud service types that its coupons may pay for; empty for all.
    #[diesel(deserialize_as = Names)]
    pub service_types: Vec<String>,
    /// Products that its coupons may pay for; empty for all.
    #[diesel(deserialize_as = Names)]
    pub products: Vec<String>,
    /// Smallest charge that its coupons pay for.
    #[diesel(select_expression = (coupon_quotas::min_charge, coupon_quotas::currency))]
    #[diesel(select_expression_type = (coupon_quotas::min_charge, coupon_quotas::currency))]
    pub min_charge: Money,
    /// Whether its coupons pay for what is discounted.
    pub combines_with_discount: bool,
    /// What its giver wrote to it.
    pub remark: Option<String>,
    /// When it was given.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

pub(in crate::coupon) fn insert(conn: &mut Conn, quotas: &[Quota]) -> Result<()> {
    let row = |quota: &Quota| {
        (
            (
                coupon_quotas::id.eq(quota.id),
                coupon_quotas::holder_id.eq(quota.holder_id),
                coupon_quotas::giver_id.eq(quota.giver_id),
                coupon_quotas::parent_id.eq(quota.parent_id),
                coupon_quotas::kind.eq(quota.kind),
                coupon_quotas::state.eq(quota.state),
                coupon_quotas::currency.eq(quota.value.currency()),
            ),
            (
                coupon_quotas::value.eq(quota.value.amount()),
                coupon_quotas::balance.eq(quota.balance.amount()),
                coupon_quotas::issued.eq(quota.issued.amount()),
                coupon_quotas::granted.eq(quota.granted.amount()),
                coupon_quotas::returned.eq(quota.returned.amount()),
                coupon_quotas::lapsed.eq(quota.lapsed.amount()),
            ),
            (
                coupon_quotas::valid_from.eq(quota.valid_from),
                coupon_quotas::valid_to.eq(quota.valid_to),
                coupon_quotas::service_types.eq(Names(quota.service_types.clone())),
                coupon_quotas::products.eq(Names(quota.products.clone())),
                coupon_quotas::min_charge.eq(quota.min_charge.amount()),
                coupon_quotas::combines_with_discount.eq(quota.combines_with_discount),
            ),
            (
                coupon_quotas::remark.eq(quota.remark.clone()),
                coupon_quotas::created_at.eq(quota.created_at),
                coupon_quotas::updated_at.eq(quota.updated_at),
            ),
        )
    };
    let rows: Vec<_> = quotas.iter().map(row).collect();
    diesel::insert_into(coupon_quotas::table).values(rows).execute(conn)?;
    Ok(())
}

/// Those of `ids`, locked in ascending order.
pub(in crate::coupon) fn lock(conn: &mut Conn, ids: &[CouponQuotaId]) -> Result<Vec<Quota>> {
    let rows = coupon_quotas::table.filter(coupon_quotas::id.eq_any(ids)).order(coupon_quotas::id);
    Ok(rows.select(Quota::as_select()).for_no_key_update().load(conn)?)
}

/// Writes down where a locked quota stands now.
pub(in crate::coupon) fn write(conn: &mut Conn, now: Now, quota: &Quota) -> Result<()> {
    let stands = (
        coupon_quotas::balance.eq(quota.balance.amount()),
        coupon_quotas::issued.eq(quota.issued.amount()),
        coupon_quotas::granted.eq(quota.granted.amount()),
        coupon_quotas::returned.eq(quota.returned.amount()),
        coupon_quotas::lapsed.eq(quota.lapsed.amount()),
        coupon_quotas::state.eq(quota.state),
        coupon_quotas::updated_at.eq(now.instant()),
    );
    diesel::update(coupon_quotas::table.find(quota.id)).set(stands).execute(conn)?;
    Ok(())
}

/// The open quotas that `giver` gave `holder`, at most `limit`.
pub(in crate::coupon) fn open_of(
    conn: &mut Conn,
    holder: PartyId,
    giver: PartyId,
    limit: i64,
) -> Result<Vec<CouponQuotaId>> {
    let open = coupon_quotas::table
        .filter(coupon_quotas::holder_id.eq(holder).and(coupon_quotas::giver_id.eq(giver)))
        .filter(sql::<Bool>(&is_open()))
        .order(coupon_quotas::id)
        .limit(limit);
    Ok(open.select(coupon_quotas::id).load(conn)?)
}

/// Open quotas whose time is over, those that ended first first, at most `limit`.
pub(in crate::coupon) fn overdue(conn: &mut Conn, now: Now, limit: i64) -> Result<Vec<CouponQuotaId>> {
    let overdue = coupon_quotas::table
        .filter(coupon_quotas::valid_to.le(now.instant()))
        .filter(sql::<Bool>(&is_open()))
        .order((coupon_quotas::valid_to, coupon_quotas::id.desc()))
        .limit(limit);
    Ok(overdue.select(coupon_quotas::id).load(conn)?)
}

pub(in crate::coupon) fn by_ids(conn: &mut Conn, visible: &str, ids: &[CouponQuotaId]) -> Result<Vec<Quota>> {
    let found = coupon_quotas::table.filter(coupon_quotas::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Quota::as_select()).load(conn)?)
}

/// SQL: the row has not been closed.
fn is_open() -> String {
    format!("coupon_quotas.state in ('{}', '{}', '{}')", Status::Normal, Status::Adjusting, Status::Frozen)
}

/// SQL of [`crate::page::store`]: the quotas taken from `parent.id` that `visible` allows, all or one holder's.
pub(in crate::coupon) fn of_parent(visible: &str, holder: Option<PartyId>) -> String {
    let held =
        holder.map_or("true".to_owned(), |holder| format!("coupon_quotas.holder_id = '{}'::uuid", holder.uuid()));
    format!("from coupon_quotas where coupon_quotas.parent_id = parent.id and {held} and {visible}")
}
