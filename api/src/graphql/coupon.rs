//! Coupons: what partners gave their customers to pay with.

mod freeze;
mod issue;
mod reclaim;
mod record;
mod restrictions;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::coupon::{self, Event, Filter, Kind, Status};
use domain::{Conn, db};
use schema::ids::{CouponId, Id, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::coupon_quota::CouponQuota;
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{DateTime, IdOf, Money};
use crate::loaders::{Found, connection};
use crate::viewer::Asked;

pub(crate) use issue::CouponMutation;
pub(crate) use reclaim::CouponReclaimMutation;
pub(crate) use record::{CouponOutcome, CouponRecord, RecordsOf};
pub(crate) use restrictions::{CouponRestrictions, CouponRestrictionsInput};

/// Of which kind coupon quota and coupons are.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum CouponKind {
    /// A charge takes one at most.
    Voucher,
    /// A charge takes several.
    CashCoupon,
}

/// Where a coupon stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum CouponState {
    /// Its time has not come.
    NotActivated,
    /// It pays, unless it is frozen.
    Usable,
    /// All of it was spent.
    Used,
    /// Its time is over.
    Expired,
    /// It was taken back.
    Reclaimed,
}

/// What a partner gave a customer to pay with.
pub(crate) struct Coupon(pub(crate) coupon::Coupon);

/// What a partner gave a customer to pay with. Seen with the permission `COUPON_VIEW` by the customer, by who issued it,
/// by the distributor whose quota it came from, and by the vendor. `faceValue` is the sum of `balance`, `spent`,
/// `returned` and `lapsed`.
#[Object]
impl Coupon {
    /// Begins with `cpn_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The quota it was issued from; null for who may not see that: the customer.
    async fn quota(&self, ctx: &Context<'_>) -> Result<Option<CouponQuota>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.quota_id).await?.map(CouponQuota))
    }

    /// Who issued it; null for who may no longer see that party.
    async fn issuer(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.issuer_id).await?.map(Party))
    }

    /// Whose it is; null for who may no longer see that party.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.customer_id).await?.map(Party))
    }

    /// Of which kind it is.
    async fn kind(&self) -> CouponKind {
        self.0.kind.into()
    }

    /// What it was worth.
    async fn face_value(&self) -> Money {
        self.0.face_value.into()
    }

    /// What it still pays.
    async fn balance(&self) -> Money {
        self.0.balance.into()
    }

    /// What it paid, less what refunds put back.
    async fn spent(&self) -> Money {
        self.0.spent.into()
    }

    /// What went back to its quota.
    async fn returned(&self) -> Money {
        self.0.returned.into()
    }

    /// What was not spent and had no quota to go back to.
    async fn lapsed(&self) -> Money {
        self.0.lapsed.into()
    }

    /// Where it stands now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn state(&self, ctx: &Context<'_>) -> Result<CouponState, Fault> {
        Ok(self.0.status(ctx.visit()?.now).into())
    }

    /// Whether its issuer keeps it from being spent.
    async fn is_frozen(&self) -> bool {
        self.0.is_frozen
    }

    /// First instant at which it pays.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// First instant at which it no longer does.
    async fn valid_to(&self) -> DateTime {
        DateTime(self.0.valid_to)
    }

    /// What it pays for.
    async fn restrictions(&self) -> CouponRestrictions {
        self.0.limits().into()
    }

    /// What its issuer wrote to it; null for everybody but the issuer's own people.
    async fn memo(&self, ctx: &Context<'_>) -> Option<&str> {
        ctx.call().ok().and_then(|call| self.0.memo_for(&call.actor))
    }

    /// When it was issued.
    async fn issued_at(&self) -> DateTime {
        DateTime(self.0.issued_at)
    }

    /// When it was used up, expired or was reclaimed; null while something is left in it.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn ended_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>, Fault> {
        Ok(self.0.ended_by(ctx.visit()?.now).map(DateTime))
    }

    /// What was done with it, newest first. What it paid is no record.
    async fn records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<CouponRecord>, Fault> {
        let page = page(order.into(), first, after, last, before)?;
        connection(ctx.loaders()?, RecordsOf(self.0.id), page, CouponRecord).await
    }

    /// What the caller can do with it now. The issuer's distributor can do it too, acting for the issuer.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let may = coupon::may_reclaim(&ctx.call()?.actor, &self.0);
        let (status, is_frozen) = (self.0.status(ctx.visit()?.now), self.0.is_frozen);
        let can = |event| status.on(event).is_ok();
        Ok(vec![
            offer("couponReclaim", may, can(Event::Reclaim)),
            offer("couponFreeze", may, !is_frozen && can(Event::Freeze)),
            offer("couponUnfreeze", may, is_frozen && can(Event::Unfreeze)),
        ])
    }
}

impl Found for named::Coupon {
    type Row = coupon::Coupon;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[CouponId]) -> db::Result<Vec<Self::Row>> {
        coupon::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Row for Coupon {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// Which coupons a list has. What is not given is not asked for.
#[derive(InputObject)]
pub(crate) struct CouponFilter {
    /// Only those that stand so now.
    state: Option<CouponState>,
    /// Only of this kind.
    kind: Option<CouponKind>,
    /// Only those that are frozen, or only those that are not.
    is_frozen: Option<bool>,
    /// Only this customer's.
    customer_id: Option<IdOf<named::Party>>,
    /// Only those that this party issued.
    issuer_id: Option<IdOf<named::Party>>,
    /// Only those from this quota.
    quota_id: Option<IdOf<named::CouponQuota>>,
}

impl CouponFilter {
    /// The filter as the domain takes it. Who sees no quota cannot find out by it which coupons are of one.
    fn read(self, actor: &Actor) -> Filter {
        let is_customer = actor.person().is_some_and(|it| it.party_kind == domain::party::Kind::Customer);
        Filter {
            state: self.state.map(Status::from),
            kind: self.kind.map(Kind::from),
            is_frozen: self.is_frozen,
            customer_id: self.customer_id.map(|id| id.0),
            issuer_id: self.issuer_id.map(|id| id.0),
            quota_id: self.quota_id.filter(|_| !is_customer).map(|id| id.0),
        }
    }
}

/// Queries about coupons.
#[derive(Default)]
pub(crate) struct CouponQuery;

#[Object]
impl CouponQuery {
    /// The coupons that the caller may see: a customer's own; what a partner, or a reseller with quota of its, issued;
    /// all for the vendor. What was used, expired or was reclaimed stays in the list for 12 months, for customers 6.
    /// Empty without the permission `COUPON_VIEW`.
    async fn coupons(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which coupons.")] filter: Option<CouponFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Coupon>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(|filter| filter.read(&call.actor)).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| coupon::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Coupon, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| coupon::count(conn, now, actor, &filter)).await }
        }))
    }
}
