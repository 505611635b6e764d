//! Coupon quotas as an actor sees them.

use std::collections::HashMap;

use schema::ids::{CouponQuotaId, CouponQuotaRecordId, PartyId};

use super::{Quota, Status};
use crate::actor::Actor;
use crate::clock::Now;
use crate::coupon::store::{quotas, records, seen};
use crate::coupon::{Kind, QuotaRecord};
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility;

/// Which quotas a list has. What is not given is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that stand so now.
    pub state: Option<Status>,
    /// Only of this kind.
    pub kind: Option<Kind>,
    /// Only this party's to issue from.
    pub holder_id: Option<PartyId>,
    /// Only those that this party gave.
    pub giver_id: Option<PartyId>,
    /// Only those taken from this one.
    pub parent_id: Option<CouponQuotaId>,
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[CouponQuotaId]) -> db::Result<Vec<Quota>> {
    quotas::by_ids(conn, &visibility::coupon_quota(actor, "coupon_quotas"), ids)
}

/// A page of the quotas the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Quota>> {
    seen::quotas(conn, now, &visibility::coupon_quota(actor, "coupon_quotas"), filter, page)
}

/// How many quotas [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    seen::count_quotas(conn, now, &visibility::coupon_quota(actor, "coupon_quotas"), filter)
}

/// For each of `parents`, a page of the quotas taken from it that the actor may see: all, or one reseller's.
///
/// # Errors
/// When the database does not answer.
pub fn issued(
    conn: &mut Conn,
    actor: &Actor,
    parents: &[CouponQuotaId],
    holder: Option<PartyId>,
    page: &Page,
) -> db::Result<HashMap<CouponQuotaId, Slice<Quota>>> {
    let sql = quotas::of_parent(&visibility::coupon_quota(actor, "coupon_quotas"), holder);
    let children = Children { sql: &sql, id: "coupon_quotas.id" };
    page::store::pages(conn, parents, &children, page, |conn, ids| quotas::by_ids(conn, "true", ids), |quota| quota.id)
}

/// For each of `parents`, how many quotas [`issued`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_issued(
    conn: &mut Conn,
    actor: &Actor,
    parents: &[CouponQuotaId],
    holder: Option<PartyId>,
) -> db::Result<HashMap<CouponQuotaId, i64>> {
    let sql = quotas::of_parent(&visibility::coupon_quota(actor, "coupon_quotas"), holder);
    page::store::counts(conn, parents, &Children { sql: &sql, id: "coupon_quotas.id" })
}

/// For each of `quotas` that the actor may see, a page of what was done with it and with those taken from it.
///
/// # Errors
/// When the database does not answer.
pub fn records_of(
    conn: &mut Conn,
    actor: &Actor,
    quotas: &[CouponQuotaId],
    page: &Page,
) -> db::Result<HashMap<CouponQuotaId, Slice<QuotaRecord>>> {
    let sql = records::of_quota(&visibility::coupon_quota(actor, "about"));
    let children = Children { sql: &sql, id: "coupon_quota_records.id" };
    let rows = |conn: &mut Conn, ids: &[CouponQuotaRecordId]| records::of_quotas_by_ids(conn, ids);
    page::store::pages(conn, quotas, &children, page, rows, |record| record.id)
}

/// For each of `quotas`, how many records [`records_of`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_records_of(
    conn: &mut Conn,
    actor: &Actor,
    quotas: &[CouponQuotaId],
) -> db::Result<HashMap<CouponQuotaId, i64>> {
    let sql = records::of_quota(&visibility::coupon_quota(actor, "about"));
    page::store::counts(conn, quotas, &Children { sql: &sql, id: "coupon_quota_records.id" })
}
