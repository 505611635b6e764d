//! Reports: prospects that a partner announces before it invites them.

mod commands;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::profile::{Email, Mobile};
use domain::report::{self, Event, Status};
use domain::{Conn, db, mask};
use schema::ids::{Id, ReportId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

pub(crate) use commands::ReportMutation;

/// Where a report stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum ReportState {
    /// The vendor has not decided yet.
    PendingReview,
    /// Approved: nobody else can have the prospect until `validUntil`.
    Reported,
    /// The prospect became a customer of the partner.
    Associated,
    /// The vendor said no.
    Rejected,
    /// The prospect did not come in time.
    Expired,
    /// The partner gave it up.
    Withdrawn,
}

/// Which reports a list has.
#[derive(InputObject)]
pub(crate) struct ReportFilter {
    /// Only reports in this state.
    state: Option<ReportState>,
    /// Only reports of this partner.
    partner_id: Option<IdOf<named::Party>>,
    /// Only reports of this mobile number, in full: `+8613800000000`.
    mobile: Option<String>,
    /// Only reports of this mail address, in full.
    email: Option<String>,
}

impl ReportFilter {
    fn read(self) -> Result<report::Filter, Fault> {
        Ok(report::Filter {
            state: self.state.map(Status::from),
            partner_id: self.partner_id.map(|id| id.0),
            mobile: mobile(self.mobile.as_deref())?,
            email: email(self.email.as_deref())?,
        })
    }
}

/// A mobile number that is looked for.
pub(super) fn mobile(text: Option<&str>) -> Result<Option<Mobile>, Fault> {
    text.map(Mobile::parse).transpose().map_err(|error| Fault::argument(error.to_string()))
}

/// A mail address that is looked for.
pub(super) fn email(text: Option<&str>) -> Result<Option<Email>, Fault> {
    text.map(Email::parse).transpose().map_err(|error| Fault::argument(error.to_string()))
}

/// A prospect that a partner reported.
pub(crate) struct Report(pub(crate) report::Report);

/// A prospect that a partner reported, so that neither another partner nor the vendor's own sales take it while the
/// report holds. Seen with the permission `CUSTOMER_VIEW` by the partner, its distributor and the vendor; account
/// managers see those they made.
#[Object]
impl Report {
    /// Begins with `rep_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The partner it is reported for.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.partner_id).await?.map(Party))
    }

    /// The prospect's name, its beginning only.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn customer_name_masked(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        Ok(mask::name(&self.0.customer_name(&ctx.visit()?.vault)?))
    }

    /// The mobile number it has to register with, the middle hidden: `+86138****0000`.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn mobile_masked(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        Ok(mask::mobile(&self.0.mobile(&ctx.visit()?.vault)?))
    }

    /// The address that invitations go to: `a***@example.com`.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn email_masked(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        Ok(mask::email(&self.0.email(&ctx.visit()?.vault)?))
    }

    /// Where it stands now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn state(&self, ctx: &Context<'_>) -> Result<ReportState, Fault> {
        Ok(self.0.state_at(ctx.visit()?.now).into())
    }

    /// Who reported; null for who may not see that person.
    async fn reported_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.reported_by_id).await?.map(Staff))
    }

    /// When it was reported.
    async fn reported_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Who reviewed it; null before, and for who may not see the vendor's staff.
    async fn reviewed_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.reviewed_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// When it was reviewed; null before.
    async fn reviewed_at(&self) -> Option<DateTime> {
        self.0.reviewed_at.map(DateTime)
    }

    /// What the reviewer says; null when that is nothing.
    async fn opinion(&self) -> Option<&str> {
        self.0.opinion.as_deref()
    }

    /// First instant at which it no longer holds: midnight in GMT+8 after the 15th day from its approval. Null for one
    /// that was not approved.
    async fn valid_until(&self) -> Option<DateTime> {
        self.0.valid_until.map(DateTime)
    }

    /// When it became associated, rejected, expired or withdrawn; null while it waits or holds.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn ended_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>, Fault> {
        Ok(self.0.ended_by(ctx.visit()?.now).map(DateTime))
    }

    /// What the caller can do with it now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let (actor, state) = (&ctx.call()?.actor, self.0.state_at(ctx.visit()?.now));
        Ok(vec![
            offer("reportReview", report::may_review(actor), state.on(Event::Approve).is_ok()),
            offer("reportWithdraw", report::may_withdraw(actor, &self.0), state.on(Event::Withdraw).is_ok()),
        ])
    }
}

impl Row for Report {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Report {
    type Row = report::Report;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[ReportId]) -> db::Result<Vec<Self::Row>> {
        report::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about reports.
#[derive(Default)]
pub(crate) struct ReportQuery;

#[Object]
impl ReportQuery {
    /// The reported prospects that the caller may see: its own and its resellers', all to the vendor. Empty without the
    /// permission `CUSTOMER_VIEW`.
    async fn reports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reports.")] filter: Option<ReportFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Report>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(ReportFilter::read).transpose()?.unwrap_or_default();
        let (wanted, vault) = (filter.clone(), call.vault.clone());
        let slice = call.read(move |conn, now, actor| report::page(conn, now, &vault, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Report, move || {
            let (call, vault, filter) = (call.clone(), call.vault.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| report::count(conn, now, &vault, actor, &filter)).await }
        }))
    }
}
