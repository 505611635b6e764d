//! The vendor decides claims.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::remittance_claim;
use schema::ids::named;

use super::RemittanceClaim;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::viewer::Asked;

/// Which claim is approved, and what the money is.
#[derive(InputObject)]
pub(crate) struct RemittanceClaimApproveInput {
    /// The claim.
    id: IdOf<named::RemittanceClaim>,
    /// The held entry that is the money, of the claim's amount.
    bank_entry_id: IdOf<named::BankEntry>,
    /// 1 to 500 characters, for the partner to read.
    opinion: Option<String>,
}

/// The answer to `remittanceClaimApprove`.
#[derive(SimpleObject)]
pub(crate) struct RemittanceClaimApprovePayload {
    /// The claim, approved; null when it was refused.
    remittance_claim: Option<RemittanceClaim>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT` for another amount or currency,
    /// `STATE_CONFLICT` when claim or entry was decided, `PAYER_AGREEMENT_MISSING` when who paid may not pay for the partner,
    /// `NOT_ELIGIBLE` without a remittance account in the currency.
    user_errors: Vec<UserError>,
}

/// Which claim is rejected.
#[derive(InputObject)]
pub(crate) struct RemittanceClaimRejectInput {
    /// The claim.
    id: IdOf<named::RemittanceClaim>,
    /// Why, 1 to 500 characters, for the partner to read.
    opinion: String,
}

/// The answer to `remittanceClaimReject`.
#[derive(SimpleObject)]
pub(crate) struct RemittanceClaimRejectPayload {
    /// The claim, rejected; null when it was refused.
    remittance_claim: Option<RemittanceClaim>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `STATE_CONFLICT` when it was decided.
    user_errors: Vec<UserError>,
}

/// Deciding claims.
#[derive(Default)]
pub(crate) struct RemittanceClaimReviewMutation;

#[Object]
impl RemittanceClaimReviewMutation {
    /// Approves a claim: the held entry is credited to the partner. A claim names whose the money is; who paid still has to
    /// be the partner, or to have an agreement. Needs the permission `BANK_MANAGE`.
    async fn remittance_claim_approve(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim, and which money.")] input: RemittanceClaimApproveInput,
    ) -> Result<RemittanceClaimApprovePayload, Fault> {
        let RemittanceClaimApproveInput { id, bank_entry_id, opinion } = input;
        let approved = ctx.call()?.tx(move |conn, now, actor| {
            remittance_claim::approve(conn, now, actor, id.0, bank_entry_id.0, opinion.as_deref())
        });
        let (approved, user_errors) = settle(approved.await)?;
        Ok(RemittanceClaimApprovePayload { remittance_claim: approved.map(RemittanceClaim), user_errors })
    }

    /// Rejects a claim and tells the partner why. Needs the permission `BANK_MANAGE`.
    async fn remittance_claim_reject(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claim, and why.")] input: RemittanceClaimRejectInput,
    ) -> Result<RemittanceClaimRejectPayload, Fault> {
        let RemittanceClaimRejectInput { id, opinion } = input;
        let rejected =
            ctx.call()?.tx(move |conn, now, actor| remittance_claim::reject(conn, now, actor, id.0, &opinion)).await;
        let (rejected, user_errors) = settle(rejected)?;
        Ok(RemittanceClaimRejectPayload { remittance_claim: rejected.map(RemittanceClaim), user_errors })
    }
}
