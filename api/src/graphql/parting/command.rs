//! Asking for a parting, answering, withdrawing.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::parting::{self, Answer, Error, Kind, Request, Verdict};
use schema::ids::named;

use super::{Parting, PartingBlocker, PartingKind};
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::proof;
use crate::viewer::Asked;

/// What the other side says.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Verdict")]
pub(crate) enum PartingVerdict {
    /// It shall be so.
    Agree,
    /// It shall not.
    Refuse,
}

/// What somebody asks for.
#[derive(InputObject)]
pub(crate) struct PartingRequestInput {
    /// The customer or reseller that is to leave, or the customer that is to switch: for a customer itself.
    party_id: IdOf<named::Party>,
    /// What is to become of its association.
    kind: PartingKind,
    /// Why, 1 to 500 characters; the other side reads it.
    reason: String,
    /// The reseller whose customer it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the caller's party switched codes on.
    verification_code: Option<String>,
}

/// The answer to `partingRequest`.
#[derive(SimpleObject)]
pub(crate) struct PartingRequestPayload {
    /// The parting; null when it was refused.
    parting: Option<Parting>,
    /// What stands in the way, with `PARTING_BLOCKED`; empty otherwise.
    blockers: Vec<PartingBlocker>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` for a kind
    /// that does not fit the association, `INVALID_INPUT`, `ALREADY_EXISTS` while one is open, `TOO_SOON`,
    /// `PARTING_BLOCKED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// The other side's answer.
#[derive(InputObject)]
pub(crate) struct PartingAnswerInput {
    /// What was asked for.
    parting_id: IdOf<named::Parting>,
    /// Yes or no.
    verdict: PartingVerdict,
    /// Up to 500 characters for who asked.
    opinion: Option<String>,
    /// The reseller that was asked, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the caller's party switched codes on.
    verification_code: Option<String>,
}

/// The answer to `partingAnswer`.
#[derive(SimpleObject)]
pub(crate) struct PartingAnswerPayload {
    /// The parting; null when the answer was refused.
    parting: Option<Parting>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `SELF_REVIEW` for who asked,
    /// `STATE_CONFLICT` when it was answered before, has expired or the association is over, `INVALID_INPUT`,
    /// `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// A request that is no longer wanted.
#[derive(InputObject)]
pub(crate) struct PartingWithdrawInput {
    /// What was asked for.
    parting_id: IdOf<named::Parting>,
    /// The reseller that asked, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `partingWithdraw`.
#[derive(SimpleObject)]
pub(crate) struct PartingWithdrawPayload {
    /// The parting, withdrawn; null when that was refused.
    parting: Option<Parting>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` once it was
    /// answered or has expired.
    user_errors: Vec<UserError>,
}

/// Commands on partings.
#[derive(Default)]
pub(crate) struct PartingMutation;

#[Object]
impl PartingMutation {
    /// Asks for a customer to leave its partner or to change its mode, or for a reseller to leave its distributor. The
    /// other side is mailed and has seven days to answer; what the vendor wants is carried out at once. A customer, and
    /// a partner for each customer, can ask once in three months. Needs the permission `PARTING_MANAGE`, of the
    /// vendor's people `CHANNEL_MANAGE`.
    async fn parting_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is to part, how, and why.")] input: PartingRequestInput,
    ) -> Result<PartingRequestPayload, Fault> {
        let proof = match proof::confirm(ctx, input.verification_code).await? {
            Ok(proof) => proof,
            Err(user_errors) => return Ok(PartingRequestPayload { parting: None, blockers: Vec::new(), user_errors }),
        };
        let request = Request {
            acting_for: input.acting_for_id.map(|id| id.0),
            party_id: input.party_id.0,
            kind: Kind::from(input.kind),
            reason: input.reason,
        };
        let asked = ctx.call()?.tx(move |conn, now, actor| parting::request(conn, now, actor, &request, proof)).await;
        let blockers = match &asked {
            Err(Error::Blocked(blockers)) => blockers.iter().copied().map(PartingBlocker::from).collect(),
            Ok(_) | Err(_) => Vec::new(),
        };
        let (parting, user_errors) = settle(asked)?;
        Ok(PartingRequestPayload { parting: parting.map(Parting), blockers, user_errors })
    }

    /// The other side agrees to a parting, which is then carried out step by step, or refuses it; who asked is mailed.
    /// Needs the permission `PARTING_MANAGE`.
    async fn parting_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Yes or no, and to what.")] input: PartingAnswerInput,
    ) -> Result<PartingAnswerPayload, Fault> {
        let proof = match proof::confirm(ctx, input.verification_code).await? {
            Ok(proof) => proof,
            Err(user_errors) => return Ok(PartingAnswerPayload { parting: None, user_errors }),
        };
        let answer = Answer {
            acting_for: input.acting_for_id.map(|id| id.0),
            parting_id: input.parting_id.0,
            verdict: Verdict::from(input.verdict),
            opinion: input.opinion,
        };
        let answered = ctx.call()?.tx(move |conn, now, actor| parting::answer(conn, now, actor, &answer, proof)).await;
        let (parting, user_errors) = settle(answered)?;
        Ok(PartingAnswerPayload { parting: parting.map(Parting), user_errors })
    }

    /// Who asked for a parting no longer wants it; the other side is mailed. The vendor can withdraw what others asked
    /// for. Needs the permission `PARTING_MANAGE`, of the vendor's people `CHANNEL_MANAGE`.
    async fn parting_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is no longer wanted.")] input: PartingWithdrawInput,
    ) -> Result<PartingWithdrawPayload, Fault> {
        let PartingWithdrawInput { parting_id: id, acting_for_id } = input;
        let acting_for = acting_for_id.map(|id| id.0);
        let withdrawn =
            ctx.call()?.tx(move |conn, now, actor| parting::withdraw(conn, now, actor, acting_for, id.0)).await;
        let (parting, user_errors) = settle(withdrawn)?;
        Ok(PartingWithdrawPayload { parting: parting.map(Parting), user_errors })
    }
}
