//! What the charging system does.

use async_graphql::{Context, Object, SimpleObject};
use domain::charge;
use domain::db::Mode;

use super::Charge;
use super::input::{ChargeRecordInput, ChargeRefundInput};
use super::refund::Refund;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::viewer::Asked;

/// The answer to `chargeRecord`.
#[derive(SimpleObject)]
pub(crate) struct ChargeRecordPayload {
    /// The charge; null when it was refused. One that was only tried is not kept: its id finds nothing, and its
    /// transfers are not there.
    charge: Option<Charge>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried.
    dry_run: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `STATE_CONFLICT` for a payment
    /// that is not for this customer, `INSUFFICIENT_FUNDS` when the partner has less than it is to pay,
    /// `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// The answer to `chargeRefund`.
#[derive(SimpleObject)]
pub(crate) struct ChargeRefundPayload {
    /// The refund; null when it was refused. One that was only tried is not kept.
    refund: Option<Refund>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Whether it was only tried.
    dry_run: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `STATE_CONFLICT` for more than is
    /// left of the charge, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// What the vendor's charging system does.
#[derive(Default)]
pub(crate) struct ChargeMutation;

#[Object]
impl ChargeMutation {
    /// Charges a customer for what it used: coupons pay first, then `payment`. What a balance does not cover is owed.
    /// `POST /charges` takes up to 5 000 at a time. Needs the permission `CHARGE_RECORD`.
    async fn charge_record(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who used what, and what pays for it.")] input: ChargeRecordInput,
    ) -> Result<ChargeRecordPayload, Fault> {
        let mode = mode(input.dry_run);
        let recorded = ctx.call()?.tx(move |conn, now, actor| charge::record(conn, now, actor, &input.read()?, mode));
        let (recorded, user_errors) = settle(recorded.await)?;
        let replayed = recorded.as_ref().is_some_and(|recorded| recorded.replayed);
        let charge = recorded.map(|recorded| Charge(recorded.result));
        Ok(ChargeRecordPayload { charge, replayed, dry_run: mode == Mode::Dry, user_errors })
    }

    /// Gives back what a charge cost, or part of it: what is still owed of it is owed no longer, then money goes back to
    /// where it belongs, coupons last. Needs the permission `CHARGE_RECORD`.
    async fn charge_refund(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How much of which charge, and why.")] input: ChargeRefundInput,
    ) -> Result<ChargeRefundPayload, Fault> {
        let mode = mode(input.dry_run);
        let made = ctx.call()?.tx(move |conn, now, actor| charge::refund(conn, now, actor, &input.read()?, mode)).await;
        let (made, user_errors) = settle(made)?;
        let replayed = made.as_ref().is_some_and(|made| made.replayed);
        let refund = made.map(|made| Refund(made.result));
        Ok(ChargeRefundPayload { refund, replayed, dry_run: mode == Mode::Dry, user_errors })
    }
}

const fn mode(dry_run: bool) -> Mode {
    if dry_run { Mode::Dry } else { Mode::Real }
}
