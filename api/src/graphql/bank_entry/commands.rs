//! What people do with entries.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::Conn;
use domain::actor::{Actor, Permission};
use domain::bank::{self, Act, Given, Receiver};
use domain::clock::Now;
use domain::idempotency::Once;
use schema::ids::named;

use super::BankEntry;
use crate::graphql::action::{AvailableAction, offer};
use crate::graphql::problem::{Fault, UserError, settle};
use crate::graphql::scalars::IdOf;
use crate::proof;
use crate::viewer::Asked;

/// Whose a held entry is: the one or the other.
#[derive(InputObject)]
pub(crate) struct BankEntryMatchInput {
    /// The entry.
    id: IdOf<named::BankEntry>,
    /// The remittance account whose holder is credited …
    remittance_account_id: Option<IdOf<named::RemittanceAccount>>,
    /// … or the partner, by its remittance account in the currency of the entry.
    party_id: Option<IdOf<named::Party>>,
    /// Why, 1 to 500 characters. The partner reads it.
    reason: String,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the vendor switched codes on.
    verification_code: Option<String>,
}

/// The answer to `bankEntryMatch`.
#[derive(SimpleObject)]
pub(crate) struct BankEntryMatchPayload {
    /// The entry; null when it was refused.
    bank_entry: Option<BankEntry>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `PAYER_AGREEMENT_MISSING` when who paid is not the partner and has no
    /// agreement with it, `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// Which credit a held reversal takes back.
#[derive(InputObject)]
pub(crate) struct BankEntryApplyReversalInput {
    /// The entry.
    id: IdOf<named::BankEntry>,
    /// The credit: an entry of the same bank account and amount in `CREDITED`.
    credited_entry_id: IdOf<named::BankEntry>,
    /// Why, 1 to 500 characters. The partner reads it.
    reason: String,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the vendor switched codes on.
    verification_code: Option<String>,
}

/// The answer to `bankEntryApplyReversal`.
#[derive(SimpleObject)]
pub(crate) struct BankEntryApplyReversalPayload {
    /// The entry; null when it was refused.
    bank_entry: Option<BankEntry>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// A credited entry that was matched wrongly.
#[derive(InputObject)]
pub(crate) struct BankEntryUnmatchInput {
    /// The entry.
    id: IdOf<named::BankEntry>,
    /// Why, 1 to 500 characters. The partner reads it.
    reason: String,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the vendor switched codes on.
    verification_code: Option<String>,
}

/// The answer to `bankEntryUnmatch`.
#[derive(SimpleObject)]
pub(crate) struct BankEntryUnmatchPayload {
    /// The entry; null when it was refused.
    bank_entry: Option<BankEntry>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// A held entry that goes back to its payer.
#[derive(InputObject)]
pub(crate) struct BankEntryReturnInput {
    /// The entry.
    id: IdOf<named::BankEntry>,
    /// Why, 1 to 500 characters. The partner reads it.
    reason: String,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the vendor switched codes on.
    verification_code: Option<String>,
}

/// The answer to `bankEntryReturn`.
#[derive(SimpleObject)]
pub(crate) struct BankEntryReturnPayload {
    /// The entry; null when it was refused.
    bank_entry: Option<BankEntry>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// A held entry that is none of the partners' money.
#[derive(InputObject)]
pub(crate) struct BankEntryDismissInput {
    /// The entry.
    id: IdOf<named::BankEntry>,
    /// Why, 1 to 500 characters. The partner reads it.
    reason: String,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the vendor switched codes on.
    verification_code: Option<String>,
}

/// The answer to `bankEntryDismiss`.
#[derive(SimpleObject)]
pub(crate) struct BankEntryDismissPayload {
    /// The entry; null when it was refused.
    bank_entry: Option<BankEntry>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT`, `INVALID_INPUT`,
    /// `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// What the caller can do with the entry now.
pub(super) fn offers(ctx: &Context<'_>, entry: &bank::BankEntry) -> Vec<AvailableAction> {
    let may = ctx.may(Permission::BankManage);
    let acts = [
        ("bankEntryMatch", Act::Match),
        ("bankEntryApplyReversal", Act::ApplyReversal),
        ("bankEntryUnmatch", Act::Unmatch),
        ("bankEntryReturn", Act::SendBack),
        ("bankEntryDismiss", Act::Dismiss),
    ];
    acts.into_iter().map(|(name, act)| offer(name, may, entry.check(act).is_ok())).collect()
}

/// What became of a command: the entry, whether it was given before, and why it was refused.
struct Done(Option<BankEntry>, bool, Vec<UserError>);

async fn done(
    ctx: &Context<'_>,
    key: String,
    code: Option<String>,
    does: impl FnOnce(&mut Conn, Now, &Actor, Given<'_>) -> Result<Once<bank::BankEntry>, bank::Error> + Send + 'static,
) -> Result<Done, Fault> {
    let proof = proof::tried(ctx, code).await?;
    let done = ctx.call()?.tx(move |conn, now, actor| does(conn, now, actor, Given { key: &key, proof })).await;
    let (done, user_errors) = settle(done)?;
    let replayed = done.as_ref().is_some_and(|done| done.replayed);
    Ok(Done(done.map(|done| BankEntry(done.result)), replayed, user_errors))
}

/// What people do with bank entries.
#[derive(Default)]
pub(crate) struct BankEntryMutation;

#[Object]
impl BankEntryMutation {
    /// Gives a held entry to a partner: it is credited. Who paid must be that partner or have a payer agreement with it.
    /// Needs the permission `BANK_MANAGE`.
    async fn bank_entry_match(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose it is, and why.")] input: BankEntryMatchInput,
    ) -> Result<BankEntryMatchPayload, Fault> {
        let BankEntryMatchInput { id, remittance_account_id, party_id, reason, idempotency_key, verification_code } =
            input;
        let receiver = match (remittance_account_id, party_id) {
            (Some(account), None) => Ok(Receiver::Account(account.0)),
            (None, Some(party)) => Ok(Receiver::Party(party.0)),
            (Some(_), Some(_)) | (None, None) => Err(bank::Error::Receiver),
        };
        let done = done(ctx, idempotency_key, verification_code, move |conn, now, actor, given| {
            actor.require(Permission::BankManage)?;
            bank::match_entry(conn, now, actor, given, id.0, receiver?, &reason)
        });
        let Done(bank_entry, replayed, user_errors) = done.await?;
        Ok(BankEntryMatchPayload { bank_entry, replayed, user_errors })
    }

    /// Takes back the credit that a held reversal is of. Needs the permission `BANK_MANAGE`.
    async fn bank_entry_apply_reversal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which credit, and why.")] input: BankEntryApplyReversalInput,
    ) -> Result<BankEntryApplyReversalPayload, Fault> {
        let BankEntryApplyReversalInput { id, credited_entry_id, reason, idempotency_key, verification_code } = input;
        let done = done(ctx, idempotency_key, verification_code, move |conn, now, actor, given| {
            bank::apply_reversal(conn, now, actor, given, id.0, credited_entry_id.0, &reason)
        });
        let Done(bank_entry, replayed, user_errors) = done.await?;
        Ok(BankEntryApplyReversalPayload { bank_entry, replayed, user_errors })
    }

    /// Takes back what an entry was credited with: it is held again. What the partner has spent of it, it owes. Needs the
    /// permission `BANK_MANAGE`.
    async fn bank_entry_unmatch(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: BankEntryUnmatchInput,
    ) -> Result<BankEntryUnmatchPayload, Fault> {
        let BankEntryUnmatchInput { id, reason, idempotency_key, verification_code } = input;
        let done = done(ctx, idempotency_key, verification_code, move |conn, now, actor, given| {
            bank::unmatch(conn, now, actor, given, id.0, &reason)
        });
        let Done(bank_entry, replayed, user_errors) = done.await?;
        Ok(BankEntryUnmatchPayload { bank_entry, replayed, user_errors })
    }

    /// Sends a held entry back to its payer; the partner that it names is told. Needs the permission `BANK_MANAGE`.
    async fn bank_entry_return(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: BankEntryReturnInput,
    ) -> Result<BankEntryReturnPayload, Fault> {
        let BankEntryReturnInput { id, reason, idempotency_key, verification_code } = input;
        let done = done(ctx, idempotency_key, verification_code, move |conn, now, actor, given| {
            bank::send_back(conn, now, actor, given, id.0, &reason)
        });
        let Done(bank_entry, replayed, user_errors) = done.await?;
        Ok(BankEntryReturnPayload { bank_entry, replayed, user_errors })
    }

    /// Says that what is held is none of the partners' money. Needs the permission `BANK_MANAGE`.
    async fn bank_entry_dismiss(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: BankEntryDismissInput,
    ) -> Result<BankEntryDismissPayload, Fault> {
        let BankEntryDismissInput { id, reason, idempotency_key, verification_code } = input;
        let done = done(ctx, idempotency_key, verification_code, move |conn, now, actor, given| {
            bank::dismiss(conn, now, actor, given, id.0, &reason)
        });
        let Done(bank_entry, replayed, user_errors) = done.await?;
        Ok(BankEntryDismissPayload { bank_entry, replayed, user_errors })
    }
}
