//! Coupon quota: what partners may issue in coupons.

mod freeze;
mod give;
mod reclaim;
mod record;

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::coupon::Kind;
use domain::coupon::quota::{self, Event, Filter, Quota, Status};
use domain::page::{Page, Slice};
use domain::{Conn, db};
use schema::ids::{CouponQuotaId, Id, PartyId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::coupon::{CouponKind, CouponRestrictions};
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{DateTime, IdOf, Money};
use crate::loaders::{Found, List, connection};
use crate::viewer::Asked;

pub(crate) use give::CouponQuotaMutation;
pub(crate) use reclaim::CouponQuotaReclaimMutation;
use record::{CouponQuotaRecord, RecordsOf};

/// Where a coupon quota stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum CouponQuotaState {
    /// Coupons can be issued from it, within its validity.
    Normal,
    /// The vendor is changing it: seen, not used.
    Adjusting,
    /// Its giver keeps it from being used for now.
    Frozen,
    /// Its time is over.
    Expired,
    /// The vendor ended it.
    Disabled,
    /// Its giver took it back.
    Reclaimed,
}

/// What a party may issue in coupons.
pub(crate) struct CouponQuota(pub(crate) Quota);

/// What a party may issue in coupons: it pays for nothing itself. Seen with the permission `COUPON_VIEW` by its holder, by
/// who gave it, and by the vendor. `value` is the sum of `balance`, `issued`, `granted`, `returned` and `lapsed`.
#[Object]
impl CouponQuota {
    /// Begins with `cqt_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who may issue from it; null for who may no longer see that party.
    async fn holder(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.holder_id).await?.map(Party))
    }

    /// Who gave it: the vendor, or a distributor; null for who may no longer see that party.
    async fn giver(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.giver_id).await?.map(Party))
    }

    /// The distributor's quota that it was taken from; null for one of the vendor, and for who may not see that one.
    async fn parent(&self, ctx: &Context<'_>) -> Result<Option<Self>, Fault> {
        let Some(parent_id) = self.0.parent_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(parent_id).await?.map(Self))
    }

    /// What is issued from it.
    async fn kind(&self) -> CouponKind {
        self.0.kind.into()
    }

    /// What was given.
    async fn value(&self) -> Money {
        self.0.value.into()
    }

    /// What can still be issued.
    async fn balance(&self) -> Money {
        self.0.balance.into()
    }

    /// Face values of the coupons issued from it, less what came back from them.
    async fn issued(&self) -> Money {
        self.0.issued.into()
    }

    /// Values of the quotas taken from it, less what they returned.
    async fn granted(&self) -> Money {
        self.0.granted.into()
    }

    /// What went back to `parent`, or to the vendor.
    async fn returned(&self) -> Money {
        self.0.returned.into()
    }

    /// What was not issued in time and had nowhere to go back to.
    async fn lapsed(&self) -> Money {
        self.0.lapsed.into()
    }

    /// Where it stands now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn state(&self, ctx: &Context<'_>) -> Result<CouponQuotaState, Fault> {
        Ok(self.0.status(ctx.visit()?.now).into())
    }

    /// First instant at which it can be used.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// First instant at which it no longer can.
    async fn valid_to(&self) -> DateTime {
        DateTime(self.0.valid_to)
    }

    /// What its coupons may pay for.
    async fn restrictions(&self) -> CouponRestrictions {
        self.0.limits().into()
    }

    /// What its giver wrote to it; null when that is nothing.
    async fn remark(&self) -> Option<&str> {
        self.0.remark.as_deref()
    }

    /// When it was given.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it last changed.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// The quotas that resellers were given from it.
    #[expect(clippy::too_many_arguments, reason = "a connection has five arguments of its own")]
    async fn issued_quotas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this reseller's.")] reseller_id: Option<IdOf<named::Party>>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Self>, Fault> {
        let page = page(order.into(), first, after, last, before)?;
        connection(ctx.loaders()?, IssuedFrom(self.0.id, reseller_id.map(|id| id.0)), page, Self).await
    }

    /// What was done with it and with the quotas taken from it.
    async fn records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<CouponQuotaRecord>, Fault> {
        let page = page(order.into(), first, after, last, before)?;
        connection(ctx.loaders()?, RecordsOf(self.0.id), page, CouponQuotaRecord).await
    }

    /// What the caller can do with it now. A reseller's distributor can issue coupons from it too, acting for the reseller.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let (actor, now) = (&ctx.call()?.actor, ctx.visit()?.now);
        let (status, manages) = (self.0.status(now), quota::may_manage(actor, &self.0));
        let can = |event| status.on(event).is_ok();
        let can_issue = can(Event::Issue) && self.0.validity().holds(now.instant());
        Ok(vec![
            offer("couponIssue", quota::may_issue_coupons(actor, &self.0), can_issue),
            offer("couponQuotaIssue", quota::may_issue(actor, &self.0), can_issue),
            offer("couponQuotaReclaim", manages, can(Event::Reclaim)),
            offer("couponQuotaFreeze", manages, can(Event::Freeze)),
            offer("couponQuotaUnfreeze", manages, can(Event::Unfreeze)),
        ])
    }
}

