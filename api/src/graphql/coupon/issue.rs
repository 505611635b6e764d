//! Issuing and freezing coupons.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::coupon::{self, Issue};
use domain::party::Kind as PartyKind;
use schema::ids::named;

use super::freeze::{CouponFreezeInput, CouponFreezePayload, CouponUnfreezeInput, CouponUnfreezePayload};
use super::{Coupon, CouponRestrictionsInput};
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::{DateTime, IdOf, MoneyInput};
use crate::proof;
use crate::viewer::{Asked, mode};

/// Coupons to be issued, one a customer.
#[derive(InputObject)]
pub(crate) struct CouponIssueInput {
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
    /// A quota of that party's.
    quota_id: IdOf<named::CouponQuota>,
    /// 1 to 100 customers that stand under that party today, each once. When the quota does not reach for all, it reaches
    /// for the first.
    customer_ids: Vec<IdOf<named::Party>>,
    /// What each gets: more than zero, in the quota's currency.
    face_value: MoneyInput,
    /// First instant at which they pay; null for the quota's. Not before it.
    valid_from: Option<DateTime>,
    /// First instant at which they no longer do; null for the quota's. Not after it.
    valid_to: Option<DateTime>,
    /// What they pay for, within the quota's restrictions; null for those.
    restrictions: Option<CouponRestrictionsInput>,
    /// 1 to 256 characters for the issuer's own people; null for nothing.
    memo: Option<String>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
    /// Only tries it: the same checks and the same answer, and nothing is kept.
    #[graphql(default)]
    dry_run: bool,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the caller's party switched codes on.
    verification_code: Option<String>,
}

/// What became of one customer.
#[derive(SimpleObject)]
pub(crate) struct CouponIssueResult {
    /// The customer that was named.
    customer_id: ID,
    /// Its coupon; null when it was refused.
    coupon: Option<Coupon>,
    /// Why it was refused; empty on success. `NOT_FOUND` for who is no customer of the issuer's, `ADVISORY_CUSTOMER`
    /// without the permission `COUPON_ISSUE_ADVISORY`, `STATE_CONFLICT` for one that is leaving and for a quota that is
    /// not in use now, `INSUFFICIENT_QUOTA`.
    user_errors: Vec<UserError>,
}

/// The answer to `couponIssue`.
#[derive(SimpleObject, Default)]
pub(crate) struct CouponIssuePayload {
    /// One for each customer, in the order of the input; empty when the whole was refused.
    results: Vec<CouponIssueResult>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried: then nothing in this answer can be found.
    dry_run: bool,
    /// Why nothing was looked at; empty otherwise. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND` for the quota,
    /// `INVALID_INPUT`, `OUTSIDE_QUOTA`, `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Issuing and freezing coupons.
#[derive(Default)]
pub(crate) struct CouponMutation;

#[Object]
impl CouponMutation {
    /// Issues a coupon to each of many customers; their administrators are mailed. Needs the permission `COUPON_ISSUE`.
    async fn coupon_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom, how much, and from which quota.")] input: CouponIssueInput,
    ) -> Result<CouponIssuePayload, Fault> {
        let proof = proof::tried(ctx, input.verification_code).await?;
        let (dry_run, key) = (input.dry_run, input.idempotency_key);
        let issued = ctx.call()?.tx(move |conn, now, actor| {
            let issue = Issue {
                acting_for: input.acting_for_id.map(|id| id.0),
                quota_id: input.quota_id.0,
                customer_ids: input.customer_ids.into_iter().map(|id| id.0).collect(),
                face_value: input.face_value.money()?,
                valid_from: input.valid_from.map(|at| at.0),
                valid_to: input.valid_to.map(|at| at.0),
                limits: input.restrictions.unwrap_or_default().read()?,
                memo: input.memo,
            };
            mode(dry_run).run(conn, |conn| coupon::issue(conn, now, actor, &key, &issue, proof))
        });
        let (issued, user_errors) = settle(issued.await)?;
        let replayed = issued.as_ref().is_some_and(|once| once.replayed);
        let mut results = Vec::new();
        for item in issued.map(|once| once.result).unwrap_or_default() {
            let (made, user_errors) = settle(item.outcome)?;
            let customer_id = item.of.with_prefix(PartyKind::Customer.prefix()).into();
            results.push(CouponIssueResult { customer_id, coupon: made.map(Coupon), user_errors });
        }
        Ok(CouponIssuePayload { results, replayed, dry_run, user_errors })
    }

    /// Keeps a coupon from being spent, until it is let again. Needs the permission `COUPON_ISSUE` of its issuer.
    async fn coupon_freeze(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which coupon.")] input: CouponFreezeInput,
    ) -> Result<CouponFreezePayload, Fault> {
        let (acting_for, id) = (input.acting_for_id.map(|id| id.0), input.coupon_id.0);
        let frozen = ctx.call()?.tx(move |conn, now, actor| coupon::freeze(conn, now, actor, acting_for, id)).await;
        let (coupon, user_errors) = settle(frozen)?;
        Ok(CouponFreezePayload { coupon: coupon.map(Coupon), user_errors })
    }

    /// Lets a coupon be spent again. Needs the permission `COUPON_ISSUE` of its issuer.
    async fn coupon_unfreeze(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which coupon.")] input: CouponUnfreezeInput,
    ) -> Result<CouponUnfreezePayload, Fault> {
        let (acting_for, id) = (input.acting_for_id.map(|id| id.0), input.coupon_id.0);
        let freed = ctx.call()?.tx(move |conn, now, actor| coupon::unfreeze(conn, now, actor, acting_for, id)).await;
        let (coupon, user_errors) = settle(freed)?;
        Ok(CouponUnfreezePayload { coupon: coupon.map(Coupon), user_errors })
    }
}
