//! Giving money and taking it back: one by one, or many at once.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::adjustment::{self, Direction, Given, Order, Outcome};
use domain::db::Mode;
use domain::ledger;
use schema::ids::named;
use schema::money::MoneyError;

use super::Adjustment;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::{IdOf, MoneyInput};
use crate::proof;
use crate::viewer::Asked;

/// One of many: money for a reseller or customer, or back from it.
#[derive(InputObject)]
pub(crate) struct AdjustmentItemInput {
    /// A reseller of the caller's distributor (`rsl_`), or a resale customer of the partner (`cus_`).
    party_id: IdOf<named::Party>,
    /// More than zero. Allocated, no more than the partner's cash; reclaimed, no more than the other side has left.
    amount: MoneyInput,
    /// A note that the other side reads, at most 256 characters.
    memo: Option<String>,
}

impl AdjustmentItemInput {
    fn order(self) -> Result<Order, MoneyError> {
        let amount = self.amount.money()?;
        Ok(Order { party_id: self.party_id.0, amount, memo: self.memo })
    }
}

/// What became of one item.
#[derive(SimpleObject)]
pub(crate) struct AdjustmentResult {
    /// The adjustment; null when the item was refused.
    adjustment: Option<Adjustment>,
    /// Why the item was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `ADVISORY_CUSTOMER`, `STATE_CONFLICT`,
    /// `INVALID_INPUT`, `INSUFFICIENT_FUNDS`. Fields are those of the item.
    user_errors: Vec<UserError>,
}

impl From<Outcome> for AdjustmentResult {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Made(adjustment) => Self { adjustment: Some(Adjustment(adjustment)), user_errors: Vec::new() },
            Outcome::Refused { code, message, field } => {
                Self { adjustment: None, user_errors: vec![UserError::new(code, message, field)] }
            }
        }
    }
}

/// Money to be given.
#[derive(InputObject)]
pub(crate) struct AdjustmentAllocateInput {
    /// A reseller of the caller's distributor (`rsl_`), or a resale customer of the partner (`cus_`).
    party_id: IdOf<named::Party>,
    /// More than zero and no more than the partner's cash: what is held or earmarked is not given.
    amount: MoneyInput,
    /// A note that the other side reads, at most 256 characters.
    memo: Option<String>,
    /// The reseller whose money it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first adjustment and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the party switched codes on.
    verification_code: Option<String>,
    /// Only try: the same checks and the same answer, and nothing is written.
    #[graphql(default)]
    dry_run: bool,
}