impl Found for named::CouponQuota {
    type Row = Quota;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[CouponQuotaId]) -> db::Result<Vec<Self::Row>> {
        quota::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Row for CouponQuota {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// The quotas taken from one: all, or one reseller's.
#[derive(Clone, PartialEq, Eq, Hash)]
struct IssuedFrom(CouponQuotaId, Option<PartyId>);

impl IssuedFrom {
    /// The parents by the reseller that is asked for: one document asks for few.
    fn by_reseller(lists: &[Self]) -> HashMap<Option<PartyId>, Vec<CouponQuotaId>> {
        let mut alike: HashMap<Option<PartyId>, Vec<CouponQuotaId>> = HashMap::new();
        for Self(parent, reseller) in lists {
            alike.entry(*reseller).or_default().push(*parent);
        }
        alike
    }
}

impl List for IssuedFrom {
    type Row = Quota;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let mut pages = HashMap::new();
        for (reseller, parents) in Self::by_reseller(lists) {
            let found = quota::issued(conn, actor, &parents, reseller, page)?;
            pages.extend(found.into_iter().map(|(parent, slice)| (Self(parent, reseller), slice)));
        }
        Ok(pages)
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let mut counts = HashMap::new();
        for (reseller, parents) in Self::by_reseller(lists) {
            let found = quota::count_issued(conn, actor, &parents, reseller)?;
            counts.extend(found.into_iter().map(|(parent, count)| (Self(parent, reseller), count)));
        }
        Ok(counts)
    }
}

/// Which coupon quotas a list has. What is not given is not asked for.
#[derive(InputObject)]
pub(crate) struct CouponQuotaFilter {
    /// Only those that stand so now.
    state: Option<CouponQuotaState>,
    /// Only of this kind.
    kind: Option<CouponKind>,
    /// Only this party's to issue from.
    holder_id: Option<IdOf<named::Party>>,
    /// Only those that this party gave.
    giver_id: Option<IdOf<named::Party>>,
    /// Only those taken from this one.
    parent_id: Option<IdOf<named::CouponQuota>>,
}

impl From<CouponQuotaFilter> for Filter {
    fn from(filter: CouponQuotaFilter) -> Self {
        Self {
            state: filter.state.map(Status::from),
            kind: filter.kind.map(Kind::from),
            holder_id: filter.holder_id.map(|id| id.0),
            giver_id: filter.giver_id.map(|id| id.0),
            parent_id: filter.parent_id.map(|id| id.0),
        }
    }
}

/// Queries about coupon quotas.
#[derive(Default)]
pub(crate) struct CouponQuotaQuery;

#[Object]
impl CouponQuotaQuery {
    /// The coupon quotas that the caller's party holds or gave; all for the vendor. Empty without the permission
    /// `COUPON_VIEW`.
    async fn coupon_quotas(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which quotas.")] filter: Option<CouponQuotaFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<CouponQuota>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| quota::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, CouponQuota, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| quota::count(conn, now, actor, &filter)).await }
        }))
    }
}
