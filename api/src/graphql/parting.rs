//! Partings: customers who leave their partner or change their mode, resellers who leave their distributor.

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::actor::{Actor, Permission};
use domain::clock::Now;
use domain::parting::{self, Done, Event, Kind, Side, Status};
use domain::{Conn, db};
use schema::ids::{Id, PartingId, PartyId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::page::Row;
use super::party::{AssociationKind, Party};
use super::problem::Fault;
use super::scalars::{DateTime, Money};
use super::staff::Staff;
use crate::loaders::{Found, The};
use crate::viewer::Asked;

pub(crate) use blocker::PartingBlocker;
pub(crate) use command::PartingMutation;
use lists::{BlockersOf, SideOf, StepsOf};
pub(crate) use lists::{PartingQuery, PartingsOf};

mod blocker;
mod command;
mod lists;

/// What is to become of an association.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum PartingKind {
    /// A customer leaves its partner. Asked for by the partner, the customer or the vendor.
    Disassociation,
    /// A customer changes between resale and advisory under the same partner. Asked for by the partner or the vendor.
    Switch,
    /// A reseller leaves its distributor. Only the vendor does that, and only when the reseller has no customers.
    ResellerExit,
    /// A reseller left its distributor by becoming one: by an application, not by `partingRequest`.
    Promotion,
}

/// Who wanted a parting.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Side")]
pub(crate) enum PartingSide {
    /// The partner.
    Partner,
    /// The customer.
    Customer,
    /// The vendor, who asks nobody.
    Vendor,
}

/// Where a parting stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum PartingState {
    /// The partner wants it; the customer was asked.
    WaitingCustomer,
    /// The customer wants it; the partner was asked.
    WaitingPartner,
    /// It is being carried out: `steps` tells how far. Nothing is allocated or issued any more.
    Executing,
    /// Everything is returned, and the two have parted or stand in the other mode.
    Done,
    /// The other side does not want it.
    Refused,
    /// Who asked no longer wants it.
    Withdrawn,
    /// The other side did not answer in time.
    Expired,
    /// Something stood in the way when it was to be carried out: `blockers` tells what. The association goes on.
    Blocked,
}

/// A step of carrying a parting out.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "parting::Step")]
pub(crate) enum PartingStepKind {
    /// It was checked again that nothing stands in the way.
    Check,
    /// The partner's coupons were taken back from the customer.
    Coupons,
    /// What a reseller had not issued of its quotas went back to its distributor.
    Quotas,
    /// The money went back.
    Money,
    /// The association ended, or changed its mode.
    Association,
    /// Both sides were told.
    Notice,
}

/// A step that was carried out: each once, whatever happens to the workers.
#[derive(SimpleObject)]
pub(crate) struct PartingStep {
    /// Which.
    step: PartingStepKind,
    /// When.
    done_at: DateTime,
    /// How many coupons or quotas it returned; null for other steps.
    count: Option<i32>,
    /// How much money it returned; null for other steps.
    amount: Option<Money>,
}

impl From<Done> for PartingStep {
    fn from(done: Done) -> Self {
        let Done { step, at, count, amount } = done;
        Self { step: step.into(), done_at: DateTime(at), count, amount: amount.map(Money::from) }
    }
}

/// A customer that leaves its partner or changes its mode, or a reseller that leaves its distributor.
pub(crate) struct Parting(pub(crate) parting::Parting);

/// A customer that leaves its partner or changes its mode, or a reseller that leaves its distributor. Seen by both
/// sides, by the distributor of a reseller's customer, and by the vendor.
#[Object]
impl Parting {
    /// Begins with `prt_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What is to become of the association.
    async fn kind(&self) -> PartingKind {
        self.0.kind.into()
    }

