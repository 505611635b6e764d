//! Partners' invitations.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::partner_invitation::{self, Event, Filter, Invite, InvitedKind, Status};
use domain::{Conn, db, mask};
use schema::ids::{Id, PartnerInvitationId, named};
use uuid::Uuid;

use super::action::{AvailableAction, answer};
use super::locale::Locale;
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

/// Where an invitation stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum PartnerInvitationState {
    /// It was mailed and waits for its reader. Past `expiresAt` it can no longer be accepted.
    Sent,
    /// An application came of it.
    Accepted,
    /// The inviter took it back.
    Revoked,
    /// Nobody accepted it in time; it can be sent again.
    Expired,
}

/// What a company is invited to be.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "InvitedKind")]
pub(crate) enum InvitedPartnerKind {
    /// A distributor; by the vendor.
    Distributor,
    /// A reseller; by its distributor.
    Reseller,
    /// A government-subsidy partner; by the vendor.
    GovSubsidy,
    /// A marketplace merchant; by the vendor.
    Merchant,
}

/// An invitation to become a partner.
pub(crate) struct PartnerInvitation(pub(crate) partner_invitation::PartnerInvitation);

/// An invitation to become a partner. Seen by the inviter's people who may invite, and by the vendor's.
#[Object]
impl PartnerInvitation {
    /// Begins with `piv_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who invites: the vendor, or a distributor.
    async fn inviter(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.inviter_id).await?.map(Party))
    }

    /// The person who invites; does not review what comes of it. Null for who may not see the inviter's staff.
    async fn invited_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.invited_by_id).await?.map(Staff))
    }

    /// What the company is invited to be.
    async fn kind(&self) -> InvitedPartnerKind {
        self.0.kind.into()
    }

    /// The company, as the inviter calls it.
    async fn company_name(&self) -> &str {
        &self.0.company_name
    }

    /// Who is written to, all but the beginning hidden.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn contact_name_masked(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        Ok(mask::name(&self.0.recipient(&ctx.call()?.vault)?.name))
    }

    /// The address that is written to, all but its first character and the host hidden.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn email_masked(&self, ctx: &Context<'_>) -> Result<String, Fault> {
        Ok(mask::email(&self.0.recipient(&ctx.call()?.vault)?.email))
    }

    /// The language of the mail.
    async fn locale(&self) -> Locale {
        self.0.locale.into()
    }

    /// Where the partner will do business.
    async fn region(&self) -> &str {
        &self.0.region
    }

    /// Where it stands.
    async fn state(&self) -> PartnerInvitationState {
        self.0.state.into()
    }

    /// How often it was sent; only the link of the last mail works.
    async fn times_sent(&self) -> i32 {
        self.0.serial
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was last sent.
    async fn sent_at(&self) -> DateTime {
        DateTime(self.0.sent_at)
    }

    /// First instant at which it can no longer be accepted.
    async fn expires_at(&self) -> DateTime {
        DateTime(self.0.expires_at)
    }

    /// When it was accepted, revoked or found expired; null while it is sent.
    async fn closed_at(&self) -> Option<DateTime> {
        self.0.closed_at.map(DateTime)
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let Ok(call) = ctx.call() else { return Vec::new() };
        let check = |event| partner_invitation::check(&call.actor, &self.0, event);
        vec![
            answer("partnerInvitationResend", check(Event::Resend)),
            answer("partnerInvitationRevoke", check(Event::Revoke)),
        ]
    }
}

impl Row for PartnerInvitation {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::PartnerInvitation {
    type Row = partner_invitation::PartnerInvitation;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[PartnerInvitationId]) -> db::Result<Vec<Self::Row>> {
        partner_invitation::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Which invitations a list has.
#[derive(InputObject)]
pub(crate) struct PartnerInvitationFilter {
    /// Only invitations in this state.
    state: Option<PartnerInvitationState>,
    /// Only invitations to be this.
    kind: Option<InvitedPartnerKind>,
}

/// Queries about partners' invitations.
#[derive(Default)]
pub(crate) struct PartnerInvitationQuery;

#[Object]
impl PartnerInvitationQuery {
    /// Invitations to become a partner: the vendor's people see all, a distributor's its own. Needs the permission
    /// `PARTNER_INVITE`; empty without.
    async fn partner_invitations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitations.")] filter: Option<PartnerInvitationFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<PartnerInvitation>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map_or_else(Filter::default, |filter| Filter {
            state: filter.state.map(Status::from),
            kind: filter.kind.map(InvitedKind::from),
        });
        let slice = call.read(move |conn, _, actor| partner_invitation::page(conn, actor, filter, &page)).await?;
        Ok(Connection::new(slice, PartnerInvitation, move || {
            let call = call.clone();
            async move { call.read(move |conn, _, actor| partner_invitation::count(conn, actor, filter)).await }
        }))
    }
}

