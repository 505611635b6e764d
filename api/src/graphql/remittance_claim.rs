//! Remittance claims: money that a partner wired without its exclusive number.

mod commands;
mod review;

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::{Actor, Permission};
use domain::clock::Now;
use domain::remittance_claim::{self, Event, EvidenceType, Filter, Status};
use domain::{Conn, bank, db, payer_agreement};
use schema::ids::{Id, RemittanceClaimId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::bank_entry::BankEntry;
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{Date, DateTime, Money};
use super::staff::Staff;
use crate::loaders::{Fact, Found, The};
use crate::viewer::Asked;

pub(crate) use commands::RemittanceClaimMutation;
pub(crate) use review::RemittanceClaimReviewMutation;

/// Where a claim stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum RemittanceClaimState {
    /// The bank's receipt has not come.
    AwaitingEvidence,
    /// The vendor has to decide.
    Submitted,
    /// The partner has the money.
    Approved,
    /// The vendor does not believe it; `opinion` says why.
    Rejected,
    /// The partner took it back.
    Withdrawn,
}

/// What the evidence of a claim is, by its content.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "EvidenceType")]
pub(crate) enum RemittanceClaimEvidenceType {
    /// `application/pdf`.
    Pdf,
    /// `image/jpeg`.
    Jpeg,
    /// `image/png`.
    Png,
}

/// A claim to money.
pub(crate) struct RemittanceClaim(pub(crate) remittance_claim::RemittanceClaim);

/// A claim of a partner to money that it wired to the vendor's account without its exclusive number. Seen by the partner
/// and, in the vendor, by who sees the bank.
#[Object]
impl RemittanceClaim {
    /// Begins with `rcl_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who claims.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// How much was wired.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// On which day it was wired.
    async fn paid_on(&self) -> Date {
        Date(self.0.paid_on)
    }

    /// From whose account.
    async fn payer_name(&self) -> &str {
        &self.0.payer_name
    }

    /// The serial number on the bank's receipt; null when it has none.
    async fn bank_reference(&self) -> Option<&str> {
        self.0.bank_reference.as_deref()
    }

    /// What the partner says; null when nothing.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Where it stands.
    async fn state(&self) -> RemittanceClaimState {
        self.0.state.into()
    }

    /// When it was begun.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Who began it.
    async fn submitted_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.submitted_by_id).await?.map(Staff))
    }

    /// First instant at which the ticket for the evidence no longer works: `remittanceClaimTicketRenew` gives a new one.
    async fn ticket_expires_at(&self) -> DateTime {
        DateTime(self.0.ticket_expires_at)
    }

    /// What the evidence is; null until it has come. `remittanceClaimEvidence` gives a link to it.
    async fn evidence_type(&self) -> Option<RemittanceClaimEvidenceType> {
        self.0.evidence_type.map(Into::into)
    }

    /// Size of the evidence in bytes; null until it has come.
    async fn evidence_bytes(&self) -> Option<i64> {
        self.0.evidence_bytes
    }

    /// When the evidence had come; null until then.
    async fn submitted_at(&self) -> Option<DateTime> {
        self.0.submitted_at.map(DateTime)
    }

    /// Held entries that may be the money: of the same amount, booked within five days around `paidOn`, that no approved
    /// claim is for; the nearest first, at most 20. Empty for everybody but the vendor's staff.
    async fn candidates(&self, ctx: &Context<'_>) -> Result<Vec<BankEntry>, Fault> {
        let found = ctx.loaders()?.load_one(The(CandidatesFor(self.0.id))).await?;
        Ok(found.unwrap_or_default().into_iter().map(BankEntry).collect())
    }

    /// The entry that was credited for it; null until it is approved.
    async fn bank_entry(&self, ctx: &Context<'_>) -> Result<Option<BankEntry>, Fault> {
        let Some(id) = self.0.bank_entry_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(BankEntry))
    }

    /// Who decided it; null until then, and for who may not see the vendor's staff.
    async fn reviewed_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(id) = self.0.reviewed_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Staff))
    }

    /// What the reviewer says; null when nothing.
    async fn opinion(&self) -> Option<&str> {
        self.0.opinion.as_deref()
    }

    /// When it was decided or withdrawn; null until then.
    async fn decided_at(&self) -> Option<DateTime> {
        self.0.decided_at.map(DateTime)
    }

    /// What the caller can do with it now.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let claims = payer_agreement::may_make(&ctx.call()?.actor);
        let reviews = ctx.may(Permission::BankManage);
        let can = |event| self.0.state.on(event).is_ok();
        Ok(vec![
            offer("remittanceClaimTicketRenew", claims, can(Event::Submit)),
            offer("remittanceClaimWithdraw", claims, can(Event::Withdraw)),
            offer("remittanceClaimApprove", reviews, can(Event::Approve)),
            offer("remittanceClaimReject", reviews, can(Event::Reject)),
        ])
    }
}

impl Row for RemittanceClaim {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::RemittanceClaim {
    type Row = remittance_claim::RemittanceClaim;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[RemittanceClaimId]) -> db::Result<Vec<Self::Row>> {
        remittance_claim::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The held entries that may be what a claim is for.
#[derive(Clone, PartialEq, Eq, Hash)]
struct CandidatesFor(RemittanceClaimId);

impl Fact for CandidatesFor {
    type Value = Vec<bank::BankEntry>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let claims: Vec<RemittanceClaimId> = facts.iter().map(|CandidatesFor(claim)| *claim).collect();
        let found = remittance_claim::candidates(conn, actor, &claims)?;
        Ok(found.into_iter().map(|(claim, entries)| (Self(claim), entries)).collect())
    }
}

/// Which claims a list has.
#[derive(InputObject)]
pub(crate) struct RemittanceClaimFilter {
    /// Only claims that stand there.
    state: Option<RemittanceClaimState>,
}

/// Queries about claims.
#[derive(Default)]
pub(crate) struct RemittanceClaimQuery;

#[Object]
impl RemittanceClaimQuery {
    /// The claims of the caller's partner; for who sees the bank, of every partner.
    async fn remittance_claims(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which claims.")] filter: Option<RemittanceClaimFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<RemittanceClaim>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = Filter { state: filter.and_then(|filter| filter.state).map(Status::from) };
        let wanted = filter.clone();
        let slice = call.read(move |conn, _, actor| remittance_claim::page(conn, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, RemittanceClaim, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, _, actor| remittance_claim::count(conn, actor, &filter)).await }
        }))
    }
}