/// The answer to `adjustmentAllocate`.
#[derive(SimpleObject)]
pub(crate) struct AdjustmentAllocatePayload {
    /// The adjustment; null when it was refused.
    adjustment: Option<Adjustment>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried.
    dry_run: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `ADVISORY_CUSTOMER`,
    /// `STATE_CONFLICT` while the two part, `INVALID_INPUT`, `INSUFFICIENT_FUNDS`, `IDEMPOTENCY_KEY_REUSED`,
    /// `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Money to be taken back.
#[derive(InputObject)]
pub(crate) struct AdjustmentReclaimInput {
    /// A reseller of the caller's distributor (`rsl_`), or a resale customer of the partner (`cus_`).
    party_id: IdOf<named::Party>,
    /// More than zero and no more than the other side has left.
    amount: MoneyInput,
    /// A note that the other side reads, at most 256 characters.
    memo: Option<String>,
    /// The reseller whose money it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first adjustment and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the party switched codes on.
    verification_code: Option<String>,
    /// Only try: the same checks and the same answer, and nothing is written.
    #[graphql(default)]
    dry_run: bool,
}

/// The answer to `adjustmentReclaim`.
#[derive(SimpleObject)]
pub(crate) struct AdjustmentReclaimPayload {
    /// The adjustment; null when it was refused.
    adjustment: Option<Adjustment>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried.
    dry_run: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `ADVISORY_CUSTOMER`,
    /// `STATE_CONFLICT` while the two part, `INVALID_INPUT`, `INSUFFICIENT_FUNDS`, `IDEMPOTENCY_KEY_REUSED`,
    /// `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Money to be given to many.
#[derive(InputObject)]
pub(crate) struct AdjustmentAllocateBatchInput {
    /// 1 to 100, each made or refused by itself.
    items: Vec<AdjustmentItemInput>,
    /// The reseller whose money it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first results and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the party switched codes on.
    verification_code: Option<String>,
    /// Only try: the same checks and the same answer, and nothing is written.
    #[graphql(default)]
    dry_run: bool,
}

/// The answer to `adjustmentAllocateBatch`.
#[derive(SimpleObject)]
pub(crate) struct AdjustmentAllocateBatchPayload {
    /// One a item, in their order; null when the command was refused as a whole.
    results: Option<Vec<AdjustmentResult>>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried.
    dry_run: bool,
    /// Why all of it was refused; empty although items were. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Money to be taken back from many.
#[derive(InputObject)]
pub(crate) struct AdjustmentReclaimBatchInput {
    /// 1 to 100, each made or refused by itself.
    items: Vec<AdjustmentItemInput>,
    /// The reseller whose money it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first results and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the party switched codes on.
    verification_code: Option<String>,
    /// Only try: the same checks and the same answer, and nothing is written.
    #[graphql(default)]
    dry_run: bool,
}

/// The answer to `adjustmentReclaimBatch`.
#[derive(SimpleObject)]
pub(crate) struct AdjustmentReclaimBatchPayload {
    /// One a item, in their order; null when the command was refused as a whole.
    results: Option<Vec<AdjustmentResult>>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried.
    dry_run: bool,
    /// Why all of it was refused; empty although items were. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// What the caller asked for, apart from what is to be given or taken back.
struct Asking {
    direction: Direction,
    acting_for_id: Option<IdOf<named::Party>>,
    idempotency_key: String,
    verification_code: Option<String>,
    dry_run: bool,
}

impl Asking {
    const fn mode(&self) -> Mode {
        if self.dry_run { Mode::Dry } else { Mode::Real }
    }
}

/// Giving money down the tiers and taking it back.
#[derive(Default)]
pub(crate) struct AdjustmentMutation;

#[Object]
impl AdjustmentMutation {
    /// Gives a reseller or resale customer money; what a customer owes is cleared with it first. Needs the permission
    /// `RESELLER_ALLOCATE` or `CUSTOMER_ALLOCATE`.
    async fn adjustment_allocate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much, and for whom.")] input: AdjustmentAllocateInput,
    ) -> Result<AdjustmentAllocatePayload, Fault> {
        let AdjustmentAllocateInput {
            party_id,
            amount,
            memo,
            acting_for_id,
            idempotency_key,
            verification_code,
            dry_run,
        } = input;
        let asking =
            Asking { direction: Direction::Allocate, acting_for_id, idempotency_key, verification_code, dry_run };
        let (made, user_errors) = adjust(ctx, asking, AdjustmentItemInput { party_id, amount, memo }).await?;
        let (adjustment, replayed) = made.unzip();
        Ok(AdjustmentAllocatePayload { adjustment, replayed: replayed.unwrap_or_default(), dry_run, user_errors })
    }

    /// Takes back what a reseller or resale customer did not spend. Needs the permission `RESELLER_RECLAIM` or
    /// `CUSTOMER_RECLAIM`.
    async fn adjustment_reclaim(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much, and from whom.")] input: AdjustmentReclaimInput,
    ) -> Result<AdjustmentReclaimPayload, Fault> {
        let AdjustmentReclaimInput {
            party_id,
            amount,
            memo,
            acting_for_id,
            idempotency_key,
            verification_code,
            dry_run,
        } = input;
        let asking =
            Asking { direction: Direction::Reclaim, acting_for_id, idempotency_key, verification_code, dry_run };
        let (made, user_errors) = adjust(ctx, asking, AdjustmentItemInput { party_id, amount, memo }).await?;
        let (adjustment, replayed) = made.unzip();
        Ok(AdjustmentReclaimPayload { adjustment, replayed: replayed.unwrap_or_default(), dry_run, user_errors })
    }

