//! Taking coupons back.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::coupon::{self, Reclaim};
use schema::ids::named;

use super::Coupon;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::{IdOf, Money};
use crate::proof;
use crate::viewer::{Asked, mode};

/// Coupons to be taken back.
#[derive(InputObject)]
pub(crate) struct CouponReclaimInput {
    /// The reseller for which a distributor's person does it; null for one's own party.
    acting_for_id: Option<IdOf<named::Party>>,
    /// 1 to 100 coupons that the party issued, each once.
    coupon_ids: Vec<IdOf<named::Coupon>>,
    /// 1 to 256 characters, which the customers read; null for nothing.
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

/// What became of one coupon.
#[derive(SimpleObject)]
pub(crate) struct CouponReclaimResult {
    /// The coupon that was named.
    coupon_id: ID,
    /// The coupon, reclaimed; null when that was refused.
    coupon: Option<Coupon>,
    /// What was taken from the customer: all that was not spent. Null when it was refused.
    amount: Option<Money>,
    /// How much of that lapsed, because the quota no longer holds; the rest went back to it. Null when it was refused.
    lapsed: Option<Money>,
    /// Why it was refused; empty on success. `NOT_FOUND` for one that the party did not issue, `STATE_CONFLICT` for one
    /// of which nothing is left.
    user_errors: Vec<UserError>,
}

/// The answer to `couponReclaim`.
#[derive(SimpleObject, Default)]
pub(crate) struct CouponReclaimPayload {
    /// One for each coupon, in the order of the input; empty when the whole was refused.
    results: Vec<CouponReclaimResult>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried: then nothing was taken back.
    dry_run: bool,
    /// Why nothing was looked at; empty otherwise. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Taking coupons back.
#[derive(Default)]
pub(crate) struct CouponReclaimMutation;

#[Object]
impl CouponReclaimMutation {
    /// Takes coupons back: what is not spent goes back to the quota while that holds, and lapses otherwise. Needs the
    /// permission `COUPON_ISSUE` of their issuer.
    async fn coupon_reclaim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which coupons.")] input: CouponReclaimInput,
    ) -> Result<CouponReclaimPayload, Fault> {
        let proof = proof::tried(ctx, input.verification_code).await?;
        let (dry_run, key) = (input.dry_run, input.idempotency_key);
        let reclaim = Reclaim {
            acting_for: input.acting_for_id.map(|id| id.0),
            coupon_ids: input.coupon_ids.into_iter().map(|id| id.0).collect(),
            remark: input.remark,
        };
        let reclaimed = ctx.call()?.tx(move |conn, now, actor| {
            mode(dry_run).run(conn, |conn| coupon::reclaim(conn, now, actor, &key, &reclaim, proof))
        });
        let (reclaimed, user_errors) = settle(reclaimed.await)?;
        let replayed = reclaimed.as_ref().is_some_and(|once| once.replayed);
        let mut results = Vec::new();
        for item in reclaimed.map(|once| once.result).unwrap_or_default() {
            let (made, user_errors) = settle(item.outcome)?;
            let (amount, lapsed) = made.as_ref().map(|it| (it.amount.into(), it.lapsed.into())).unzip();
            let (coupon_id, coupon) = (item.of.to_string().into(), made.map(|it| Coupon(it.coupon)));
            results.push(CouponReclaimResult { coupon_id, coupon, amount, lapsed, user_errors });
        }
        Ok(CouponReclaimPayload { results, replayed, dry_run, user_errors })
    }
}
