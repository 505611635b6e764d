//! What was done with coupon quotas.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::coupon::QuotaRecord as Record;
use domain::coupon::quota;
use domain::coupon::record::QuotaOperation as Operation;
use domain::page::{Page, Slice};
use domain::{Conn, db};
use schema::ids::CouponQuotaId;
use uuid::Uuid;

use super::CouponQuota;
use crate::graphql::coupon::CouponOutcome;
use crate::graphql::page::Row;
use crate::graphql::party::Party;
use crate::graphql::problem::Fault;
use crate::graphql::scalars::{DateTime, Money};
use crate::graphql::staff::Staff;
use crate::loaders::List;
use crate::viewer::Asked;

/// What was done with a coupon quota.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Operation")]
pub(crate) enum CouponQuotaOperation {
    /// It was given.
    Issue,
    /// What was left of it was taken back.
    Reclaim,
    /// It was kept from being used.
    Freeze,
    /// It could be used again.
    Unfreeze,
    /// Its time was over.
    Expire,
}

/// Something that was done with a coupon quota.
pub(crate) struct CouponQuotaRecord(pub(crate) Record);

/// Something that was done with a coupon quota. Never changed and never removed; seen by who sees the quota.
#[Object]
impl CouponQuotaRecord {
    /// Begins with `cqr_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The quota that it was done with: the one asked about, or one taken from it.
    async fn quota(&self, ctx: &Context<'_>) -> Result<Option<CouponQuota>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.quota_id).await?.map(CouponQuota))
    }

    /// What was done.
    async fn operation(&self) -> CouponQuotaOperation {
        self.0.operation.into()
    }

    /// The operation type of the reference partner API: 10 issue, 11 reclaim. Null for what it does not know.
    async fn reference_code(&self) -> Option<i32> {
        self.0.operation.reference()
    }

    /// What was given, taken back or expired; zero for the rest.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// How much of it lapsed instead of going back.
    async fn lapsed(&self) -> Money {
        self.0.lapsed.into()
    }

    /// The quota's holder; null for who may no longer see it.
    async fn counterparty(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.counterparty_id).await?.map(Party))
    }

    /// Who did it; null for the platform itself, and for who may not see that person.
    async fn operator(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.operator_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// What came of it.
    async fn result(&self) -> CouponOutcome {
        self.0.result.into()
    }

    /// What the operator wrote to it; null when that is nothing.
    async fn remark(&self) -> Option<&str> {
        self.0.remark.as_deref()
    }

    /// When.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }
}

impl Row for CouponQuotaRecord {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// What was done with a coupon quota and with those taken from it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RecordsOf(pub(crate) CouponQuotaId);

impl List for RecordsOf {
    type Row = Record;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let quotas: Vec<CouponQuotaId> = lists.iter().map(|RecordsOf(quota)| *quota).collect();
        let found = quota::records_of(conn, actor, &quotas, page)?;
        Ok(found.into_iter().map(|(quota, slice)| (Self(quota), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let quotas: Vec<CouponQuotaId> = lists.iter().map(|RecordsOf(quota)| *quota).collect();
        let found = quota::count_records_of(conn, actor, &quotas)?;
        Ok(found.into_iter().map(|(quota, count)| (Self(quota), count)).collect())
    }
}
