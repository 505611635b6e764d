//! Coupons as an actor sees them.

use std::collections::HashMap;

use chrono::{DateTime, Months, Utc};
use schema::ids::{CouponId, CouponQuotaId, CouponRecordId, PartyId};
use schema::money::Money;

use super::store::{coupons, records, seen};
use super::{Coupon, Kind, Record, Status};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::party::Kind as PartyKind;
use crate::visibility;

/// Which coupons a list has. What is not given is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that stand so now.
    pub state: Option<Status>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only those that are, or are not, frozen.
    pub is_frozen: Option<bool>,
    /// Only this customer's.
    pub customer_id: Option<PartyId>,
    /// Only those that this party issued.
    pub issuer_id: Option<PartyId>,
    /// Only those from this quota.
    pub quota_id: Option<CouponQuotaId>,
}

/// For how many months a list keeps what has ended: 12 for partners, 6 for customers (domain.md C-10).
fn kept_since(now: Now, actor: &Actor) -> Option<DateTime<Utc>> {
    let months = match actor.person()?.party_kind {
        PartyKind::Vendor => return None,
        PartyKind::Customer => 6,
        PartyKind::Distributor
        | PartyKind::Reseller
        | PartyKind::SolutionProvider
        | PartyKind::GovSubsidy
        | PartyKind::Merchant => 12,
    };
    now.instant().checked_sub_months(Months::new(months))
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[CouponId]) -> db::Result<Vec<Coupon>> {
    coupons::by_ids(conn, &visibility::coupon(actor, now), ids)
}

/// A page of the coupons the actor may see; what ended long ago is left out.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md C-10.
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Coupon>> {
    seen::coupons(conn, now, &visibility::coupon(actor, now), kept_since(now, actor), filter, page)
}

/// How many coupons [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    seen::count_coupons(conn, now, &visibility::coupon(actor, now), kept_since(now, actor), filter)
}

/// For each of `coupons` that the actor may see, a page of what was done with it.
///
/// # Errors
/// When the database does not answer.
pub fn records_of(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    coupons: &[CouponId],
    page: &Page,
) -> db::Result<HashMap<CouponId, Slice<Record>>> {
    let sql = records::of_coupon(&visibility::coupon(actor, now));
    let children = Children { sql: &sql, id: "coupon_records.id" };
    let rows = |conn: &mut Conn, ids: &[CouponRecordId]| records::by_ids(conn, ids);
    page::store::pages(conn, coupons, &children, page, rows, |record| record.id)
}

/// For each of `coupons`, how many records [`records_of`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_records_of(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    coupons: &[CouponId],
) -> db::Result<HashMap<CouponId, i64>> {
    let sql = records::of_coupon(&visibility::coupon(actor, now));
    page::store::counts(conn, coupons, &Children { sql: &sql, id: "coupon_records.id" })
}

/// What a letter says of a coupon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// Who issued it.
    pub(crate) issuer_id: PartyId,
    /// Whose it is.
    pub(crate) customer_id: PartyId,
    /// Of which kind it is.
    pub(crate) kind: Kind,
    /// What it is worth.
    pub(crate) face_value: Money,
    /// First instant at which it pays.
    pub(crate) valid_from: DateTime<Utc>,
    /// First instant at which it no longer does.
    pub(crate) valid_to: DateTime<Utc>,
}

/// The coupon, for a letter about it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn told(conn: &mut Conn, id: CouponId) -> db::Result<Option<Told>> {
    let told = |coupon: Coupon| {
        let Coupon { issuer_id, customer_id, kind, face_value, valid_from, valid_to, .. } = coupon;
        Told { issuer_id, customer_id, kind, face_value, valid_from, valid_to }
    };
    Ok(coupons::by_ids(conn, "true", &[id])?.pop().map(told))
}
