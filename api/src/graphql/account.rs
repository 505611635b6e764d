//! Ledger accounts and the fund lots on them.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::ledger::{self, AccountKind as Kind, Channel};
use domain::page::Order;
use domain::{Conn, db};
use schema::ids::{AccountId, Id, PartyId, named};
use uuid::Uuid;

use super::hold::{Hold, HoldsOf};
use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{Currency, DateTime, Long, Money};
use super::transfer::{Transfer, TransfersOf};
use crate::loaders::{Fact, Found, The, connection};
use crate::viewer::Asked;

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

/// How money came in.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Channel")]
pub(crate) enum FundChannel {
    /// A bank transfer to an exclusive remittance account.
    BankTransfer,
    /// A refund of what had been paid online, or owed and cleared later.
    Refund,
}

/// Which accounts a list has.
#[derive(InputObject)]
pub(crate) struct AccountFilter {
    /// Only accounts of this kind.
    kind: Option<AccountKind>,
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

    /// Transfers that took from it or gave to it, newest first.
    async fn transfers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Transfer>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, TransfersOf(self.0.id), page, Transfer).await
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
        let lots = ctx.loaders()?.load_one(The(LotsOf(self.0.id))).await?.unwrap_or_default();
        Ok(lots.into_iter().map(FundLot::from).collect())
    }
}

/// What an account has of one credit from outside. Decides by which way money may leave again.
#[derive(SimpleObject)]
pub(crate) struct FundLot {
    /// Begins with `lot_`.
    id: ID,
    /// How the money came in.
    channel: FundChannel,
    /// What the channel calls the payment: the bank's reference.
    channel_reference: String,
    /// When it came in.
    arrived_at: DateTime,
    /// What came in, on whichever account.
    amount: Money,
    /// What this account has of it.
    remaining: Money,
    /// How much of it was invoiced, and so cannot be paid out.
    invoiced: Money,
}

impl From<ledger::FundLot> for FundLot {
    fn from(lot: ledger::FundLot) -> Self {
        Self {
            id: lot.id.to_string().into(),
            channel: lot.origin.channel.into(),
            channel_reference: lot.origin.channel_reference,
            arrived_at: DateTime(lot.origin.arrived_at),
            amount: lot.origin.amount.into(),
            remaining: lot.remaining.into(),
            invoiced: lot.invoiced.into(),
        }
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

/// The lots of an account that have something left.
#[derive(Clone, PartialEq, Eq, Hash)]
struct LotsOf(AccountId);

impl Fact for LotsOf {
    type Value = Vec<ledger::FundLot>;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let accounts: Vec<AccountId> = facts.iter().map(|LotsOf(account)| *account).collect();
        let found = ledger::lots_of(conn, now, actor, &accounts)?;
        Ok(found.into_iter().map(|(account, lots)| (Self(account), lots)).collect())
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

/// Queries about accounts.
#[derive(Default)]
pub(crate) struct AccountQuery;

#[Object]
impl AccountQuery {
    /// The accounts whose money the caller may see: its own, its resellers', its resale customers'; the vendor sees all.
    async fn accounts(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which accounts.")] filter: Option<AccountFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Account>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let kind = filter.and_then(|filter| filter.kind).map(Kind::from);
        let slice = call.read(move |conn, now, actor| ledger::page_accounts(conn, now, actor, kind, &page)).await?;
        Ok(Connection::new(slice, Account, move || {
            let call = call.clone();
            async move { call.read(move |conn, now, actor| ledger::count_accounts(conn, now, actor, kind)).await }
        }))
    }
}
