//! Invitations: how a partner asks a customer to associate with it.

mod commands;
mod offer;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::invitation::{self, Channel, Event, Mode, Status};
use domain::{Conn, db, mask};
use qrcode::QrCode;
use qrcode::render::svg;
use schema::ids::{Id, InvitationId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer as available};
use super::locale::Locale;
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::report::Report;
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

pub(crate) use commands::InvitationMutation;
pub(crate) use offer::InvitationOfferQuery;

/// Where an invitation stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum InvitationState {
    /// It can be accepted until `expiresAt`; a link always.
    Open,
    /// A customer accepted it. A link stays open instead: it serves many customers.
    Accepted,
    /// The partner took it back.
    Revoked,
    /// Its time is over; it can be sent again.
    Expired,
}

/// By which way a customer is invited.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Channel")]
pub(crate) enum InvitationChannel {
    /// A mail to one reported customer, good for 7 days.
    OnlineMail,
    /// A link, and a QR code of it, that the partner hands out itself: good for every customer it has reported, without
    /// end.
    OfflineLink,
}

/// How a customer stands under a partner.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Mode")]
pub(crate) enum CustomerAssociationKind {
    /// It buys from the partner and spends what the partner allocates.
    Resale,
    /// It buys from the vendor on the partner's advice.
    Advisory,
}

/// Which invitations a list has.
#[derive(InputObject)]
pub(crate) struct InvitationFilter {
    /// Only those in this state now.
    state: Option<InvitationState>,
    /// Only those of this way.
    channel: Option<InvitationChannel>,
    /// Only those of this partner.
    partner_id: Option<IdOf<named::Party>>,
    /// Only those of this report.
    report_id: Option<IdOf<named::Report>>,
    /// Only those of this person.
    inviter_id: Option<IdOf<named::Staff>>,
}

impl From<InvitationFilter> for invitation::Filter {
    fn from(filter: InvitationFilter) -> Self {
        Self {
            state: filter.state.map(Status::from),
            channel: filter.channel.map(Channel::from),
            partner_id: filter.partner_id.map(|id| id.0),
            report_id: filter.report_id.map(|id| id.0),
            inviter_id: filter.inviter_id.map(|id| id.0),
        }
    }
}

/// A partner's invitation to a customer.
pub(crate) struct Invitation(pub(crate) invitation::Invitation);

/// A partner's invitation to a customer to associate with it. Seen with the permission `CUSTOMER_VIEW` by the partner,
/// its distributor and the vendor; account managers see those they made.
#[Object]
impl Invitation {
    /// Begins with `inv_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The partner that invites.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.partner_id).await?.map(Party))
    }

    /// Who invited: the customer's manager afterwards, when the person is account manager. Null for who may not see
    /// that person.
    async fn inviter(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.inviter_id).await?.map(Staff))
    }

    /// By which way.
    async fn channel(&self) -> InvitationChannel {
        self.0.channel.into()
    }

    /// To which kind of association.
    async fn association_kind(&self) -> CustomerAssociationKind {
        self.0.association_kind.into()
    }

    /// The reported customer; null for a link.
    async fn report(&self, ctx: &Context<'_>) -> Result<Option<Report>, Fault> {
        let Some(report_id) = self.0.report_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(report_id).await?.map(Report))
    }

    /// Where the mail goes, all but the beginning and the host hidden; null for a link.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn email_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.0.email(&ctx.visit()?.vault)?.map(|email| mask::email(&email)))
    }

    /// Language of the mail.
    async fn locale(&self) -> Locale {
        self.0.locale.into()
    }

    /// Where it stands now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn state(&self, ctx: &Context<'_>) -> Result<InvitationState, Fault> {
        Ok(self.0.state_at(ctx.visit()?.now).into())
    }

    /// The partner's account name, or the id of who made it: what every offline link carries.
    async fn tag(&self) -> &str {
        &self.0.tag
    }

    /// The address of a link, for who made it or works for its partner; null for others and for a mailed invitation,
    /// whose link only the customer gets.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn url(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let call = ctx.call()?;
        let is_handed_out = self.0.channel == Channel::OfflineLink && invitation::may_change(&call.actor, &self.0);
        let public_url = &ctx.visit()?.public_url;
        let link = || format!("{public_url}/invitations/{}?tag={}", self.0.token(&call.vault), self.0.tag);
        Ok(is_handed_out.then(link))
    }

    /// The QR code of `url`, an SVG image of black and white squares; null when that is null.
    async fn qr_svg(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let Some(url) = self.url(ctx).await? else { return Ok(None) };
        let code = QrCode::new(url).map_err(Fault::internal)?;
        Ok(Some(code.render::<svg::Color<'_>>().min_dimensions(240, 240).build()))
    }

    /// When the customer was first invited, or the link made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the mail was last sent; null for a link.
    async fn sent_at(&self) -> Option<DateTime> {
        self.0.sent_at.map(DateTime)
    }

    /// First instant at which it can no longer be accepted; null for a link.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// The customer who accepted it; null before, and for who may not see the customer.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        let Some(customer_id) = self.0.customer_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(customer_id).await?.map(Party))
    }

    /// What the caller can do with it now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let may = invitation::may_change(&ctx.call()?.actor, &self.0);
        let state = self.0.state_at(ctx.visit()?.now);
        let is_mailed = self.0.channel == Channel::OnlineMail;
        Ok(vec![
            available("invitationResend", may, is_mailed && state.on(Event::Resend).is_ok()),
            available("invitationRevoke", may, state.on(Event::Revoke).is_ok()),
        ])
    }
}

impl Row for Invitation {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Invitation {
    type Row = invitation::Invitation;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[InvitationId]) -> db::Result<Vec<Self::Row>> {
        invitation::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about invitations.
#[derive(Default)]
pub(crate) struct InvitationQuery;

#[Object]
impl InvitationQuery {
    /// The invitations the caller may see: its party's, and its resellers'. Needs the permission `CUSTOMER_VIEW`.
    async fn invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitations.")] filter: Option<InvitationFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Invitation>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(invitation::Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| invitation::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Invitation, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| invitation::count(conn, now, actor, &filter)).await }
        }))
    }
}
