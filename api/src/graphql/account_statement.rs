//! What accounts stood at as of a moment, and statements of account.

use std::collections::HashMap;

use async_graphql::{Context, Enum, Object, SimpleObject};
use chrono::TimeDelta;
use domain::actor::Actor;
use domain::clock::Now;
use domain::ledger::{self, Direction, Moment, Period, TransferFilter as Filter};
use domain::page::Order;
use domain::{Conn, db};
use schema::ids::AccountId;

use super::page::{Connection, page};
use super::problem::Fault;
use super::scalars::{DateTime, Long, Money};
use super::transfer::{Transfer, TransferFilter, TransferKind, TransfersOf};
use crate::loaders::{Fact, Loaders, The, connection};
use crate::viewer::Asked;

/// The longest time of a statement: a year and its leap day.
const LONGEST: TimeDelta = TimeDelta::days(366);

/// Which way money went, as the account sees it.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Direction")]
pub(crate) enum TransferDirection {
    /// It was given to the account.
    In,
    /// It was taken from the account.
    Out,
}

/// What an account stood at as of a moment.
#[derive(SimpleObject)]
pub(crate) struct AccountStanding {
    /// What was on it.
    balance: Money,
    /// How many transfers had touched it; null for a platform account.
    version: Option<Long>,
}

/// What an account did in a time.
pub(crate) struct AccountStatement {
    statement: ledger::Statement,
    period: Period,
}

/// What an account did in a time, as far as the caller might see it then: `openingBalance` and `credited` less `debited`
/// is `closingBalance` for who might see all of it. The last two seconds before now can still change.
#[Object]
impl AccountStatement {
    /// The first moment of it.
    async fn from(&self) -> DateTime {
        DateTime(self.period.from)
    }

    /// The first moment behind it.
    async fn to(&self) -> DateTime {
        DateTime(self.period.to)
    }

    /// What was on the account before `from`; null for who might not see its money then.
    async fn opening_balance(&self) -> Option<Money> {
        self.statement.opening.map(Money::from)
    }

    /// What was on the account before `to`; null for who might not see its money then.
    async fn closing_balance(&self) -> Option<Money> {
        self.statement.closing.map(Money::from)
    }

    /// What came in, in all.
    async fn credited(&self) -> Money {
        self.statement.credited.into()
    }

    /// What went out, in all.
    async fn debited(&self) -> Money {
        self.statement.debited.into()
    }

    /// The same by kind and direction, those that there were; what came in first.
    async fn turnovers(&self) -> Vec<Turnover> {
        self.statement.turnovers.iter().copied().map(Turnover::from).collect()
    }

    /// The transfers of that time, newest first; those only that `filter` lets through as well.
    async fn transfers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which transfers of that time.")] filter: Option<TransferFilter>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Transfer>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        let filter = filter.map_or(Ok(Filter::default()), TransferFilter::read)?;
        let (from, to) = (self.period.from, self.period.to);
        let (from, to) = (filter.from.map_or(from, |it| it.max(from)), filter.to.map_or(to, |it| it.min(to)));
        let within = Filter { from: Some(from), to: Some(to), ..filter };
        connection(ctx.loaders()?, TransfersOf(self.period.account_id, within), page, Transfer).await
    }
}

/// The transfers of one kind and direction.
#[derive(SimpleObject)]
pub(crate) struct Turnover {
    /// Their kind.
    kind: TransferKind,
    /// Which way they went.
    direction: TransferDirection,
    /// How much in all.
    amount: Money,
    /// How many.
    count: Long,
}

impl From<ledger::Turnover> for Turnover {
    fn from(turnover: ledger::Turnover) -> Self {
        Self {
            kind: turnover.kind.into(),
            direction: turnover.direction.into(),
            amount: turnover.amount.into(),
            count: Long(turnover.count),
        }
    }
}

/// What the account stood at; none for who might not see it then.
pub(super) async fn standing(
    loaders: &Loaders,
    account_id: AccountId,
    at: DateTime,
) -> Result<Option<AccountStanding>, Fault> {
    let standing = loaders.load_one(The(StandingOf(Moment { account_id, at: at.0 }))).await?;
    Ok(standing.map(|it| AccountStanding { balance: it.balance.into(), version: it.version.map(Long) }))
}

/// The statement of the account.
///
/// # Errors
/// `INVALID_INPUT`, naming the argument.
pub(super) async fn statement(
    loaders: &Loaders,
    account_id: AccountId,
    from: DateTime,
    to: DateTime,
) -> Result<Option<AccountStatement>, Fault> {
    let (from, to) = (from.0, to.0);
    if from >= to {
        return Err(Fault::argument("`from` must be before `to`"));
    }
    if to.signed_duration_since(from) > LONGEST {
        return Err(Fault::argument("`to` must be at most 366 days behind `from`"));
    }
    let period = Period { account_id, from, to };
    let statement = loaders.load_one(The(StatementOf(period.clone()))).await?;
    Ok(statement.map(|statement| AccountStatement { statement, period }))
}

/// What an account stood at.
#[derive(Clone, PartialEq, Eq, Hash)]
struct StandingOf(Moment);

impl Fact for StandingOf {
    type Value = ledger::Standing;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let moments: Vec<Moment> = facts.iter().map(|StandingOf(moment)| moment.clone()).collect();
        let found = ledger::balances_at(conn, now, actor, &moments)?;
        Ok(found.into_iter().map(|(moment, standing)| (Self(moment), standing)).collect())
    }
}

/// What an account did.
#[derive(Clone, PartialEq, Eq, Hash)]
struct StatementOf(Period);

impl Fact for StatementOf {
    type Value = ledger::Statement;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let periods: Vec<Period> = facts.iter().map(|StatementOf(period)| period.clone()).collect();
        let found = ledger::statements(conn, now, actor, &periods)?;
        Ok(found.into_iter().map(|(period, statement)| (Self(period), statement)).collect())
    }
}
