//! What a partner does with its claims, and the link to the evidence.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::remittance_claim::{self, Create, evidence};
use domain::secret::Secret;
use schema::ids::named;

use super::RemittanceClaim;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::{Date, IdOf, MoneyInput};
use crate::viewer::Asked;

/// What a partner says of money it wired.
#[derive(InputObject)]
pub(crate) struct RemittanceClaimCreateInput {
    /// How much was wired, more than zero, in a currency in which the partner has a remittance account.
    amount: MoneyInput,
    /// On which day it was wired, not in the future.
    paid_on: Date,
    /// From whose account, 1 to 140 characters.
    payer_name: String,
    /// The serial number on the bank's receipt, 1 to 100 characters.
    bank_reference: Option<String>,
    /// What else there is to say, 1 to 500 characters.
    note: Option<String>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first claim and changes nothing.
    idempotency_key: String,
}

/// The answer to `remittanceClaimCreate`.
#[derive(SimpleObject)]
pub(crate) struct RemittanceClaimCreatePayload {
    /// The claim; null when it was refused.
    remittance_claim: Option<RemittanceClaim>,
    /// Where to send the bank's receipt within 15 minutes: `POST` the bytes of a PDF, JPEG or PNG file as they are, at most
    /// 10 MiB. 201 with the id of the claim; 404, 410 for a ticket that was used or has expired, 413, 415: then the ticket
    /// still works. A secret, shown once: null when it was refused or `replayed`.
    upload_url: Option<String>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `NOT_ELIGIBLE` without a remittance account in the
    /// currency, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// Which claim gets a new ticket.
#[derive(InputObject)]
pub(crate) struct RemittanceClaimTicketRenewInput {
    /// The claim.
    id: IdOf<named::RemittanceClaim>,
}

/// The answer to `remittanceClaimTicketRenew`.
#[derive(SimpleObject)]
pub(crate) struct RemittanceClaimTicketRenewPayload {
    /// The claim; null when it was refused.
    remittance_claim: Option<RemittanceClaim>,
    /// Where to send the bank's receipt within 15 minutes, as `remittanceClaimCreate` says. Null when it was refused.
    upload_url: Option<String>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` when the evidence has come.
    user_errors: Vec<UserError>,
}

/// Which claim is taken back.
#[derive(InputObject)]
pub(crate) struct RemittanceClaimWithdrawInput {
    /// The claim.
    id: IdOf<named::RemittanceClaim>,
}

/// The answer to `remittanceClaimWithdraw`.
#[derive(SimpleObject)]
pub(crate) struct RemittanceClaimWithdrawPayload {
    /// The claim, withdrawn; null when it was refused.
    remittance_claim: Option<RemittanceClaim>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` when it was decided.
    user_errors: Vec<UserError>,
}

/// Whose evidence is asked for.
#[derive(InputObject)]
pub(crate) struct RemittanceClaimEvidenceInput {
    /// The claim.
    id: IdOf<named::RemittanceClaim>,
}

/// The answer to `remittanceClaimEvidence`.
#[derive(SimpleObject)]
pub(crate) struct RemittanceClaimEvidencePayload {
    /// Where the evidence can be downloaded once, within five minutes and before anybody else does. A secret. Null when it
    /// was refused.
    download_url: Option<String>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` when the evidence has not come.
    user_errors: Vec<UserError>,
}

/// Claiming money.
#[derive(Default)]
pub(crate) struct RemittanceClaimMutation;

#[Object]
impl RemittanceClaimMutation {
    /// Begins a claim to money that the caller's partner wired without its exclusive number; then send the bank's receipt to
    /// `uploadUrl`. Needs the permission `ACCOUNT_RECHARGE` in a partner.
    async fn remittance_claim_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which money.")] input: RemittanceClaimCreateInput,
    ) -> Result<RemittanceClaimCreatePayload, Fault> {
        let RemittanceClaimCreateInput { amount, paid_on, payer_name, bank_reference, note, idempotency_key } = input;
        let begun = ctx.call()?.tx(move |conn, now, actor| {
            let amount = amount.money()?;
            let create = Create { amount, paid_on: paid_on.0, payer_name, bank_reference, note };
            remittance_claim::create(conn, now, actor, &idempotency_key, &create)
        });
        let (begun, user_errors) = settle(begun.await)?;
        let (once, ticket) = begun.unzip();
        let upload_url = upload_url(ctx, ticket.flatten().as_ref())?;
        let replayed = once.as_ref().is_some_and(|once| once.replayed);
        let remittance_claim = once.map(|once| RemittanceClaim(once.result));
        Ok(RemittanceClaimCreatePayload { remittance_claim, upload_url, replayed, user_errors })
    }

    /// Asks for a new ticket to send the bank's receipt with; the one before no longer works. Needs the permission
    /// `ACCOUNT_RECHARGE` in a partner.
    async fn remittance_claim_ticket_renew(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim.")] input: RemittanceClaimTicketRenewInput,
    ) -> Result<RemittanceClaimTicketRenewPayload, Fault> {
        let renewed =
            ctx.call()?.tx(move |conn, now, actor| remittance_claim::renew_ticket(conn, now, actor, input.id.0)).await;
        let (renewed, user_errors) = settle(renewed)?;
        let (claim, ticket) = renewed.unzip();
        let upload_url = upload_url(ctx, ticket.as_ref())?;
        let remittance_claim = claim.map(RemittanceClaim);
        Ok(RemittanceClaimTicketRenewPayload { remittance_claim, upload_url, user_errors })
    }

    /// Takes a claim of the caller's partner back before it is decided. Needs the permission `ACCOUNT_RECHARGE` in a
    /// partner.
    async fn remittance_claim_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim.")] input: RemittanceClaimWithdrawInput,
    ) -> Result<RemittanceClaimWithdrawPayload, Fault> {
        let withdrawn =
            ctx.call()?.tx(move |conn, now, actor| remittance_claim::withdraw(conn, now, actor, input.id.0)).await;
        let (withdrawn, user_errors) = settle(withdrawn)?;
        Ok(RemittanceClaimWithdrawPayload { remittance_claim: withdrawn.map(RemittanceClaim), user_errors })
    }

    /// Asks for a link to the evidence of a claim: the partner's people for its own, and in the vendor who manages the bank.
    /// Needs the permission `ACCOUNT_VIEW` or, in the vendor, `BANK_MANAGE`.
    async fn remittance_claim_evidence(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim.")] input: RemittanceClaimEvidenceInput,
    ) -> Result<RemittanceClaimEvidencePayload, Fault> {
        let visit = ctx.visit()?;
        let vault = Arc::clone(&visit.vault);
        let linked =
            visit.call()?.tx(move |conn, now, actor| evidence::link(conn, now, &vault, actor, input.id.0)).await;
        let (link, user_errors) = settle(linked)?;
        let download_url = link.map(|link| format!("{}/downloads/{link}", visit.public_url));
        Ok(RemittanceClaimEvidencePayload { download_url, user_errors })
    }
}

/// Where a file goes in exchange for the ticket.
fn upload_url(ctx: &Context<'_>, ticket: Option<&Secret>) -> Result<Option<String>, Fault> {
    let server = &ctx.visit()?.public_url;
    Ok(ticket.map(|ticket| format!("{server}/uploads/{}", ticket.text())))
}
