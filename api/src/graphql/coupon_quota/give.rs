//! The vendor grants quota to partners, a distributor issues of it to its resellers.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::coupon::quota::{self, Grant, Issue, Part};
use domain::coupon::{Error, Kind};
use domain::party::Kind as PartyKind;
use schema::ids::named;

use super::CouponQuota;
use crate::graphql::coupon::{CouponKind, CouponRestrictionsInput};
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::{DateTime, IdOf, MoneyInput};
use crate::proof;
use crate::viewer::{Asked, mode};

/// Quota to be granted to a partner.
#[derive(InputObject)]
pub(crate) struct CouponQuotaGrantInput {
    /// A distributor, solution provider or government-subsidy partner.
    holder_id: IdOf<named::Party>,
    /// What is issued from it.
    kind: CouponKind,
    /// How much, more than zero.
    value: MoneyInput,
    /// First instant at which it can be used; null for now.
    valid_from: Option<DateTime>,
    /// First instant at which it no longer can, later than now.
    valid_to: DateTime,
    /// What its coupons may pay for; null for everything.
    restrictions: Option<CouponRestrictionsInput>,
    /// 1 to 256 characters, which the holder reads; null for nothing.
    remark: Option<String>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first quota and changes nothing.
    idempotency_key: String,
    /// Only tries it: the same checks and the same answer, and nothing is kept.
    #[graphql(default)]
    dry_run: bool,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the caller's party switched codes on.
    verification_code: Option<String>,
}

/// The answer to `couponQuotaGrant`.
#[derive(SimpleObject, Default)]
pub(crate) struct CouponQuotaGrantPayload {
    /// The quota; null when it was refused.
    quota: Option<CouponQuota>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried: then the quota cannot be found.
    dry_run: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `STATE_CONFLICT` for a partner
    /// that is leaving, `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// What one reseller gets.
#[derive(InputObject)]
pub(crate) struct CouponQuotaPartInput {
    /// A reseller that stands under the caller's distributor today.
    reseller_id: IdOf<named::Party>,
    /// How much: more than zero, in the quota's currency.
    amount: MoneyInput,
}

/// Quota to be issued to resellers.
#[derive(InputObject)]
pub(crate) struct CouponQuotaIssueInput {
    /// A quota of the caller's distributor.
    quota_id: IdOf<named::CouponQuota>,
    /// 1 to 10 resellers, each once. When the quota does not reach for all, it reaches for the first.
    parts: Vec<CouponQuotaPartInput>,
    /// 1 to 256 characters, which the resellers read; null for nothing.
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

/// What became of one reseller.
#[derive(SimpleObject)]
pub(crate) struct CouponQuotaIssueResult {
    /// The reseller that was named.
    reseller_id: ID,
    /// Its quota; null when it was refused.
    quota: Option<CouponQuota>,
    /// Why it was refused; empty on success. `NOT_FOUND` for who is no reseller of the distributor's, `STATE_CONFLICT` for
    /// one that is leaving and for a quota that is not in use now, `INSUFFICIENT_QUOTA`.
    user_errors: Vec<UserError>,
}

/// The answer to `couponQuotaIssue`.
#[derive(SimpleObject, Default)]
pub(crate) struct CouponQuotaIssuePayload {
    /// One for each reseller, in the order of the input; empty when the whole was refused.
    results: Vec<CouponQuotaIssueResult>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried: then nothing in this answer can be found.
    dry_run: bool,
    /// Why nothing was looked at; empty otherwise. `FORBIDDEN`, `NOT_FOUND` for the quota, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Giving quota.
#[derive(Default)]
pub(crate) struct CouponQuotaMutation;

#[Object]
impl CouponQuotaMutation {
    /// The vendor grants quota to a partner. Needs the permission `COUPON_QUOTA_MANAGE` of the vendor.
    async fn coupon_quota_grant(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom, and how much.")] input: CouponQuotaGrantInput,
    ) -> Result<CouponQuotaGrantPayload, Fault> {
        let proof = proof::tried(ctx, input.verification_code).await?;
        let (dry_run, key) = (input.dry_run, input.idempotency_key);
        let granted = ctx.call()?.tx(move |conn, now, actor| {
            let grant = Grant {
                holder_id: input.holder_id.0,
                kind: Kind::from(input.kind),
                value: input.value.money()?,
                valid_from: input.valid_from.map(|at| at.0),
                valid_to: input.valid_to.0,
                limits: input.restrictions.unwrap_or_default().read()?,
                remark: input.remark,
            };
            mode(dry_run).run(conn, |conn| quota::grant(conn, now, actor, &key, &grant, proof))
        });
        let (granted, user_errors) = settle(granted.await)?;
        let replayed = granted.as_ref().is_some_and(|once| once.replayed);
        let quota = granted.map(|once| CouponQuota(once.result));
        Ok(CouponQuotaGrantPayload { quota, replayed, dry_run, user_errors })
    }

    /// A distributor issues parts of its quota to resellers: a quota each, with the restrictions and the validity of the
    /// one it is taken from. Needs the permission `COUPON_QUOTA_MANAGE` of the distributor.
    async fn coupon_quota_issue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "To whom, how much each, and from which quota.")] input: CouponQuotaIssueInput,
    ) -> Result<CouponQuotaIssuePayload, Fault> {
        let proof = proof::tried(ctx, input.verification_code).await?;
        let (dry_run, key) = (input.dry_run, input.idempotency_key);
        let issued = ctx.call()?.tx(move |conn, now, actor| {
            let part = |part: CouponQuotaPartInput| {
                Ok::<_, Error>(Part { reseller_id: part.reseller_id.0, amount: part.amount.money()? })
            };
            let parts = input.parts.into_iter().map(part).collect::<Result<Vec<Part>, _>>()?;
            let issue = Issue { quota_id: input.quota_id.0, parts, remark: input.remark };
            mode(dry_run).run(conn, |conn| quota::issue(conn, now, actor, &key, &issue, proof))
        });
        let (issued, user_errors) = settle(issued.await)?;
        let replayed = issued.as_ref().is_some_and(|once| once.replayed);
        let mut results = Vec::new();
        for item in issued.map(|once| once.result).unwrap_or_default() {
            let (made, user_errors) = settle(item.outcome)?;
            let reseller_id = item.of.with_prefix(PartyKind::Reseller.prefix()).into();
            results.push(CouponQuotaIssueResult { reseller_id, quota: made.map(CouponQuota), user_errors });
        }
        Ok(CouponQuotaIssuePayload { results, replayed, dry_run, user_errors })
    }
}
