//! Lists of quotas and coupons.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::tables::{coupon_quotas, coupons};

use super::coupons::Coupon;
use super::quotas::Quota;
use crate::clock::Now;
use crate::coupon::{Filter, Status, quota};
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

type Quotas = coupon_quotas::BoxedQuery<'static, diesel::pg::Pg>;
type Coupons = coupons::BoxedQuery<'static, diesel::pg::Pg>;

fn filtered_quotas(visible: &str, now: Now, filter: &quota::Filter) -> Quotas {
    let mut query = coupon_quotas::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(sql::<Bool>(&format!(
            "case when coupon_quotas.state in ('normal', 'adjusting', 'frozen') \
             and coupon_quotas.valid_to <= {} then '{}' else coupon_quotas.state end = '{state}'",
            instant(now.instant()),
            quota::Status::Expired
        )));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(coupon_quotas::kind.eq(kind));
    }
    if let Some(holder) = filter.holder_id {
        query = query.filter(coupon_quotas::holder_id.eq(holder));
    }
    if let Some(giver) = filter.giver_id {
        query = query.filter(coupon_quotas::giver_id.eq(giver));
    }
    if let Some(parent) = filter.parent_id {
        query = query.filter(coupon_quotas::parent_id.eq(parent));
    }
    query
}

pub(in crate::coupon) fn quotas(
    conn: &mut Conn,
    now: Now,
    visible: &str,
    filter: &quota::Filter,
    page: &Page,
) -> Result<Slice<Quota>> {
    let rows = filtered_quotas(visible, now, filter)
        .filter(sql::<Bool>(&page.within("coupon_quotas.id")))
        .order(sql::<SqlUuid>(&page.sorting("coupon_quotas.id")))
        .limit(page.limit())
        .select(Quota::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(in crate::coupon) fn count_quotas(conn: &mut Conn, now: Now, visible: &str, filter: &quota::Filter) -> Result<i64> {
    Ok(filtered_quotas(visible, now, filter).count().get_result(conn)?)
}

/// `kept_since`: what ended before is left out.
fn filtered_coupons(visible: &str, now: Now, kept_since: Option<DateTime<Utc>>, filter: &Filter) -> Coupons {
    let mut query = coupons::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(since) = kept_since {
        let kept = format!("coalesce(coupons.ended_at, coupons.valid_to) > {}", instant(since));
        query = query.filter(sql::<Bool>(&kept));
    }
    if let Some(state) = filter.state {
        let now = instant(now.instant());
        query = query.filter(sql::<Bool>(&format!(
            "case when coupons.state not in ('not_activated', 'usable') then coupons.state \
             when coupons.valid_to <= {now} then '{}' when coupons.valid_from <= {now} then '{}' \
             else coupons.state end = '{state}'",
            Status::Expired,
            Status::Usable
        )));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(coupons::kind.eq(kind));
    }
    if let Some(is_frozen) = filter.is_frozen {
        query = query.filter(coupons::is_frozen.eq(is_frozen));
    }
    if let Some(customer) = filter.customer_id {
        query = query.filter(coupons::customer_id.eq(customer));
    }
    if let Some(issuer) = filter.issuer_id {
        query = query.filter(coupons::issuer_id.eq(issuer));
    }
    if let Some(quota) = filter.quota_id {
        query = query.filter(coupons::quota_id.eq(quota));
    }
    query
}

pub(in crate::coupon) fn coupons(
    conn: &mut Conn,
    now: Now,
    visible: &str,
    kept_since: Option<DateTime<Utc>>,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<Coupon>> {
    let rows = filtered_coupons(visible, now, kept_since, filter)
        .filter(sql::<Bool>(&page.within("coupons.id")))
        .order(sql::<SqlUuid>(&page.sorting("coupons.id")))
        .limit(page.limit())
        .select(Coupon::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(in crate::coupon) fn count_coupons(
    conn: &mut Conn,
    now: Now,
    visible: &str,
    kept_since: Option<DateTime<Utc>>,
    filter: &Filter,
) -> Result<i64> {
    Ok(filtered_coupons(visible, now, kept_since, filter).count().get_result(conn)?)
}

fn instant(at: DateTime<Utc>) -> String {
    format!("'{}'::timestamptz", at.to_rfc3339())
}
