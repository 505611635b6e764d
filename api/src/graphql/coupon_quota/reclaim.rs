//! Taking quota back, and freezing it.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::coupon::quota::{self, Reclaim};
use schema::ids::named;

use super::CouponQuota;
use super::freeze::{
    CouponQuotaFreezeInput, CouponQuotaFreezePayload, CouponQuotaUnfreezeInput, CouponQuotaUnfreezePayload,
};
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::{IdOf, Money};
use crate::proof;
use crate::viewer::{Asked, mode};

/// Quotas to be taken back.
#[derive(InputObject)]
pub(crate) struct CouponQuotaReclaimInput {
    /// 1 to 10 quotas that the caller's party gave, each once.
    quota_ids: Vec<IdOf<named::CouponQuota>>,
    /// 1 to 256 characters, which the holders read; null for nothing.
    remark: Option<String>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
    /// Only tries it: the same checks and the same answer, and nothing is kept.
    #[graphql(default)]
    dry_run: bool,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the caller's party switched codes on.
    verification_code: Option<String>,
}

/// What became of one quota.
#[derive(SimpleObject)]
pub(crate) struct CouponQuotaReclaimResult {
    /// The quota that was named.
    quota_id: ID,
    /// The quota, reclaimed; null when that was refused.
    quota: Option<CouponQuota>,
    /// What was not issued of it. Null when it was refused.
    amount: Option<Money>,
    /// How much of that lapsed, because the quota it was taken from no longer holds; the rest went back. Null when it was
    /// refused.
    lapsed: Option<Money>,
    /// Why it was refused; empty on success. `NOT_FOUND` for one that the caller's party did not give, `STATE_CONFLICT`
    /// for one that has ended.
    user_errors: Vec<UserError>,
}

/// The answer to `couponQuotaReclaim`.
#[derive(SimpleObject, Default)]
pub(crate) struct CouponQuotaReclaimPayload {
    /// One for each quota, in the order of the input; empty when the whole was refused.
    results: Vec<CouponQuotaReclaimResult>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried: then nothing was taken back.
    dry_run: bool,
    /// Why nothing was looked at; empty otherwise. `FORBIDDEN`, `INVALID_INPUT`, `IDEMPOTENCY_KEY_REUSED`,
    /// `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Taking quota back, and freezing it.
#[derive(Default)]
pub(crate) struct CouponQuotaReclaimMutation;

#[Object]
impl CouponQuotaReclaimMutation {
    /// Takes quotas back: what is not issued of them. Coupons stay with their customers until their issuer takes them
    /// back. Needs the permission `COUPON_QUOTA_MANAGE` of who gave them.
    async fn coupon_quota_reclaim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which quotas.")] input: CouponQuotaReclaimInput,
    ) -> Result<CouponQuotaReclaimPayload, Fault> {
        let proof = proof::tried(ctx, input.verification_code).await?;
        let (dry_run, key) = (input.dry_run, input.idempotency_key);
        let quota_ids = input.quota_ids.into_iter().map(|id| id.0).collect();
        let reclaim = Reclaim { quota_ids, remark: input.remark };
        let reclaimed = ctx.call()?.tx(move |conn, now, actor| {
            mode(dry_run).run(conn, |conn| quota::reclaim(conn, now, actor, &key, &reclaim, proof))
        });
        let (reclaimed, user_errors) = settle(reclaimed.await)?;
        let replayed = reclaimed.as_ref().is_some_and(|once| once.replayed);
        let mut results = Vec::new();
        for item in reclaimed.map(|once| once.result).unwrap_or_default() {
            let (made, user_errors) = settle(item.outcome)?;
            let (amount, lapsed) = made.as_ref().map(|it| (it.amount.into(), it.lapsed.into())).unzip();
            let (quota_id, quota) = (item.of.to_string().into(), made.map(|it| CouponQuota(it.quota)));
            results.push(CouponQuotaReclaimResult { quota_id, quota, amount, lapsed, user_errors });
        }
        Ok(CouponQuotaReclaimPayload { results, replayed, dry_run, user_errors })
    }

    /// Keeps a quota from being used, until it is let again; coupons that were issued from it still pay. Needs the
    /// permission `COUPON_QUOTA_MANAGE` of who gave it.
    async fn coupon_quota_freeze(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which quota.")] input: CouponQuotaFreezeInput,
    ) -> Result<CouponQuotaFreezePayload, Fault> {
        let id = input.quota_id.0;
        let frozen = ctx.call()?.tx(move |conn, now, actor| quota::freeze(conn, now, actor, id)).await;
        let (quota, user_errors) = settle(frozen)?;
        Ok(CouponQuotaFreezePayload { quota: quota.map(CouponQuota), user_errors })
    }

    /// Lets a quota be used again. Needs the permission `COUPON_QUOTA_MANAGE` of who gave it.
    async fn coupon_quota_unfreeze(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which quota.")] input: CouponQuotaUnfreezeInput,
    ) -> Result<CouponQuotaUnfreezePayload, Fault> {
        let id = input.quota_id.0;
        let freed = ctx.call()?.tx(move |conn, now, actor| quota::unfreeze(conn, now, actor, id)).await;
        let (quota, user_errors) = settle(freed)?;
        Ok(CouponQuotaUnfreezePayload { quota: quota.map(CouponQuota), user_errors })
    }
}
