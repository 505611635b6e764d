//! Transfers: every movement of money there is.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::ledger::{self, Direction, TransferFilter as Filter, TransferKind as Kind};
use domain::page::{Page, Slice};
use domain::{Conn, db};
use schema::ids::{AccountId, Id, TransferId, named};
use uuid::Uuid;

use super::account::Account;
use super::account_statement::TransferDirection;
use super::lineage::{self, FundLineage};
use super::page::Row;
use super::problem::Fault;
use super::scalars::{DateTime, Money};
use crate::loaders::{Found, List};
use crate::viewer::Asked;

/// Which movement a transfer belongs to.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum TransferKind {
    /// A bank transfer was credited to a partner.
    Remittance,
    /// A credit was taken back, as far as its money was still there.
    RemittanceReversal,
    /// A credit was taken back whose money had moved on: the partner owes it.
    ReversalArrears,
    /// Money was set aside.
    Hold,
    /// Money that was set aside is available again.
    HoldRelease,
    /// Money is kept for a purpose.
    Earmark,
    /// Money that was kept for a purpose is available again.
    EarmarkRelease,
    /// Money went down a tier.
    Allocation,
    /// Allocated money came back.
    Reclaim,
    /// What was left went back to the partner as the two parted.
    Unbinding,
    /// Allocated money cleared what was owed.
    ArrearsClearing,
    /// A use was paid from the balance.
    Charge,
    /// A use is owed.
    Arrears,
    /// A use was paid online.
    OnlinePayment,
    /// A use was paid by the partner.
    PartnerPayment,
    /// What a use cost was given back.
    Refund,
    /// What a use cost is owed no longer.
    ArrearsRefund,
}

/// Which transfers of an account a list has.
#[derive(InputObject)]
pub(crate) struct TransferFilter {
    /// Only of one of these kinds.
    kinds: Option<Vec<TransferKind>>,
    /// Only from this moment on.
    from: Option<DateTime>,
    /// Only before this moment.
    to: Option<DateTime>,
    /// Only those that went this way.
    direction: Option<TransferDirection>,
}

impl TransferFilter {
    /// The filter.
    ///
    /// # Errors
    /// `INVALID_INPUT`, naming the argument.
    pub(super) fn read(self) -> Result<Filter, Fault> {
        let (from, to) = (self.from.map(|from| from.0), self.to.map(|to| to.0));
        if from.zip(to).is_some_and(|(from, to)| from >= to) {
            return Err(Fault::argument("`filter.from` must be before `filter.to`"));
        }
        let mut kinds: Option<Vec<Kind>> = self.kinds.map(|kinds| kinds.into_iter().map(Kind::from).collect());
        if let Some(kinds) = &mut kinds {
            kinds.sort_unstable();
            kinds.dedup();
        }
        Ok(Filter { kinds, from, to, direction: self.direction.map(Direction::from) })
    }
}

/// Money that went from one account to another.
pub(crate) struct Transfer(pub(crate) ledger::Transfer);

/// Money that went from one account to another. Never changed and never removed: a mistake is corrected by another
/// transfer. Seen by who might see the money of one of its accounts when it was posted.
#[Object]
impl Transfer {
    /// Begins with `trf_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Names the business act: transfers that were made together have the same. Begins with `txn_`.
    async fn transaction_id(&self) -> ID {
        self.0.transaction_id.to_string().into()
    }

    /// Which movement it belongs to.
    async fn kind(&self) -> TransferKind {
        self.0.kind.into()
    }

    /// How much, more than zero.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// The account it was taken from; null when the caller may not see that account.
    async fn debit_account(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.debit_account_id).await?.map(Account))
    }

    /// The account it was given to; null when the caller may not see that account.
    async fn credit_account(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.credit_account_id).await?.map(Account))
    }

    /// What was left on `debitAccount`; null for a platform account and when the caller may not see that account.
    async fn debit_balance(&self, ctx: &Context<'_>) -> Result<Option<Money>, Fault> {
        let seen = ctx.loaders()?.load_one(self.0.debit_account_id).await?;
        Ok(seen.and(self.0.debit_balance()).map(Money::from))
    }

    /// What was then on `creditAccount`; null for a platform account and when the caller may not see that account.
    async fn credit_balance(&self, ctx: &Context<'_>) -> Result<Option<Money>, Fault> {
        let seen = ctx.loaders()?.load_one(self.0.credit_account_id).await?;
        Ok(seen.and(self.0.credit_balance()).map(Money::from))
    }

    /// Which credits from outside it was paid from; null for a transfer of what is owed or was paid online, which is no
    /// money of a party.
    async fn lineage(&self, ctx: &Context<'_>) -> Result<Option<FundLineage>, Fault> {
        lineage::of_transfer(ctx.loaders()?, &self.0).await
    }

    /// When.
    async fn posted_at(&self) -> DateTime {
        DateTime(self.0.posted_at)
    }
}

impl Row for Transfer {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Transfer {
    type Row = ledger::Transfer;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[TransferId]) -> db::Result<Vec<Self::Row>> {
        ledger::transfers_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The transfers of an account that a filter lets through.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct TransfersOf(pub(crate) AccountId, pub(crate) Filter);

impl List for TransfersOf {
    type Row = ledger::Transfer;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let mut found = HashMap::new();
        for (filter, accounts) in alike(lists) {
            let slices = ledger::transfers_of(conn, actor, &accounts, filter, page)?;
            found.extend(slices.into_iter().map(|(account, slice)| (Self(account, filter.clone()), slice)));
        }
        Ok(found)
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let mut found = HashMap::new();
        for (filter, accounts) in alike(lists) {
            let counts = ledger::count_transfers_of(conn, actor, &accounts, filter)?;
            found.extend(counts.into_iter().map(|(account, count)| (Self(account, filter.clone()), count)));
        }
        Ok(found)
    }
}

/// The accounts of each filter: a document has few, however many accounts it finds.
fn alike(lists: &[TransfersOf]) -> HashMap<&Filter, Vec<AccountId>> {
    let mut alike: HashMap<&Filter, Vec<AccountId>> = HashMap::new();
    for TransfersOf(account, filter) in lists {
        alike.entry(filter).or_default().push(*account);
    }
    alike
}
