//! The decisions about an entry, and who or which rule made each.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::Actor;
use domain::bank;
use domain::bank::matching::Rule;
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::BankEntryId;

use super::{BankEntryReason, BankEntryState};
use crate::graphql::problem::Fault;
use crate::graphql::remittance::RemittanceAccount;
use crate::graphql::scalars::DateTime;
use crate::graphql::staff::Staff;
use crate::loaders::{Fact, The};
use crate::viewer::Asked;

/// By what an entry was credited, or a credit taken back.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Rule")]
pub(crate) enum BankEntryRule {
    /// Exclusive number, and the holder's own name.
    Holder,
    /// Exclusive number, and an agreement with the payer.
    Agreement,
    /// A claim that was approved.
    Claim,
    /// A person of the vendor said whose it is.
    Person,
    /// The bank's reversal.
    Reversal,
}

/// A decision about a bank entry.
pub(crate) struct BankDecision(pub(crate) bank::BankDecision);

/// A decision about a bank entry: where it left it, why, and who or which rule took it. Seen by the vendor's staff, and by
/// the partner whose remittance account it names. Never changed.
#[Object]
impl BankDecision {
    /// 1 for the first about the entry, and so on.
    async fn revision(&self) -> i32 {
        self.0.revision
    }

    /// Where it left the entry.
    async fn state(&self) -> BankEntryState {
        self.0.state.into()
    }

    /// Why it was held, ignored or returned; null for others.
    async fn reason(&self) -> Option<BankEntryReason> {
        self.0.reason.map(BankEntryReason::from)
    }

    /// By what it was credited or taken back; null for others.
    async fn rule(&self) -> Option<BankEntryRule> {
        self.0.rule.map(BankEntryRule::from)
    }

    /// The person who decided; null when a rule did, and for who may not see the vendor's staff.
    async fn decided_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(id) = self.0.staff_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(Staff))
    }

    /// Why, when a person decided.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// When.
    async fn decided_at(&self) -> DateTime {
        DateTime(self.0.decided_at)
    }

    /// The business act that it posted, as in `Transfer.transactionId`: a credit, its correction, or a reversal; null when
    /// no money moved.
    async fn transaction_id(&self) -> Option<ID> {
        self.0.transaction_id.map(|id| id.to_string().into())
    }

    /// The remittance account that the entry named or was given to.
    async fn remittance_account(&self, ctx: &Context<'_>) -> Result<Option<RemittanceAccount>, Fault> {
        let Some(id) = self.0.remittance_account_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(id).await?.map(RemittanceAccount))
    }

    /// The agreement that lets the payer pay for the partner: `pay_…`; null when it was the partner itself.
    async fn payer_agreement_id(&self) -> Option<ID> {
        self.0.payer_agreement_id.map(|id| id.to_string().into())
    }

    /// The claim that was approved for it: `rcl_…`.
    async fn remittance_claim_id(&self) -> Option<ID> {
        self.0.remittance_claim_id.map(|id| id.to_string().into())
    }
}

/// The decisions about an entry.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct DecisionsOf(pub(super) BankEntryId);

impl Fact for DecisionsOf {
    type Value = Vec<bank::BankDecision>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let entries: Vec<BankEntryId> = facts.iter().map(|DecisionsOf(entry)| *entry).collect();
        let found = bank::decisions_of(conn, actor, &entries)?;
        Ok(found.into_iter().map(|(entry, decisions)| (Self(entry), decisions)).collect())
    }
}

/// The decisions about the entry that the caller may see, oldest first.
pub(super) async fn all(ctx: &Context<'_>, entry: BankEntryId) -> Result<Vec<bank::BankDecision>, Fault> {
    Ok(ctx.loaders()?.load_one(The(DecisionsOf(entry))).await?.unwrap_or_default())
}

/// The last of them.
pub(super) async fn last(ctx: &Context<'_>, entry: BankEntryId) -> Result<Option<bank::BankDecision>, Fault> {
    Ok(all(ctx, entry).await?.pop())
}
