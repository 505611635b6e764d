//! Coupons and quotas that end, many at a time: locked in order, written down together.

use std::collections::BTreeMap;

use schema::ids::{CouponId, CouponQuotaId, CouponQuotaRecordId, CouponRecordId};
use schema::money::Money;

use super::Error;
use super::amounts::Rest;
use super::quota::{self, Quota};
use super::record::{Operation, Outcome, QuotaOperation};
use super::store::coupons::Found;
use super::store::{coupons, quotas, records};
use super::{Coupon, Event, QuotaRecord, Record, Status};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};

/// What was locked, and what is to be written down about it.
#[derive(Debug)]
pub(super) struct Closing<'a> {
    now: Now,
    actor: &'a Actor,
    quotas: BTreeMap<CouponQuotaId, Quota>,
    coupons: BTreeMap<CouponId, Coupon>,
    records: Vec<Record>,
    quota_records: Vec<QuotaRecord>,
    lines: Vec<audit::Line>,
}

impl<'a> Closing<'a> {
    /// Locks coupons and the quotas they are from, quotas first.
    pub(super) fn of_coupons(conn: &mut Conn, now: Now, actor: &'a Actor, found: &Found) -> db::Result<Self> {
        let quota_ids: Vec<CouponQuotaId> = found.iter().map(|(_, quota)| *quota).collect();
        let mut closing = Self::of_quotas(conn, now, actor, &quota_ids)?;
        let ids: Vec<CouponId> = found.iter().map(|(id, _)| *id).collect();
        closing.coupons = coupons::lock(conn, &ids)?.into_iter().map(|coupon| (coupon.id, coupon)).collect();
        Ok(closing)
    }

    /// Locks quotas.
    pub(super) fn of_quotas(conn: &mut Conn, now: Now, actor: &'a Actor, ids: &[CouponQuotaId]) -> db::Result<Self> {
        let quotas = quotas::lock(conn, ids)?.into_iter().map(|quota| (quota.id, quota)).collect();
        let (coupons, records, quota_records, lines) = (BTreeMap::new(), Vec::new(), Vec::new(), Vec::new());
        Ok(Self { now, actor, quotas, coupons, records, quota_records, lines })
    }

    /// A coupon that was locked.
    pub(super) fn coupon(&self, id: CouponId) -> Option<&Coupon> {
        self.coupons.get(&id)
    }

    /// A quota that was locked.
    pub(super) fn quota(&self, id: CouponQuotaId) -> Option<&Quota> {
        self.quotas.get(&id)
    }

    /// Takes the coupon back, or lets it expire when its time is over; none when it has ended already.
    pub(super) fn end_coupon(
        &mut self,
        id: CouponId,
        operation: Operation,
        remark: Option<&str>,
    ) -> Result<Option<Rest>, Error> {
        let Some(coupon) = self.coupons.get_mut(&id).filter(|coupon| coupon.state.is_open()) else { return Ok(None) };
        let Some(quota) = self.quotas.get_mut(&coupon.quota_id) else { return Ok(None) };
        let is_over = coupon.status(self.now) == Status::Expired;
        let (event, at, operation, audited) = if is_over {
            (Event::Expire, coupon.valid_to, Operation::Expire, "coupon.expire")
        } else {
            (Event::Reclaim, self.now.instant(), operation, "coupon.reclaim")
        };
        let rest = coupon.close(quota, event, at)?;
        let details = serde_json::json!({
            "customer": coupon.customer_id.to_string(), "amount": rest.amount, "lapsed": rest.lapsed,
        });
        self.lines.push(audit::Line {
            party_id: coupon.issuer_id,
            operation: audited,
            subject: id.to_string(),
            details,
        });
        let record = record(self.now, self.actor, coupon, operation, rest);
        self.records.push(Record { remark: remark.map(str::to_owned), ..record });
        Ok(Some(rest))
    }