    /// The customer or reseller; null for who may no longer see it.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.lower_id).await?.map(Party))
    }

    /// What the customer or reseller is called, a customer masked for everybody but its own people; also to who may no
    /// longer see it.
    async fn party_name(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        self.name_of(ctx, self.0.lower_id).await
    }

    /// Its partner or distributor; null for who may no longer see it.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.upper_id).await?.map(Party))
    }

    /// What the partner or distributor is called; also to who may no longer see it.
    async fn partner_name(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        self.name_of(ctx, self.0.upper_id).await
    }

    /// In which way the two stood to each other.
    async fn from_kind(&self) -> AssociationKind {
        self.0.from_kind.into()
    }

    /// In which way they stand after a switch; null for other kinds.
    async fn to_kind(&self) -> Option<AssociationKind> {
        self.0.to_kind.map(AssociationKind::from)
    }

    /// Who wanted it.
    async fn side(&self) -> PartingSide {
        self.0.side.into()
    }

    /// The person who did; null for who may not see them.
    async fn requested_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.requested_by_id).await?.map(Staff))
    }

    /// Why.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Where it stands.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn state(&self, ctx: &Context<'_>) -> Result<PartingState, Fault> {
        Ok(self.0.status(ctx.visit()?.now).into())
    }

    /// First instant at which the other side can no longer answer; null when nobody is asked.
    async fn answer_by(&self) -> Option<DateTime> {
        self.0.answer_by.map(DateTime)
    }

    /// The person of the other side who agreed or refused; null before that, and for who may not see them.
    async fn answered_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.answered_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// What the other side said with its answer.
    async fn opinion(&self) -> Option<&str> {
        self.0.opinion.as_deref()
    }

    /// When it was wanted.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was agreed to, refused, withdrawn, or found expired; null while it waits.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// When all of it was done, or when it was found blocked.
    async fn done_at(&self) -> Option<DateTime> {
        self.0.done_at.map(DateTime)
    }

    /// What stood in the way when it was to be carried out; empty unless it is `BLOCKED`.
    async fn blockers(&self, ctx: &Context<'_>) -> Result<Vec<PartingBlocker>, Fault> {
        let blockers = ctx.loaders()?.load_one(The(BlockersOf(self.0.id))).await?.unwrap_or_default();
        Ok(blockers.into_iter().map(PartingBlocker::from).collect())
    }

    /// The steps that were carried out, in their order: at most six.
    async fn steps(&self, ctx: &Context<'_>) -> Result<Vec<PartingStep>, Fault> {
        let steps = ctx.loaders()?.load_one(The(StepsOf(self.0.id))).await?.unwrap_or_default();
        Ok(steps.into_iter().map(PartingStep::from).collect())
    }

    /// What went back to the partner; null before that is settled.
    async fn money_returned(&self) -> Option<Money> {
        self.0.money_returned.map(Money::from)
    }

    /// How many coupons, or quotas of a reseller, went back.
    async fn coupons_returned(&self) -> i32 {
        self.0.coupons_returned
    }

    /// What the caller can do with it now. The partner's distributor can do the partner's part, acting for it.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let call = ctx.call()?;
        let own = call.actor.person().map(|person| person.party_id);
        let is_vendor = call.actor.sees_everything();
        let may = ctx.may(Permission::PartingManage);
        let may_answer = may && own.is_some() && own == self.0.asked_id();
        let may_withdraw = if is_vendor {
            ctx.may(Permission::ChannelManage)
        } else {
            may && own.is_some() && own == self.0.asking_id()
        };
        let status = self.0.status(ctx.visit()?.now);
        Ok(vec![
            offer("partingAnswer", may_answer, status.on(Event::Agree).is_ok()),
            offer("partingWithdraw", may_withdraw, status.on(Event::Withdraw).is_ok()),
        ])
    }
}

impl Parting {
    async fn name_of(&self, ctx: &Context<'_>, party: PartyId) -> Result<Option<String>, Fault> {
        let Some(party) = ctx.loaders()?.load_one(The(SideOf(party))).await? else { return Ok(None) };
        Ok(Some(party.name_for(ctx.call().ok().map(|call| &*call.actor)).into_owned()))
    }
}

impl Found for named::Parting {
    type Row = parting::Parting;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[PartingId]) -> db::Result<Vec<Self::Row>> {
        parting::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Row for Parting {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}
