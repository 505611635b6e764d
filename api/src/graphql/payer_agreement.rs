//! Third-party payer agreements: who else may pay for a partner.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::payer_agreement::{self, Event, Filter, Make, PayerKind, Status};
use domain::{Conn, db};
use schema::ids::{Id, PayerAgreementId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::proof;
use crate::viewer::Asked;

/// Where a payer agreement stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum PayerAgreementState {
    /// The payer may pay.
    Effective,
    /// Its time is over.
    Expired,
    /// The partner ended it.
    Voided,
}

/// What somebody who pays for a partner is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "PayerKind", remote = "PayerKind")]
pub(crate) enum PayerKindWord {
    /// An organisation.
    Company,
    /// A human being.
    Person,
}

/// That somebody else may pay for a partner.
pub(crate) struct PayerAgreement(pub(crate) payer_agreement::PayerAgreement);

/// That somebody else may pay for a partner: a transfer of theirs that names the partner's remittance account is credited.
/// Seen by the partner and, in the vendor, by who sees the bank.
#[Object]
impl PayerAgreement {
    /// Begins with `pay_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The partner that is paid for.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// Who pays, as the bank names them. Width, case, punctuation and the way of writing a legal form do not matter.
    async fn payer_name(&self) -> &str {
        &self.0.payer_name
    }

    /// What they are.
    async fn payer_kind(&self) -> PayerKindWord {
        self.0.payer_kind.into()
    }

    /// Why they pay.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Where it stands now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn state(&self, ctx: &Context<'_>) -> Result<PayerAgreementState, Fault> {
        Ok(self.0.status(ctx.visit()?.now).into())
    }

    /// Since when it counts: when it was made.
    async fn effective_at(&self) -> DateTime {
        DateTime(self.0.effective_at)
    }

    /// First instant at which it no longer counts; null: until it is voided.
    async fn expires_at(&self) -> Option<DateTime> {
        self.0.expires_at.map(DateTime)
    }

    /// When it was voided; null when it was not.
    async fn voided_at(&self) -> Option<DateTime> {
        self.0.voided_at.map(DateTime)
    }

    /// Who made it.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.created_by_id).await?.map(Staff))
    }

    /// Who voided it; null when nobody did.
    async fn voided_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(id) = self.0.voided_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Staff))
    }

    /// What the caller can do with it now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let is_possible = self.0.status(ctx.visit()?.now).on(Event::Void).is_ok();
        Ok(vec![offer("payerAgreementVoid", payer_agreement::may_make(&ctx.call()?.actor), is_possible)])
    }
}

impl Row for PayerAgreement {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::PayerAgreement {
    type Row = payer_agreement::PayerAgreement;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[PayerAgreementId]) -> db::Result<Vec<Self::Row>> {
        payer_agreement::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Which agreements a list has.
#[derive(InputObject)]
pub(crate) struct PayerAgreementFilter {
    /// Only agreements that stand there now.
    state: Option<PayerAgreementState>,
    /// Only agreements of this partner.
    party_id: Option<IdOf<named::Party>>,
}

/// Queries about payer agreements.
#[derive(Default)]
pub(crate) struct PayerAgreementQuery;

#[Object]
impl PayerAgreementQuery {
    /// Who may pay for the caller's partner; for who sees the bank, for every partner.
    async fn payer_agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreements.")] filter: Option<PayerAgreementFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<PayerAgreement>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map_or_else(Filter::default, |filter| Filter {
            state: filter.state.map(Status::from),
            party_id: filter.party_id.map(|id| id.0),
        });
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| payer_agreement::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, PayerAgreement, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| payer_agreement::count(conn, now, actor, &filter)).await }
        }))
    }
}

/// An agreement to be made.
#[derive(InputObject)]
pub(crate) struct PayerAgreementCreateInput {
    /// Who pays, as the bank will name them: 1 to 140 characters.
    payer_name: String,
    /// What they are.
    payer_kind: PayerKindWord,
    /// Why they pay, 1 to 500 characters.
    reason: String,
    /// First instant at which it no longer counts, in the future; null: until it is voided.
    expires_at: Option<DateTime>,
    /// A code of `verificationCodeSend` for `CRITICAL_OPERATION`; needed when the party switched codes on.
    verification_code: Option<String>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first agreement and changes nothing.
    idempotency_key: String,
}

/// The answer to `payerAgreementCreate`.
#[derive(SimpleObject)]
pub(crate) struct PayerAgreementCreatePayload {
    /// The agreement; null when it was refused.
    payer_agreement: Option<PayerAgreement>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `NOT_ELIGIBLE` without a remittance account,
    /// `ALREADY_EXISTS`, `IDEMPOTENCY_KEY_REUSED`, `CODE_REQUIRED`, `CODE_WRONG`, `CODE_EXPIRED`.
    user_errors: Vec<UserError>,
}

/// An agreement to be ended.
#[derive(InputObject)]
pub(crate) struct PayerAgreementVoidInput {
    /// The agreement.
    id: IdOf<named::PayerAgreement>,
    /// Why, 1 to 500 characters, for the audit log.
    reason: Option<String>,
}

/// The answer to `payerAgreementVoid`.
#[derive(SimpleObject)]
pub(crate) struct PayerAgreementVoidPayload {
    /// The agreement, voided; null when it was refused.
    payer_agreement: Option<PayerAgreement>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `STATE_CONFLICT` for an agreement
    /// that has ended.
    user_errors: Vec<UserError>,
}

/// Letting others pay.
#[derive(Default)]
pub(crate) struct PayerAgreementMutation;

#[Object]
impl PayerAgreementMutation {
    /// Lets somebody else pay for the caller's partner, at once: what is held because they paid without an agreement is
    /// decided anew. The partner's administrators and finance people are mailed. Needs the permission `ACCOUNT_RECHARGE`
    /// in a partner.
    async fn payer_agreement_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who may pay, and why.")] input: PayerAgreementCreateInput,
    ) -> Result<PayerAgreementCreatePayload, Fault> {
        let PayerAgreementCreateInput {
            payer_name,
            payer_kind,
            reason,
            expires_at,
            verification_code,
            idempotency_key,
        } = input;
        let proof = proof::tried(ctx, verification_code).await?;
        let expires_at = expires_at.map(|it| it.0);
        let make = Make { payer_name, payer_kind: payer_kind.into(), reason, expires_at };
        let made = ctx
            .call()?
            .tx(move |conn, now, actor| payer_agreement::create(conn, now, actor, &idempotency_key, &make, proof));
        let (made, user_errors) = settle(made.await)?;
        let replayed = made.as_ref().is_some_and(|once| once.replayed);
        let payer_agreement = made.map(|once| PayerAgreement(once.result));
        Ok(PayerAgreementCreatePayload { payer_agreement, replayed, user_errors })
    }

    /// Ends an agreement of the caller's partner now. What was credited by it stays. Needs the permission
    /// `ACCOUNT_RECHARGE` in a partner.
    async fn payer_agreement_void(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which agreement.")] input: PayerAgreementVoidInput,
    ) -> Result<PayerAgreementVoidPayload, Fault> {
        let PayerAgreementVoidInput { id, reason } = input;
        let voided =
            ctx.call()?.tx(move |conn, now, actor| payer_agreement::void(conn, now, actor, id.0, reason.as_deref()));
        let (voided, user_errors) = settle(voided.await)?;
        Ok(PayerAgreementVoidPayload { payer_agreement: voided.map(PayerAgreement), user_errors })
    }
}