    /// `adjustmentAllocate` for up to 100 at once: one result an item, and what is made is committed together.
    async fn adjustment_allocate_batch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much, and for whom.")] input: AdjustmentAllocateBatchInput,
    ) -> Result<AdjustmentAllocateBatchPayload, Fault> {
        let AdjustmentAllocateBatchInput { items, acting_for_id, idempotency_key, verification_code, dry_run } = input;
        let asking =
            Asking { direction: Direction::Allocate, acting_for_id, idempotency_key, verification_code, dry_run };
        let (made, user_errors) = adjust_many(ctx, asking, items).await?;
        let (results, replayed) = made.unzip();
        Ok(AdjustmentAllocateBatchPayload { results, replayed: replayed.unwrap_or_default(), dry_run, user_errors })
    }

    /// `adjustmentReclaim` for up to 100 at once: one result an item, and what is made is committed together.
    async fn adjustment_reclaim_batch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much, and from whom.")] input: AdjustmentReclaimBatchInput,
    ) -> Result<AdjustmentReclaimBatchPayload, Fault> {
        let AdjustmentReclaimBatchInput { items, acting_for_id, idempotency_key, verification_code, dry_run } = input;
        let asking =
            Asking { direction: Direction::Reclaim, acting_for_id, idempotency_key, verification_code, dry_run };
        let (made, user_errors) = adjust_many(ctx, asking, items).await?;
        let (results, replayed) = made.unzip();
        Ok(AdjustmentReclaimBatchPayload { results, replayed: replayed.unwrap_or_default(), dry_run, user_errors })
    }
}

async fn adjust(
    ctx: &Context<'_>,
    mut asking: Asking,
    item: AdjustmentItemInput,
) -> Result<(Option<(Adjustment, bool)>, Vec<UserError>), Fault> {
    let proof = proof::tried(ctx, asking.verification_code.take()).await?;
    let made = ctx.call()?.tx(move |conn, now, actor| {
        let (order, acting_for) =
            (item.order().map_err(ledger::Error::from)?, asking.acting_for_id.as_ref().map(|id| id.0));
        let given = Given { key: &asking.idempotency_key, acting_for, proof, mode: asking.mode() };
        adjustment::adjust(conn, now, actor, asking.direction, &order, given)
    });
    let (made, user_errors) = settle(made.await.flatten())?;
    Ok((made.map(|once| (Adjustment(once.result), once.replayed)), user_errors))
}

async fn adjust_many(
    ctx: &Context<'_>,
    mut asking: Asking,
    items: Vec<AdjustmentItemInput>,
) -> Result<(Option<(Vec<AdjustmentResult>, bool)>, Vec<UserError>), Fault> {
    let proof = proof::tried(ctx, asking.verification_code.take()).await?;
    let made = ctx.call()?.tx(move |conn, now, actor| {
        let order = |(at, item): (usize, AdjustmentItemInput)| {
            item.order().map_err(|error| adjustment::Error::Item(at + 1, error))
        };
        let orders = items.into_iter().enumerate().map(order).collect::<Result<Vec<_>, _>>()?;
        let acting_for = asking.acting_for_id.as_ref().map(|id| id.0);
        let given = Given { key: &asking.idempotency_key, acting_for, proof, mode: asking.mode() };
        adjustment::adjust_many(conn, now, actor, asking.direction, &orders, given)
    });
    let (made, user_errors) = settle(made.await)?;
    let results = |once: domain::idempotency::Once<Vec<Outcome>>| {
        (once.result.into_iter().map(AdjustmentResult::from).collect(), once.replayed)
    };
    Ok((made.map(results), user_errors))
}
