//! What a partner does with invitations.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::invitation::{self, Invite, Mode, Resend};
use schema::ids::{ReportId, named};

use super::{CustomerAssociationKind, Invitation};
use crate::graphql::locale::Locale;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::viewer::Asked;

/// Which reported customers are invited by mail.
#[derive(InputObject)]
pub(crate) struct CustomerInviteInput {
    /// 1 to 50 reports in force. Each is invited by itself: one that is refused leaves the others as they are.
    report_ids: Vec<IdOf<named::Report>>,
    /// To which kind of association.
    association_kind: CustomerAssociationKind,
    /// Language of the mail; the partner's when it is not given.
    locale: Option<Locale>,
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// What became of one customer of a batch.
#[derive(SimpleObject)]
pub(crate) struct CustomerInviteResult {
    /// The report that was named.
    report_id: ID,
    /// The invitation, whose mail is on its way; null when it was refused.
    invitation: Option<Invitation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `REPORT_MISSING` for a report
    /// that is not in force, `ALREADY_EXISTS` for one with an open invitation: send that again.
    user_errors: Vec<UserError>,
}

/// The answer to `customerInvite`.
#[derive(SimpleObject)]
pub(crate) struct CustomerInvitePayload {
    /// One for each report, in the order of the input; empty when the whole was refused.
    results: Vec<CustomerInviteResult>,
    /// Why nothing was looked at; empty otherwise. `INVALID_INPUT` for none or more than 50 reports.
    user_errors: Vec<UserError>,
}

/// Which invitation is sent again.
#[derive(InputObject)]
pub(crate) struct InvitationResendInput {
    /// A mailed invitation that is open or has expired.
    invitation_id: IdOf<named::Invitation>,
    /// Where to, when the customer's mailbox has changed.
    email: Option<String>,
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `invitationResend`.
#[derive(SimpleObject)]
pub(crate) struct InvitationResendPayload {
    /// The invitation, open for another 7 days under a new link; null when it was refused.
    invitation: Option<Invitation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT`,
    /// `REPORT_MISSING`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// Which link is asked for.
#[derive(InputObject)]
pub(crate) struct InvitationLinkCreateInput {
    /// To which kind of association. A person has one link of each.
    association_kind: CustomerAssociationKind,
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `invitationLinkCreate`.
#[derive(SimpleObject)]
pub(crate) struct InvitationLinkCreatePayload {
    /// The link, with `url` and `qrSvg`; the one there is when there is one. Null when it was refused.
    invitation: Option<Invitation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`.
    user_errors: Vec<UserError>,
}

/// Which invitation is taken back.
#[derive(InputObject)]
pub(crate) struct InvitationRevokeInput {
    /// An open invitation or link.
    invitation_id: IdOf<named::Invitation>,
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `invitationRevoke`.
#[derive(SimpleObject)]
pub(crate) struct InvitationRevokePayload {
    /// The invitation, taken back; null when it was refused.
    invitation: Option<Invitation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` for one that
    /// is not open.
    user_errors: Vec<UserError>,
}

/// Inviting customers.
#[derive(Default)]
pub(crate) struct InvitationMutation;

#[Object]
impl InvitationMutation {
    /// Invites reported customers by mail, each for itself. The link works for 7 days. Needs the permission
    /// `CUSTOMER_MANAGE`.
    async fn customer_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and to what.")] input: CustomerInviteInput,
    ) -> Result<CustomerInvitePayload, Fault> {
        let ids: Vec<ReportId> = input.report_ids.iter().map(|id| id.0).collect();
        let (checked, user_errors) = settle(invitation::check_batch(&ids))?;
        if checked.is_none() {
            return Ok(CustomerInvitePayload { results: Vec::new(), user_errors });
        }
        let association_kind = Mode::from(input.association_kind);
        let (locale, acting_for_id) = (input.locale.map(Into::into), input.acting_for_id.map(|id| id.0));
        let mut results = Vec::with_capacity(ids.len());
        for report_id in ids {
            let (call, vault) = (ctx.call()?, ctx.call()?.vault.clone());
            let invite = Invite { report_id, association_kind, locale, acting_for_id };
            let invited = call.tx(move |conn, now, actor| invitation::invite(conn, now, &vault, actor, &invite)).await;
            let (invited, user_errors) = settle(invited)?;
            let report_id = report_id.to_string().into();
            results.push(CustomerInviteResult { report_id, invitation: invited.map(Invitation), user_errors });
        }
        Ok(CustomerInvitePayload { results, user_errors: Vec::new() })
    }

    /// Sends an invitation again: another 7 days, a new link, and the one before is useless. Needs the permission
    /// `CUSTOMER_MANAGE`.
    async fn invitation_resend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation, and where to.")] input: InvitationResendInput,
    ) -> Result<InvitationResendPayload, Fault> {
        let InvitationResendInput { invitation_id, email, acting_for_id } = input;
        let resend = Resend { invitation_id: invitation_id.0, email, acting_for_id: acting_for_id.map(|id| id.0) };
        let (call, vault) = (ctx.call()?, ctx.call()?.vault.clone());
        let resent = call.tx(move |conn, now, actor| invitation::resend(conn, now, &vault, actor, &resend)).await;
        let (resent, user_errors) = settle(resent)?;
        Ok(InvitationResendPayload { invitation: resent.map(Invitation), user_errors })
    }

    /// The caller's own link and QR code, for handing out. It never expires and serves every customer whom the partner
    /// has reported; an account older than 7 days cannot use it. Needs the permission `CUSTOMER_MANAGE`.
    async fn invitation_link_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which link.")] input: InvitationLinkCreateInput,
    ) -> Result<InvitationLinkCreatePayload, Fault> {
        let (kind, acting_for) = (Mode::from(input.association_kind), input.acting_for_id.map(|id| id.0));
        let made = ctx.call()?.tx(move |conn, now, actor| invitation::link(conn, now, actor, kind, acting_for)).await;
        let (made, user_errors) = settle(made)?;
        Ok(InvitationLinkCreatePayload { invitation: made.map(Invitation), user_errors })
    }

    /// Takes an invitation or a link back: it can no longer be accepted. Needs the permission `CUSTOMER_MANAGE`.
    async fn invitation_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which invitation.")] input: InvitationRevokeInput,
    ) -> Result<InvitationRevokePayload, Fault> {
        let (id, acting_for) = (input.invitation_id.0, input.acting_for_id.map(|id| id.0));
        let revoked =
            ctx.call()?.tx(move |conn, now, actor| invitation::revoke(conn, now, actor, id, acting_for)).await;
        let (revoked, user_errors) = settle(revoked)?;
        Ok(InvitationRevokePayload { invitation: revoked.map(Invitation), user_errors })
    }
}