    /// Takes the quota back, or lets it expire when its time is over; none when it has ended already. Its parent was
    /// locked with it.
    pub(super) fn end_quota(&mut self, id: CouponQuotaId, remark: Option<&str>) -> Result<Option<Rest>, Error> {
        let Some(mut quota) = self.quotas.get(&id).filter(|quota| quota.state.is_open()).cloned() else {
            return Ok(None);
        };
        let is_over = quota.status(self.now) == quota::Status::Expired;
        let (event, at, operation, audited) = if is_over {
            (quota::Event::Expire, quota.valid_to, QuotaOperation::Expire, "coupon_quota.expire")
        } else {
            (quota::Event::Reclaim, self.now.instant(), QuotaOperation::Reclaim, "coupon_quota.reclaim")
        };
        let parent = quota.parent_id.and_then(|parent| self.quotas.get_mut(&parent));
        let rest = quota.close(parent, event, at)?;
        let details = serde_json::json!({
            "holder": quota.holder_id.to_string(), "amount": rest.amount, "lapsed": rest.lapsed,
        });
        let line = audit::Line { party_id: quota.giver_id, operation: audited, subject: id.to_string(), details };
        self.lines.push(line);
        let record = quota_record(self.now, self.actor, &quota, operation, rest);
        self.quota_records.push(QuotaRecord { remark: remark.map(str::to_owned), ..record });
        self.quotas.insert(id, quota);
        Ok(Some(rest))
    }

    /// Remembers that the coupon was not taken back.
    pub(super) fn refuse_coupon(&mut self, id: CouponId, remark: Option<&str>) {
        let Some(coupon) = self.coupons.get(&id) else { return };
        let record = record(self.now, self.actor, coupon, Operation::Reclaim, nothing(coupon.face_value));
        let remark = remark.map(str::to_owned);
        self.records.push(Record { result: Outcome::Refused, remark, ..record });
    }

    /// Remembers that the quota was not taken back.
    pub(super) fn refuse_quota(&mut self, id: CouponQuotaId, remark: Option<&str>) {
        let Some(quota) = self.quotas.get(&id) else { return };
        let record = quota_record(self.now, self.actor, quota, QuotaOperation::Reclaim, nothing(quota.value));
        let remark = remark.map(str::to_owned);
        self.quota_records.push(QuotaRecord { result: Outcome::Refused, remark, ..record });
    }

    /// Writes down what ended; the audit lines last, chain by chain in one order.
    pub(super) fn write(mut self, conn: &mut Conn) -> db::Result<()> {
        let touched: Vec<CouponId> = self.records.iter().map(|record| record.coupon_id).collect();
        // A quota that was locked and not changed is written as it was.
        if !self.records.is_empty() || !self.quota_records.is_empty() {
            for quota in self.quotas.values() {
                quotas::write(conn, self.now, quota)?;
            }
        }
        for coupon in touched.iter().filter_map(|id| self.coupons.get(id)) {
            coupons::write(conn, coupon)?;
        }
        records::insert(conn, &self.records)?;
        records::insert_of_quotas(conn, &self.quota_records)?;
        self.lines.sort_by_key(|line| line.party_id);
        for line in &self.lines {
            audit::record(conn, self.now, self.actor, line)?;
        }
        Ok(())
    }
}

/// A line about a coupon.
pub(super) fn record(now: Now, actor: &Actor, coupon: &Coupon, operation: Operation, rest: Rest) -> Record {
    Record {
        id: CouponRecordId::new(),
        coupon_id: coupon.id,
        operation,
        amount: rest.amount,
        lapsed: rest.lapsed,
        counterparty_id: coupon.customer_id,
        operator_id: actor.person().map(|person| person.staff_id),
        result: Outcome::Done,
        remark: None,
        occurred_at: now.instant(),
    }
}

/// A line about a quota.
pub(super) fn quota_record(
    now: Now,
    actor: &Actor,
    quota: &Quota,
    operation: QuotaOperation,
    rest: Rest,
) -> QuotaRecord {
    QuotaRecord {
        id: CouponQuotaRecordId::new(),
        quota_id: quota.id,
        operation,
        amount: rest.amount,
        lapsed: rest.lapsed,
        counterparty_id: quota.holder_id,
        operator_id: actor.person().map(|person| person.staff_id),
        result: Outcome::Done,
        remark: None,
        occurred_at: now.instant(),
    }
}

/// No amount, in the currency of `like`.
pub(super) fn nothing(like: Money) -> Rest {
    let zero = Money::zero(like.currency());
    Rest { amount: zero, lapsed: zero }
}

/// `amount`, none of it lapsed.
pub(super) fn whole(amount: Money) -> Rest {
    Rest { amount, lapsed: Money::zero(amount.currency()) }
}
