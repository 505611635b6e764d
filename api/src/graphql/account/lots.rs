//! The fund lots on an account.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::ledger::{self, Channel};
use domain::{Conn, db};
use schema::ids::AccountId;

use crate::graphql::problem::Fault;
use crate::graphql::scalars::{DateTime, Money};
use crate::loaders::Fact;
use crate::viewer::Asked;

/// How money came in.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Channel")]
pub(crate) enum FundChannel {
    /// A bank transfer to an exclusive remittance account.
    BankTransfer,
    /// A refund of what had been paid online, or owed and cleared later.
    Refund,
}

/// What an account has of one credit from outside.
pub(crate) struct FundLot(pub(super) ledger::FundLot);

/// What an account has of one credit from outside. Decides by which way money may leave again. What the credit was is
/// told to who might see the money of the account on which it came in, when it did; the rest to who sees this account.
#[Object]
impl FundLot {
    /// Begins with `lot_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How the money came in; null for who might not see that.
    async fn channel(&self, ctx: &Context<'_>) -> Result<Option<FundChannel>, Fault> {
        Ok(self.origin(ctx).await?.map(|origin| origin.channel.into()))
    }

    /// What the channel calls the payment, the bank's reference; null for who might not see that.
    async fn channel_reference(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.origin(ctx).await?.map(|origin| origin.channel_reference))
    }

    /// When it came in; null for who might not see that.
    async fn arrived_at(&self, ctx: &Context<'_>) -> Result<Option<DateTime>, Fault> {
        Ok(self.origin(ctx).await?.map(|origin| DateTime(origin.arrived_at)))
    }

    /// What came in, on whichever account; null for who might not see that.
    async fn amount(&self, ctx: &Context<'_>) -> Result<Option<Money>, Fault> {
        Ok(self.origin(ctx).await?.map(|origin| origin.amount.into()))
    }

    /// What this account has of it.
    async fn remaining(&self) -> Money {
        self.0.remaining.into()
    }

    /// How much of it was invoiced, and so cannot be paid out.
    async fn invoiced(&self) -> Money {
        self.0.invoiced.into()
    }
}

impl FundLot {
    /// The credit, for who might see the money of its account then.
    async fn origin(&self, ctx: &Context<'_>) -> Result<Option<ledger::FundOrigin>, Fault> {
        ctx.loaders()?.load_one(self.0.origin.id).await
    }
}

/// The lots of an account that have something left.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct LotsOf(pub(super) AccountId);

impl Fact for LotsOf {
    type Value = Vec<ledger::FundLot>;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let accounts: Vec<AccountId> = facts.iter().map(|LotsOf(account)| *account).collect();
        let found = ledger::lots_of(conn, now, actor, &accounts)?;
        Ok(found.into_iter().map(|(account, lots)| (Self(account), lots)).collect())
    }
}
