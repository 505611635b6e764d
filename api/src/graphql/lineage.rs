//! Lineage: which credits from outside paid for a balance or a transfer.

use std::collections::HashMap;

use async_graphql::{Context, ID, Object};
use chrono::Utc;
use domain::actor::Actor;
use domain::clock::Now;
use domain::ledger::{self, Lineage, Traced, Way};
use domain::{Conn, db};
use schema::ids::{AccountId, FundOriginId, Id, TransferId, named};

use super::account::{Account, FundChannel};
use super::problem::Fault;
use super::scalars::{DateTime, Money};
use crate::loaders::{Fact, Found, Loaders, The};
use crate::viewer::Asked;

/// Where the money is whose shares these are.
#[derive(Clone, Copy)]
struct Place {
    /// The account up to which a way is looked for.
    account_id: AccountId,
    /// As of when.
    until: Option<chrono::DateTime<Utc>>,
    /// The account it went to from there, by the transfer that is asked about.
    on_to: Option<AccountId>,
}

/// Which credits from outside paid for a balance or a transfer.
pub(crate) struct FundLineage {
    lineage: Lineage,
    place: Place,
}

/// Which credits from outside paid for a balance or a transfer. `shares` and `rest` add up to it.
#[Object]
impl FundLineage {
    /// How much is of which credit, oldest first, at most 100: money is spent in this order.
    async fn shares(&self) -> Vec<FundShare> {
        let share = |share: &ledger::Share| FundShare { share: *share, place: self.place };
        self.lineage.shares.iter().map(share).collect()
    }

    /// What is of credits later than those; zero unless there are more than 100.
    async fn rest(&self) -> Money {
        self.lineage.rest.into()
    }
}

/// Some money of one credit from outside.
pub(crate) struct FundShare {
    share: ledger::Share,
    place: Place,
}

/// Some money of one credit from outside.
#[Object]
impl FundShare {
    /// How much.
    async fn amount(&self) -> Money {
        self.share.amount.into()
    }

    /// Where it came from; null for who might not see the money of the account on which it came in, when it did: a
    /// reseller does not read its distributor's bank references.
    async fn origin(&self, ctx: &Context<'_>) -> Result<Option<FundOrigin>, Fault> {
        Ok(ctx.loaders()?.load_one(self.share.origin_id).await?.map(FundOrigin))
    }

    /// The accounts along which it came, from the one on which it came in to this one; of a transfer, to the one that
    /// was given it. Only those whose money the caller may see. What came twice, by two ways, is shown by the last one.
    async fn path(&self, ctx: &Context<'_>) -> Result<Vec<Account>, Fault> {
        let (loaders, Place { account_id, until, on_to }) = (ctx.loaders()?, self.place);
        let way = Way { account_id, origin_id: self.share.origin_id, until };
        let mut ids = loaders.load_one(The(WayOf(way))).await?.unwrap_or_default();
        ids.extend(on_to);
        let found = loaders.load_many(ids.iter().copied()).await?;
        Ok(ids.iter().filter_map(|id| found.get(id).cloned().map(Account)).collect())
    }
}

/// A credit from outside.
pub(crate) struct FundOrigin(ledger::FundOrigin);

/// A credit from outside: all money that parties have came in by one. Seen by who might see the money of its account then.
#[Object]
impl FundOrigin {
    /// Begins with `ori_`.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How it came in.
    async fn channel(&self) -> FundChannel {
        self.0.channel.into()
    }

    /// What the channel calls the payment: the bank's reference.
    async fn channel_reference(&self) -> &str {
        &self.0.channel_reference
    }

    /// When it came in.
    async fn arrived_at(&self) -> DateTime {
        DateTime(self.0.arrived_at)
    }

    /// How much came in.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// The account that was credited; null when the caller may no longer see its money.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.account_id).await?.map(Account))
    }
}

/// The lineage of what is on an account, or was at `at`.
pub(super) async fn of_account(
    loaders: &Loaders,
    account_id: AccountId,
    at: Option<DateTime>,
) -> Result<Option<FundLineage>, Fault> {
    let at = at.map(|at| at.0);
    let lineage = loaders.load_one(The(LineageOf(Traced { account_id, at }))).await?;
    let place = Place { account_id, until: at, on_to: None };
    Ok(lineage.map(|lineage| FundLineage { lineage, place }))
}

/// The lineage of a transfer. From a platform account money arrives, or comes back to where it had come before.
pub(super) async fn of_transfer(loaders: &Loaders, transfer: &ledger::Transfer) -> Result<Option<FundLineage>, Fault> {
    let lineage = loaders.load_one(The(LineageOfTransfer(transfer.id))).await?;
    let (debit, credit) = (transfer.debit_account_id, transfer.credit_account_id);
    let is_from_a_party = transfer.debit_version.is_some();
    let (account_id, on_to) = if is_from_a_party { (debit, Some(credit)) } else { (credit, None) };
    let place = Place { account_id, until: Some(transfer.posted_at), on_to };
    Ok(lineage.map(|lineage| FundLineage { lineage, place }))
}

impl Found for named::FundOrigin {
    type Row = ledger::FundOrigin;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[FundOriginId]) -> db::Result<Vec<Self::Row>> {
        ledger::origins_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Which origins the money on an account is of.
#[derive(Clone, PartialEq, Eq, Hash)]
struct LineageOf(Traced);

impl Fact for LineageOf {
    type Value = Lineage;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let traced: Vec<Traced> = facts.iter().map(|LineageOf(traced)| traced.clone()).collect();
        let found = ledger::lineages(conn, now, actor, &traced)?;
        Ok(found.into_iter().map(|(traced, lineage)| (Self(traced), lineage)).collect())
    }
}

/// Which origins the money of a transfer was of.
#[derive(Clone, PartialEq, Eq, Hash)]
struct LineageOfTransfer(TransferId);

impl Fact for LineageOfTransfer {
    type Value = Lineage;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let ids: Vec<TransferId> = facts.iter().map(|LineageOfTransfer(id)| *id).collect();
        let found = ledger::lineages_of_transfers(conn, actor, &ids)?;
        Ok(found.into_iter().map(|(id, lineage)| (Self(id), lineage)).collect())
    }
}

/// The accounts along which money came.
#[derive(Clone, PartialEq, Eq, Hash)]
struct WayOf(Way);

impl Fact for WayOf {
    type Value = Vec<AccountId>;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let ways: Vec<Way> = facts.iter().map(|WayOf(way)| way.clone()).collect();
        let found = ledger::ways(conn, now, actor, &ways)?;
        Ok(found.into_iter().map(|(way, accounts)| (Self(way), accounts)).collect())
    }
}
