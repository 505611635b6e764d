//! Ledger accounts.

mod lists;
mod lots;

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::ledger::{self, AccountKind as Kind, TransferFilter as Filter};
use domain::page::Order;
use domain::{Conn, db};
use schema::ids::{AccountId, Id, PartyId, named};
use uuid::Uuid;

use super::account_statement::{self, AccountStanding, AccountStatement};
use super::balance_alert::BalanceAlert;
use super::hold::{Hold, HoldsOf};
use super::lineage::{self, FundLineage};
use super::page::{Connection, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{Currency, DateTime, Long, Money};
use super::transfer::{Transfer, TransferFilter, TransfersOf};
use crate::loaders::{Fact, Found, The, connection};
use crate::viewer::Asked;

pub(crate) use lists::AccountQuery;
pub(crate) use lots::{FundChannel, FundLot};

/// What an account holds.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum AccountKind {
    /// A partner's available money.
    Cash,
    /// A partner's money that is set aside.
    Held,
    /// A partner's money that is kept for a purpose.
    Earmarked,
    /// What partners allocated to a customer for it to spend.
    Spending,
    /// A customer's own money: given back for what it had paid itself. Its partner does not see it.
    Own,
    /// What a customer owes, as a balance of zero or below.
    Debt,
    /// What banks reported: the platform's side of money that came in.
    BankClearing,
    /// What online channels reported: the platform's side of payments for charges.
    OnlineClearing,
    /// What was charged.
    Revenue,
}

/// An account of the ledger.
pub(crate) struct Account(pub(crate) ledger::Account);

/// An account of the ledger: money of one party in one currency. Every change of its balance is a transfer.
#[Object]
impl Account {
    /// Begins with `acc_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What it holds.
    async fn kind(&self) -> AccountKind {
        self.0.kind.into()
    }

    /// The currency of the account and all its transfers.
    async fn currency(&self) -> Currency {
        Currency(self.0.currency)
    }

    /// What is on it, never below zero, a debt never above; for a platform account credits less debits, which may be below zero.
    async fn balance(&self, ctx: &Context<'_>) -> Result<Option<Money>, Fault> {
        match self.0.money() {
            Some(balance) => Ok(Some(balance.into())),
            None => Ok(ctx.loaders()?.load_one(The(PlatformBalanceOf(self.0.id))).await?.map(Money::from)),
        }
    }

    /// How many transfers touched it, without gaps: changes with every change of the balance. Null for a platform account.
    async fn version(&self) -> Option<Long> {
        self.0.version.map(Long)
    }

    /// When it was opened.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Whose it is; the vendor for a platform account.
    async fn owner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.owner_id).await?.map(Party))
    }

    /// What was on it after its last transfer until `at`: zero before the first, and as it is now at a moment to come.
    /// Null for who might not see its money then. The last two seconds before now can still change.
    async fn balance_at(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The moment, itself included.")] at: DateTime,
    ) -> Result<Option<AccountStanding>, Fault> {
        account_statement::standing(ctx.loaders()?, self.0.id, at).await
    }

    /// What it did in a time: what was on it before and after, and what came and went.
    async fn statement(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The first moment of it.")] from: DateTime,
        #[graphql(desc = "The first moment behind it: after `from`, at most 366 days.")] to: DateTime,
    ) -> Result<Option<AccountStatement>, Fault> {
        account_statement::statement(ctx.loaders()?, self.0.id, from, to).await
    }

    /// Which credits from outside paid for what is on it, or was at `at`. Null for an account whose money is not traced
    /// (`DEBT` and those of the platform), and for who might not see its money then.
    async fn lineage(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The moment, itself included; now when it is left out.")] at: Option<DateTime>,
    ) -> Result<Option<FundLineage>, Fault> {
        lineage::of_account(ctx.loaders()?, self.0.id, at).await
    }

    /// Below what its owner is warned; null when no threshold was set.
    async fn balance_alert(&self) -> Option<BalanceAlert> {
        BalanceAlert::of(&self.0)
    }

    /// Transfers that took from it or gave to it, newest first.
    async fn transfers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which transfers.")] filter: Option<TransferFilter>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Transfer>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        let filter = filter.map_or(Ok(Filter::default()), TransferFilter::read)?;
        connection(ctx.loaders()?, TransfersOf(self.0.id, filter), page, Transfer).await
    }

    /// Money of a cash account that the vendor set aside, placed and released, newest first.
    async fn holds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Hold>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, HoldsOf(self.0.id), page, Hold).await
    }

    /// Where the money on it came from: lots with something left, oldest first, at most 100.
    async fn fund_lots(&self, ctx: &Context<'_>) -> Result<Vec<FundLot>, Fault> {
        let lots = ctx.loaders()?.load_one(The(lots::LotsOf(self.0.id))).await?.unwrap_or_default();
        Ok(lots.into_iter().map(FundLot).collect())
    }
}

impl Row for Account {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Account {
    type Row = ledger::Account;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[AccountId]) -> db::Result<Vec<Self::Row>> {
        ledger::accounts_by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The accounts of a party.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct AccountsOf(pub(crate) PartyId);

impl Fact for AccountsOf {
    type Value = Vec<ledger::Account>;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let owners: Vec<PartyId> = facts.iter().map(|AccountsOf(owner)| *owner).collect();
        let found = ledger::accounts_of(conn, now, actor, &owners)?;
        Ok(found.into_iter().map(|(owner, accounts)| (Self(owner), accounts)).collect())
    }
}

/// What a platform account stands at; it keeps no balance of its own.
#[derive(Clone, PartialEq, Eq, Hash)]
struct PlatformBalanceOf(AccountId);

impl Fact for PlatformBalanceOf {
    type Value = schema::money::Money;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let accounts: Vec<AccountId> = facts.iter().map(|PlatformBalanceOf(account)| *account).collect();
        let found = ledger::platform_balances(conn, &accounts)?;
        Ok(found.into_iter().map(|(account, balance)| (Self(account), balance)).collect())
    }
}