/// A company to be invited.
#[derive(InputObject)]
pub(crate) struct PartnerInviteInput {
    /// To be what: the vendor invites distributors, government-subsidy partners and merchants, a distributor resellers.
    kind: InvitedPartnerKind,
    /// The company, 1 to 200 characters.
    company_name: String,
    /// Who is written to, 1 to 100 characters.
    contact_name: String,
    /// The address that is written to.
    email: String,
    /// The language of the mail.
    locale: Locale,
    /// Where the partner will do business: 2 to 32 small letters, digits and `-`. A distributor may leave it out: it
    /// invites into its own region.
    region: Option<String>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first invitation and changes nothing.
    idempotency_key: String,
}

/// The answer to `partnerInvite`.
#[derive(SimpleObject)]
pub(crate) struct PartnerInvitePayload {
    /// The invitation; null when it was refused.
    partner_invitation: Option<PartnerInvitation>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `NOT_ELIGIBLE` for a kind that is not the
    /// caller's to invite, `REGION_MISMATCH`, `ALREADY_EXISTS` while one to this address waits, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// An invitation to be sent again.
#[derive(InputObject)]
pub(crate) struct PartnerInvitationResendInput {
    /// The invitation.
    partner_invitation_id: IdOf<named::PartnerInvitation>,
}

/// The answer to `partnerInvitationResend`.
#[derive(SimpleObject)]
pub(crate) struct PartnerInvitationResendPayload {
    /// The invitation, sent again; null when it was refused.
    partner_invitation: Option<PartnerInvitation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`, `ALREADY_EXISTS` while another
    /// to this address waits.
    user_errors: Vec<UserError>,
}

/// An invitation to be taken back.
#[derive(InputObject)]
pub(crate) struct PartnerInvitationRevokeInput {
    /// The invitation.
    partner_invitation_id: IdOf<named::PartnerInvitation>,
}

/// The answer to `partnerInvitationRevoke`.
#[derive(SimpleObject)]
pub(crate) struct PartnerInvitationRevokePayload {
    /// The invitation, revoked; null when it was refused.
    partner_invitation: Option<PartnerInvitation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`.
    user_errors: Vec<UserError>,
}

/// Inviting partners.
#[derive(Default)]
pub(crate) struct PartnerInvitationMutation;

#[Object]
impl PartnerInvitationMutation {
    /// Invites a company to become a partner and mails it a link, which works for as many days as the policy
    /// `PARTNER_INVITATION_DAYS` says. Needs the permission `PARTNER_INVITE`.
    async fn partner_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and to be what.")] input: PartnerInviteInput,
    ) -> Result<PartnerInvitePayload, Fault> {
        let (call, key) = (ctx.call()?, input.idempotency_key);
        let invite = Invite {
            kind: input.kind.into(),
            company_name: input.company_name,
            contact_name: input.contact_name,
            email: input.email,
            locale: input.locale.into(),
            region: input.region,
        };
        let vault = call.vault.clone();
        let invited =
            call.tx(move |conn, now, actor| partner_invitation::invite(conn, now, &vault, actor, &key, &invite)).await;
        let (invited, user_errors) = settle(invited)?;
        let replayed = invited.as_ref().is_some_and(|invited| invited.replayed);
        let partner_invitation = invited.map(|invited| PartnerInvitation(invited.result));
        Ok(PartnerInvitePayload { partner_invitation, replayed, user_errors })
    }

    /// Mails an invitation again with a new link and a new deadline; the link before stops working. Needs the permission
    /// `PARTNER_INVITE` in the party that invites.
    async fn partner_invitation_resend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: PartnerInvitationResendInput,
    ) -> Result<PartnerInvitationResendPayload, Fault> {
        let id = input.partner_invitation_id.0;
        let sent = ctx.call()?.tx(move |conn, now, actor| partner_invitation::resend(conn, now, actor, id)).await;
        let (sent, user_errors) = settle(sent)?;
        Ok(PartnerInvitationResendPayload { partner_invitation: sent.map(PartnerInvitation), user_errors })
    }

    /// Takes an invitation back; its link stops working. Needs the permission `PARTNER_INVITE` in the party that invites.
    async fn partner_invitation_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: PartnerInvitationRevokeInput,
    ) -> Result<PartnerInvitationRevokePayload, Fault> {
        let id = input.partner_invitation_id.0;
        let revoked = ctx.call()?.tx(move |conn, now, actor| partner_invitation::revoke(conn, now, actor, id)).await;
        let (revoked, user_errors) = settle(revoked)?;
        Ok(PartnerInvitationRevokePayload { partner_invitation: revoked.map(PartnerInvitation), user_errors })
    }
}
