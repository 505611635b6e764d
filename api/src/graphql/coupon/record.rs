//! What was done with coupons.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::coupon::record::{Operation, Outcome};
use domain::coupon::{self, Record};
use domain::page::{Page, Slice};
use domain::{Conn, db};
use schema::ids::CouponId;
use uuid::Uuid;

use crate::graphql::page::Row;
use crate::graphql::party::Party;
use crate::graphql::problem::Fault;
use crate::graphql::scalars::{DateTime, Money};
use crate::graphql::staff::Staff;
use crate::loaders::List;
use crate::viewer::Asked;

/// What was done with a coupon.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Operation")]
pub(crate) enum CouponOperation {
    /// It was issued.
    Issue,
    /// Its issuer took it back.
    Reclaim,
    /// The customer left its partner.
    Disassociate,
    /// Its time was over.
    Expire,
    /// A charge it had paid for was refunded.
    Refund,
    /// The customer came to a partner.
    Associate,
    /// The customer changed between resale and advisory.
    ModeSwitch,
    /// The customer went to another reseller.
    ResellerTransfer,
    /// It was kept from being spent.
    Freeze,
    /// It could be spent again.
    Unfreeze,
}

/// What came of it.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Outcome")]
pub(crate) enum CouponOutcome {
    /// It was carried out.
    Done,
    /// The state it was in did not allow it.
    Refused,
}

/// Something that was done with a coupon.
pub(crate) struct CouponRecord(pub(crate) Record);

/// Something that was done with a coupon. Never changed and never removed; seen by who sees the coupon.
#[Object]
impl CouponRecord {
    /// Begins with `cpr_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What was done.
    async fn operation(&self) -> CouponOperation {
        self.0.operation.into()
    }

    /// The operation type of the reference partner API: 1 issue, 2 reclaim, 3 disassociation, 4 expiry, 5 refund,
    /// 7 association, 8 mode switch, 9 reseller transfer. Null for what it does not know.
    async fn reference_code(&self) -> Option<i32> {
        self.0.operation.reference()
    }

    /// What was issued, taken back, expired or refunded; zero for the rest.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// How much of it lapsed instead of going back.
    async fn lapsed(&self) -> Money {
        self.0.lapsed.into()
    }

    /// The customer; null for who may no longer see it.
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

impl Row for CouponRecord {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// What was done with a coupon.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RecordsOf(pub(crate) CouponId);

impl List for RecordsOf {
    type Row = Record;

    fn pages(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let coupons: Vec<CouponId> = lists.iter().map(|RecordsOf(coupon)| *coupon).collect();
        let found = coupon::records_of(conn, now, actor, &coupons, page)?;
        Ok(found.into_iter().map(|(coupon, slice)| (Self(coupon), slice)).collect())
    }

    fn counts(conn: &mut Conn, now: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let coupons: Vec<CouponId> = lists.iter().map(|RecordsOf(coupon)| *coupon).collect();
        let found = coupon::count_records_of(conn, now, actor, &coupons)?;
        Ok(found.into_iter().map(|(coupon, count)| (Self(coupon), count)).collect())
    }
}
