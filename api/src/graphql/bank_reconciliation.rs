//! What the statements of a bank account say against what the ledger has for it.

use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::Conn;
use domain::actor::Actor;
use domain::bank::reconciliation::{self, Kind};
use schema::ids::{BankAccountId, named};

use super::bank_account::BankAccount;
use super::problem::Fault;
use super::scalars::{Date, IdOf, Money};
use crate::viewer::Asked;

/// Why statements and ledger differ.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum BankReconciliationKind {
    /// What the account had before the first statement that came in.
    OpeningBalance,
    /// Statements that do not follow each other: what happened in between did not come in.
    Gap,
    /// Stored, and about to be decided.
    Undecided,
    /// Came in, and waits for a person, an agreement or a claim.
    Held,
    /// Taken back by the bank, and it is not certain of which credit.
    ReversalHeld,
    /// Came in, and goes back to the payer.
    Returned,
    /// Went out.
    PaidOut,
    /// None of the partners' money, as a person said.
    Dismissed,
    /// Stands on one statement twice, and was credited once.
    Repeated,
    /// Credited or taken back, and on no statement that had closed.
    NotOnStatement,
    /// On a statement that closed before the day on which the bank booked it.
    BookedLater,
}

/// What explains a part of the difference between statements and ledger.
#[derive(SimpleObject)]
pub(crate) struct BankReconciliationItem {
    /// Why.
    kind: BankReconciliationKind,
    /// How many entries; of gaps, how many statements follow no other; zero for an opening balance.
    count: i32,
    /// How much, below zero for what the statements have less than the ledger.
    amount: Money,
}

impl From<reconciliation::Item> for BankReconciliationItem {
    fn from(item: reconciliation::Item) -> Self {
        let count = i32::try_from(item.count).unwrap_or(i32::MAX);
        Self { kind: item.kind.into(), count, amount: item.amount.into() }
    }
}

/// A bank account on a day.
pub(crate) struct BankReconciliation(reconciliation::Reconciliation);

/// What the statements of a bank account say at the end of a day, what the ledger has for it, and what explains the
/// difference. Entries count as they stand now. Seen by who may see bank accounts.
#[Object]
impl BankReconciliation {
    /// The account.
    async fn bank_account(&self, ctx: &Context<'_>) -> Result<Option<BankAccount>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.bank_account_id).await?.map(BankAccount))
    }

    /// The day, at its end.
    async fn on(&self) -> Date {
        Date(self.0.on)
    }

    /// What the last statement that had closed by then says; null when there was none.
    async fn statement_balance(&self) -> Option<Money> {
        self.0.statement_balance.map(Money::from)
    }

    /// What the ledger took in for entries that the bank had booked by then, less what was taken back.
    async fn ledger_balance(&self) -> Money {
        self.0.ledger_balance.into()
    }

    /// The statement's less the ledger's; null without a statement.
    async fn difference(&self) -> Option<Money> {
        self.0.difference.map(Money::from)
    }

    /// What explains it: each kind once, none that is nothing.
    async fn items(&self) -> Vec<BankReconciliationItem> {
        self.0.items.iter().copied().map(BankReconciliationItem::from).collect()
    }

    /// What nothing explains: zero, or the books or the statements have a hole.
    async fn unexplained(&self) -> Money {
        self.0.unexplained.into()
    }
}

/// Queries about reconciliations.
#[derive(Default)]
pub(crate) struct BankReconciliationQuery;

#[Object]
impl BankReconciliationQuery {
    /// How a bank account stands at the end of a day; null for who may not see it.
    async fn bank_reconciliation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] bank_account_id: IdOf<named::BankAccount>,
        #[graphql(desc = "The day.")] on: Date,
    ) -> Result<Option<BankReconciliation>, Fault> {
        Ok(days(ctx, bank_account_id.0, on, on).await?.pop())
    }

    /// How a bank account stands at the end of each day, oldest first; empty for who may not see it. `INVALID_INPUT` for
    /// more than 92 days.
    async fn bank_reconciliations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The account.")] bank_account_id: IdOf<named::BankAccount>,
        #[graphql(desc = "The first day.")] from: Date,
        #[graphql(desc = "The last day, not before the first, and at most 91 days after it.")] to: Date,
    ) -> Result<Vec<BankReconciliation>, Fault> {
        days(ctx, bank_account_id.0, from, to).await
    }
}

async fn days(
    ctx: &Context<'_>,
    account: BankAccountId,
    Date(from): Date,
    Date(to): Date,
) -> Result<Vec<BankReconciliation>, Fault> {
    let reconcile = move |conn: &mut Conn, actor: &Actor| reconciliation::reconcile(conn, actor, account, from, to);
    Ok(ctx.call()?.snapshot(reconcile).await?.into_iter().map(BankReconciliation).collect())
}
