//! Asking for authorisations, answering, taking back.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::authorization::{self, Request, Scope, Verdict};
use schema::ids::named;

use super::{Authorization, AuthorizationScope};
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::{Date, IdOf};
use crate::proof;
use crate::viewer::Asked;

/// What the customer says to a request.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Verdict")]
pub(crate) enum AuthorizationVerdict {
    /// Yes.
    Grant,
    /// No.
    Refuse,
}

/// What a partner asks a customer for.
#[derive(InputObject)]
pub(crate) struct AuthorizationRequestInput {
    /// A resale customer of the partner.
    customer_id: IdOf<named::Party>,
    /// What for.
    scope: AuthorizationScope,
    /// Its last day, GMT+8, today or later; null for no end.
    expires_on: Option<Date>,
    /// Agreements that are accepted with it: `agreements(purpose: OPERATE)` lists the commitment letter, which has to be
    /// accepted once in the version in force.
    agreement_ids: Option<Vec<IdOf<named::Agreement>>>,
    /// The reseller whose customer it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `authorizationRequest`.
#[derive(SimpleObject)]
pub(crate) struct AuthorizationRequestPayload {
    /// The authorisation; null when it was refused.
    authorization: Option<Authorization>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` for an
    /// advisory customer, `INVALID_INPUT`, `AGREEMENT_MISSING`, `ALREADY_EXISTS` while one is requested or granted.
    user_errors: Vec<UserError>,
}

/// The customer's answer.
#[derive(InputObject)]
pub(crate) struct AuthorizationAnswerInput {
    /// What was asked for.
    authorization_id: IdOf<named::Authorization>,
    /// Yes or no.
    verdict: AuthorizationVerdict,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the customer switched codes on.
    verification_code: Option<String>,
}

/// The answer to `authorizationAnswer`.
#[derive(SimpleObject)]
pub(crate) struct AuthorizationAnswerPayload {
    /// The authorisation; null when the answer was refused.
    authorization: Option<Authorization>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` when it was answered before or
    /// is over, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// An authorisation that the customer takes back.
#[derive(InputObject)]
pub(crate) struct AuthorizationRevokeInput {
    /// What was granted.
    authorization_id: IdOf<named::Authorization>,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the customer switched codes on.
    verification_code: Option<String>,
}

/// The answer to `authorizationRevoke`.
#[derive(SimpleObject)]
pub(crate) struct AuthorizationRevokePayload {
    /// The authorisation, revoked; null when that was refused.
    authorization: Option<Authorization>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` unless it is granted,
    /// `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// An authorisation that the partner no longer wants.
#[derive(InputObject)]
pub(crate) struct AuthorizationWithdrawInput {
    /// What was asked for or granted.
    authorization_id: IdOf<named::Authorization>,
    /// The reseller that asked, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `authorizationWithdraw`.
#[derive(SimpleObject)]
pub(crate) struct AuthorizationWithdrawPayload {
    /// The authorisation, withdrawn; null when that was refused.
    authorization: Option<Authorization>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `STATE_CONFLICT` unless it
    /// is requested or granted.
    user_errors: Vec<UserError>,
}

/// Commands on authorisations.
#[derive(Default)]
pub(crate) struct AuthorizationMutation;

#[Object]
impl AuthorizationMutation {
    /// A partner asks a resale customer of its own to let it place orders, or run resources, for the customer. The
    /// customer's administrators are mailed. Needs the permission `CUSTOMER_MANAGE`.
    async fn authorization_request(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and what for.")] input: AuthorizationRequestInput,
    ) -> Result<AuthorizationRequestPayload, Fault> {
        let request = Request {
            acting_for: input.acting_for_id.map(|id| id.0),
            customer_id: input.customer_id.0,
            scope: Scope::from(input.scope),
            expires_on: input.expires_on.map(|on| on.0),
            agreement_ids: input.agreement_ids.into_iter().flatten().map(|id| id.0).collect(),
        };
        let asked = ctx.call()?.tx(move |conn, now, actor| authorization::request(conn, now, actor, &request)).await;
        let (authorization, user_errors) = settle(asked)?;
        Ok(AuthorizationRequestPayload { authorization: authorization.map(Authorization), user_errors })
    }

    /// A customer grants or refuses what its partner asks for; who asked is mailed. Needs the permission
    /// `ASSOCIATION_MANAGE`.
    async fn authorization_answer(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Yes or no, and to what.")] input: AuthorizationAnswerInput,
    ) -> Result<AuthorizationAnswerPayload, Fault> {
        let AuthorizationAnswerInput { authorization_id: id, verdict, verification_code } = input;
        let proof = match proof::confirm(ctx, verification_code).await? {
            Ok(proof) => proof,
            Err(user_errors) => return Ok(AuthorizationAnswerPayload { authorization: None, user_errors }),
        };
        let verdict = Verdict::from(verdict);
        let answered =
            ctx.call()?.tx(move |conn, now, actor| authorization::answer(conn, now, actor, id.0, verdict, proof)).await;
        let (authorization, user_errors) = settle(answered)?;
        Ok(AuthorizationAnswerPayload { authorization: authorization.map(Authorization), user_errors })
    }

    /// A customer takes back what it granted, at any time; who asked for it is mailed. Needs the permission
    /// `ASSOCIATION_MANAGE`.
    async fn authorization_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is taken back.")] input: AuthorizationRevokeInput,
    ) -> Result<AuthorizationRevokePayload, Fault> {
        let AuthorizationRevokeInput { authorization_id: id, verification_code } = input;
        let proof = match proof::confirm(ctx, verification_code).await? {
            Ok(proof) => proof,
            Err(user_errors) => return Ok(AuthorizationRevokePayload { authorization: None, user_errors }),
        };
        let revoked =
            ctx.call()?.tx(move |conn, now, actor| authorization::revoke(conn, now, actor, id.0, proof)).await;
        let (authorization, user_errors) = settle(revoked)?;
        Ok(AuthorizationRevokePayload { authorization: authorization.map(Authorization), user_errors })
    }

    /// A partner no longer wants what it asked for, or was granted. Needs the permission `CUSTOMER_MANAGE`.
    async fn authorization_withdraw(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What is no longer wanted.")] input: AuthorizationWithdrawInput,
    ) -> Result<AuthorizationWithdrawPayload, Fault> {
        let AuthorizationWithdrawInput { authorization_id: id, acting_for_id } = input;
        let acting_for = acting_for_id.map(|id| id.0);
        let withdrawn =
            ctx.call()?.tx(move |conn, now, actor| authorization::withdraw(conn, now, actor, acting_for, id.0)).await;
        let (authorization, user_errors) = settle(withdrawn)?;
        Ok(AuthorizationWithdrawPayload { authorization: authorization.map(Authorization), user_errors })
    }
}
