//! Authorisations: what a resale customer lets its partner do for it.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::{Actor, Permission};
use domain::authorization::{self, Event, Filter, Scope, Status};
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::{AuthorizationId, Id, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{Date, DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

pub(crate) use command::AuthorizationMutation;

mod command;

/// Where an authorisation stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum AuthorizationState {
    /// The customer was asked.
    Requested,
    /// The customer allows it.
    Granted,
    /// The customer does not.
    Refused,
    /// The customer took it back.
    Revoked,
    /// The partner no longer wants it.
    Withdrawn,
    /// The association ended, or its last day is over.
    Ended,
}

/// What an authorisation is for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Scope")]
pub(crate) enum AuthorizationScope {
    /// Placing orders for the customer.
    OrderOnBehalf,
    /// Running the customer's resources.
    OperateOnBehalf,
}

/// What a resale customer lets its partner do for it.
pub(crate) struct Authorization(pub(crate) authorization::Authorization);

/// What a resale customer lets its partner do for it. Seen by the customer's people, by the partner's within their
/// scope, and by the vendor's.
#[Object]
impl Authorization {
    /// Begins with `aut_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who asked; null for who may no longer see it.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.partner_id).await?.map(Party))
    }

    /// Who was asked; null for who may no longer see it.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.customer_id).await?.map(Party))
    }

    /// What for.
    async fn scope(&self) -> AuthorizationScope {
        self.0.scope.into()
    }

    /// Where it stands.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn state(&self, ctx: &Context<'_>) -> Result<AuthorizationState, Fault> {
        Ok(self.0.status(ctx.visit()?.now).into())
    }

    /// Its last day, GMT+8; null when it lasts until it is revoked or the association ends.
    async fn expires_on(&self) -> Option<Date> {
        self.0.expires_on.map(Date)
    }

    /// Who of the partner, or of the distributor that acts for it, asked; null for who may not see them.
    async fn requested_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.requested_by_id).await?.map(Staff))
    }

    /// When it was asked for.
    async fn requested_at(&self) -> DateTime {
        DateTime(self.0.requested_at)
    }

    /// Who of the customer granted or refused it, or took it back; null before that, and for who may not see them.
    async fn answered_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.answered_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// When the customer last did so.
    async fn answered_at(&self) -> Option<DateTime> {
        self.0.answered_at.map(DateTime)
    }

    /// What the caller can do with it now. The partner's distributor can withdraw it too, acting for the partner.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let may_answer = ctx.may(Permission::AssociationManage);
        let may_ask = ctx.may(Permission::CustomerManage);
        let status = self.0.status(ctx.visit()?.now);
        let can = |event| status.on(event).is_ok();
        Ok(vec![
            offer("authorizationAnswer", may_answer, can(Event::Grant)),
            offer("authorizationRevoke", may_answer, can(Event::Revoke)),
            offer("authorizationWithdraw", may_ask, can(Event::Withdraw)),
        ])
    }
}

impl Found for named::Authorization {
    type Row = authorization::Authorization;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[AuthorizationId]) -> db::Result<Vec<Self::Row>> {
        authorization::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Row for Authorization {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// Which authorisations a list has. What is not given is not asked for.
#[derive(InputObject)]
pub(crate) struct AuthorizationFilter {
    /// Only in this state.
    state: Option<AuthorizationState>,
    /// Only for this.
    scope: Option<AuthorizationScope>,
    /// Only of this customer.
    customer_id: Option<IdOf<named::Party>>,
    /// Only of this partner.
    partner_id: Option<IdOf<named::Party>>,
}

impl From<AuthorizationFilter> for Filter {
    fn from(filter: AuthorizationFilter) -> Self {
        Self {
            state: filter.state.map(Status::from),
            scope: filter.scope.map(Scope::from),
            customer_id: filter.customer_id.map(|id| id.0),
            partner_id: filter.partner_id.map(|id| id.0),
        }
    }
}

/// Queries about authorisations.
#[derive(Default)]
pub(crate) struct AuthorizationQuery;

#[Object]
impl AuthorizationQuery {
    /// Authorisations: those the caller's party asked for, within the caller's scope; those a customer was asked for;
    /// all for the vendor.
    async fn authorizations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which authorisations.")] filter: Option<AuthorizationFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Authorization>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| authorization::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Authorization, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| authorization::count(conn, now, actor, &filter)).await }
        }))
    }
}
