//! Rows of what was done with quotas and coupons.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::ids::{CouponId, CouponQuotaId, CouponQuotaRecordId, CouponRecordId, PartyId, StaffId};
use schema::money::Money;
use schema::tables::{coupon_quota_records, coupon_records};

use crate::coupon::record::{Operation, Outcome, QuotaOperation};
use crate::db::{Conn, Result};

/// What was done with a coupon quota, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = coupon_quota_records, check_for_backend(diesel::pg::Pg))]
pub struct QuotaRecord {
    /// Its id.
    pub id: CouponQuotaRecordId,
    /// The quota.
    pub quota_id: CouponQuotaId,
    /// What was done.
    pub operation: QuotaOperation,
    /// What was given, or left the balance; zero for the rest.
    #[diesel(select_expression = (coupon_quota_records::amount, coupon_quota_records::currency))]
    #[diesel(select_expression_type = (coupon_quota_records::amount, coupon_quota_records::currency))]
    pub amount: Money,
    /// How much of it lapsed.
    #[diesel(select_expression = (coupon_quota_records::lapsed, coupon_quota_records::currency))]
    #[diesel(select_expression_type = (coupon_quota_records::lapsed, coupon_quota_records::currency))]
    pub lapsed: Money,
    /// The quota's holder.
    pub counterparty_id: PartyId,
    /// Who did it; none for a job.
    pub operator_id: Option<StaffId>,
    /// What came of it.
    pub result: Outcome,
    /// What the operator wrote to it.
    pub remark: Option<String>,
    /// When.
    pub occurred_at: DateTime<Utc>,
}

/// What was done with a coupon, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = coupon_records, check_for_backend(diesel::pg::Pg))]
pub struct Record {
    /// Its id.
    pub id: CouponRecordId,
    /// The coupon.
    pub coupon_id: CouponId,
    /// What was done.
    pub operation: Operation,
    /// What was issued, taken back, expired or refunded; zero for the rest.
    #[diesel(select_expression = (coupon_records::amount, coupon_records::currency))]
    #[diesel(select_expression_type = (coupon_records::amount, coupon_records::currency))]
    pub amount: Money,
    /// How much of it lapsed.
    #[diesel(select_expression = (coupon_records::lapsed, coupon_records::currency))]
    #[diesel(select_expression_type = (coupon_records::lapsed, coupon_records::currency))]
    pub lapsed: Money,
    /// The customer.
    pub counterparty_id: PartyId,
    /// Who did it; none for a job, and for the vendor's charging system.
    pub operator_id: Option<StaffId>,
    /// What came of it.
    pub result: Outcome,
    /// What the operator wrote to it.
    pub remark: Option<String>,
    /// When.
    pub occurred_at: DateTime<Utc>,
}

pub(in crate::coupon) fn insert_of_quotas(conn: &mut Conn, records: &[QuotaRecord]) -> Result<()> {
    let row = |record: &QuotaRecord| {
        (
            coupon_quota_records::id.eq(record.id),
            coupon_quota_records::quota_id.eq(record.quota_id),
            coupon_quota_records::operation.eq(record.operation),
            coupon_quota_records::amount.eq(record.amount.amount()),
            coupon_quota_records::lapsed.eq(record.lapsed.amount()),
            coupon_quota_records::currency.eq(record.amount.currency()),
            coupon_quota_records::counterparty_id.eq(record.counterparty_id),
            coupon_quota_records::operator_id.eq(record.operator_id),
            coupon_quota_records::result.eq(record.result),
            coupon_quota_records::remark.eq(record.remark.clone()),
            coupon_quota_records::occurred_at.eq(record.occurred_at),
        )
    };
    let rows: Vec<_> = records.iter().map(row).collect();
    diesel::insert_into(coupon_quota_records::table).values(rows).execute(conn)?;
    Ok(())
}

pub(in crate::coupon) fn insert(conn: &mut Conn, records: &[Record]) -> Result<()> {
    let row = |record: &Record| {
        (
            coupon_records::id.eq(record.id),
            coupon_records::coupon_id.eq(record.coupon_id),
            coupon_records::operation.eq(record.operation),
            coupon_records::amount.eq(record.amount.amount()),
            coupon_records::lapsed.eq(record.lapsed.amount()),
            coupon_records::currency.eq(record.amount.currency()),
            coupon_records::counterparty_id.eq(record.counterparty_id),
            coupon_records::operator_id.eq(record.operator_id),
            coupon_records::result.eq(record.result),
            coupon_records::remark.eq(record.remark.clone()),
            coupon_records::occurred_at.eq(record.occurred_at),
        )
    };
    let rows: Vec<_> = records.iter().map(row).collect();
    diesel::insert_into(coupon_records::table).values(rows).execute(conn)?;
    Ok(())
}

pub(in crate::coupon) fn of_quotas_by_ids(conn: &mut Conn, ids: &[CouponQuotaRecordId]) -> Result<Vec<QuotaRecord>> {
    let found = coupon_quota_records::table.filter(coupon_quota_records::id.eq_any(ids));
    Ok(found.select(QuotaRecord::as_select()).load(conn)?)
}

pub(in crate::coupon) fn by_ids(conn: &mut Conn, ids: &[CouponRecordId]) -> Result<Vec<Record>> {
    let found = coupon_records::table.filter(coupon_records::id.eq_any(ids));
    Ok(found.select(Record::as_select()).load(conn)?)
}

/// SQL of [`crate::page::store`]: what was done with the coupon `parent.id`, when `visible` allows that one.
pub(in crate::coupon) fn of_coupon(visible: &str) -> String {
    format!(
        "from coupon_records join coupons on coupons.id = coupon_records.coupon_id \
         where coupon_records.coupon_id = parent.id and {visible}"
    )
}

/// SQL of [`crate::page::store`]: what was done with the quota `parent.id`, and with those taken from it, that
/// `visible` allows; it speaks of the quota as `about`.
pub(in crate::coupon) fn of_quota(visible: &str) -> String {
    format!(
        "from coupon_quota_records join coupon_quotas about on about.id = coupon_quota_records.quota_id \
         where (about.id = parent.id or about.parent_id = parent.id) and {visible}"
    )
}
