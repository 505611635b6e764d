//! Onboardings: how a customer comes to a partner.

mod commands;
mod create;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::onboarding::{self, Source, Status};
use domain::{Conn, db};
use schema::ids::{Id, OnboardingId, named};
use uuid::Uuid;

use super::invitation::{CustomerAssociationKind, Invitation};
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::{Fault, ProblemCode};
use super::report::Report;
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

pub(crate) use commands::OnboardingMutation;
pub(crate) use create::CustomerCreateMutation;

/// Where an onboarding stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum OnboardingState {
    /// The account is there, the association is not yet.
    Pending,
    /// The customer is associated.
    Done,
    /// The customer was not associated; `failure` says why.
    Failed,
}

/// By which way a customer came.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Source")]
pub(crate) enum OnboardingSource {
    /// It accepted an invitation.
    Invitation,
    /// The partner's platform registered it.
    Created,
    /// It came through the partner's single sign-on.
    SingleSignOn,
}

/// Which onboardings a list has.
#[derive(InputObject)]
pub(crate) struct OnboardingFilter {
    /// Only those in this state.
    state: Option<OnboardingState>,
    /// Only those to this partner.
    partner_id: Option<IdOf<named::Party>>,
    /// Only those of this customer.
    customer_id: Option<IdOf<named::Party>>,
}

impl From<OnboardingFilter> for onboarding::Filter {
    fn from(filter: OnboardingFilter) -> Self {
        Self {
            state: filter.state.map(Status::from),
            partner_id: filter.partner_id.map(|id| id.0),
            customer_id: filter.customer_id.map(|id| id.0),
        }
    }
}

/// A customer on its way to a partner.
pub(crate) struct Onboarding(pub(crate) onboarding::Onboarding);

/// A customer on its way to a partner, and what came of it. Seen by the customer, and with the permission
/// `CUSTOMER_VIEW` by the partner, its distributor and the vendor; account managers see those they brought.
#[Object]
impl Onboarding {
    /// Begins with `onb_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The customer; null for who may not see it, as a partner before the association is made.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.customer_id).await?.map(Party))
    }

    /// The partner; null for who may not see it.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.partner_id).await?.map(Party))
    }

    /// To which kind of association.
    async fn association_kind(&self) -> CustomerAssociationKind {
        self.0.association_kind.into()
    }

    /// By which way.
    async fn source(&self) -> OnboardingSource {
        self.0.source.into()
    }

    /// Where it stands.
    async fn state(&self) -> OnboardingState {
        self.0.state.into()
    }

    /// Why it failed, as `invitationAccept` would say it; null unless it did.
    async fn failure(&self) -> Option<ProblemCode> {
        self.0.failure.map(|failure| failure.code().into())
    }

    /// The invitation that was accepted; null when there was none, and for who may not see it.
    async fn invitation(&self, ctx: &Context<'_>) -> Result<Option<Invitation>, Fault> {
        let Some(invitation_id) = self.0.invitation_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(invitation_id).await?.map(Invitation))
    }

    /// The report that it fulfils; null when there was none, and for who may not see it.
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<Report>, Fault> {
        let Some(report_id) = self.0.report_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(report_id).await?.map(Report))
    }

    /// Who invited or registered the customer; null for who may not see that person.
    async fn inviter(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(inviter_id) = self.0.inviter_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(inviter_id).await?.map(Staff))
    }

    /// When it began.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was done or failed; null while it is pending.
    async fn ended_at(&self) -> Option<DateTime> {
        self.0.ended_at.map(DateTime)
    }
}

impl Row for Onboarding {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Onboarding {
    type Row = onboarding::Onboarding;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[OnboardingId]) -> db::Result<Vec<Self::Row>> {
        onboarding::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about onboardings.
#[derive(Default)]
pub(crate) struct OnboardingQuery;

#[Object]
impl OnboardingQuery {
    /// The onboardings the caller may see: a customer its own, a partner its customers' and those of its resellers.
    async fn onboardings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which onboardings.")] filter: Option<OnboardingFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Onboarding>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(onboarding::Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| onboarding::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Onboarding, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| onboarding::count(conn, now, actor, &filter)).await }
        }))
    }
}
