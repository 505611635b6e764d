//! Rows of accounts, transfers and snapshots; those of lots are in `lots`, the other files read what was.

mod alert;
mod history;
mod lineage;
mod lots;
mod transfers;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Date, Numeric, Text, Timestamptz, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::{AccountId, PartyId, TransactionId, TransferId};
use schema::money::{Currency, Money};
use schema::tables::{ledger_accounts, ledger_transactions, ledger_transfers};
use uuid::Uuid;

use super::{AccountKind, TransferKind};
use crate::db::{Conn, Result, statement};
use crate::page::{Page, Slice};

pub(super) use alert::{left_by, set_alert};
pub(super) use history::{Asked, balances_at, statements};
pub(super) use lineage::{lineages, lineages_of_transfers, origins_by_ids, ways};
pub use lots::{FundLot, FundOrigin};
pub(super) use lots::{
    lots_from_others, lots_left, lots_of_origins, oldest_lots, open_lots, shares_of_transactions, write as write_lots,
};
pub(super) use transfers::{count_transfers_of, transfers_of};

/// Rows written by one statement; PostgreSQL takes 65 535 parameters.
const ROWS_AT_ONCE: usize = 1_000;

/// A ledger account, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = ledger_accounts, check_for_backend(diesel::pg::Pg))]
pub struct Account {
    /// Its id.
    pub id: AccountId,
    /// Whose it is.
    pub owner_id: PartyId,
    /// What it holds.
    pub kind: AccountKind,
    /// In which currency.
    pub currency: Currency,
    /// What is on it; read it by `money()`.
    pub(super) balance: Option<Decimal>,
    /// How many transfers touched it; none for a platform account.
    pub version: Option<i64>,
    /// When the last transfer touched it.
    pub posted_at: Option<DateTime<Utc>>,
    pub(super) alert_threshold: Option<Decimal>,
    /// Whether the next fall below the threshold warns.
    #[diesel(column_name = alert_armed)]
    pub is_alert_armed: bool,
    /// When it was opened.
    pub created_at: DateTime<Utc>,
}

/// A transfer, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = ledger_transfers, check_for_backend(diesel::pg::Pg))]
pub struct Transfer {
    /// Its id.
    pub id: TransferId,
    /// The business act it is part of.
    pub transaction_id: TransactionId,
    /// Taken from.
    pub debit_account_id: AccountId,
    /// Given to.
    pub credit_account_id: AccountId,
    /// How much.
    #[diesel(select_expression = (ledger_transfers::amount, ledger_transfers::currency))]
    #[diesel(select_expression_type = (ledger_transfers::amount, ledger_transfers::currency))]
    pub amount: Money,
    /// In which movement.
    pub kind: TransferKind,
    /// The fact that caused it.
    pub key: String,
    /// Version it left on the debited account; none on a platform account.
    pub debit_version: Option<i64>,
    pub(super) debit_balance: Option<Decimal>,
    /// Version it left on the credited account; none on a platform account.
    pub credit_version: Option<i64>,
    pub(super) credit_balance: Option<Decimal>,
    /// When.
    pub posted_at: DateTime<Utc>,
}

pub(super) fn insert_account(conn: &mut Conn, account: &Account) -> Result<()> {
    let key = (ledger_accounts::owner_id, ledger_accounts::kind, ledger_accounts::currency);
    diesel::insert_into(ledger_accounts::table).values(account).on_conflict(key).do_nothing().execute(conn)?;
    Ok(())
}

/// The owner accounts among `ids`, locked in ascending order.
pub(super) fn lock_owner_accounts(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<Account>> {
    let owned = ledger_accounts::table
        .filter(ledger_accounts::id.eq_any(ids).and(ledger_accounts::balance.is_not_null()))
        .order(ledger_accounts::id)
        .select(Account::as_select())
        .for_no_key_update();
    Ok(owned.load(conn)?)
}

/// The platform accounts among `ids`; nothing of theirs changes, so nothing is locked.
pub(super) fn platform_accounts(conn: &mut Conn, ids: &[AccountId]) -> Result<Vec<Account>> {
    let platform = ledger_accounts::table
        .filter(ledger_accounts::id.eq_any(ids).and(ledger_accounts::balance.is_null()))
        .select(Account::as_select());
    Ok(platform.load(conn)?)
}

/// Writes business acts: their transactions, their transfers, and what they leave on the owner accounts.
///
/// - `corrected`: the transaction that they correct
pub(super) fn write<'a>(
    conn: &mut Conn,
    actor: &str,
    posted_at: DateTime<Utc>,
    corrected: Option<TransactionId>,
    accounts: impl Iterator<Item = &'a Account>,
    acts: &[Vec<Transfer>],
) -> Result<()> {
    let transaction = |first: &Transfer| {
        (
            ledger_transactions::id.eq(first.transaction_id),
            ledger_transactions::reverses_id.eq(corrected),
            ledger_transactions::actor.eq(actor),
            ledger_transactions::posted_at.eq(posted_at),
        )
    };
    let firsts: Vec<&Transfer> = acts.iter().filter_map(|transfers| transfers.first()).collect();
    let transfers: Vec<&Transfer> = acts.iter().flatten().collect();
    // One act is a few transfers, and an insert of one row is kept prepared.
    if let [first] = firsts.as_slice() {
        diesel::insert_into(ledger_transactions::table).values(transaction(first)).execute(conn)?;
        for transfer in transfers {
            diesel::insert_into(ledger_transfers::table).values(row(transfer)).execute(conn)?;
        }
        return set_balances(conn, posted_at, accounts);
    }
    for chunk in firsts.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = chunk.iter().map(|first| transaction(first)).collect();
        diesel::insert_into(ledger_transactions::table).values(rows).execute(conn)?;
    }
    for chunk in transfers.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = chunk.iter().map(|transfer| row(transfer)).collect();
        diesel::insert_into(ledger_transfers::table).values(rows).execute(conn)?;
    }
    if firsts.is_empty() { Ok(()) } else { set_balances(conn, posted_at, accounts) }
}

/// What is written of a transfer.
#[derive(Insertable)]
#[diesel(table_name = ledger_transfers)]
struct Row<'t> {
    id: TransferId,
    transaction_id: TransactionId,
    debit_account_id: AccountId,
    credit_account_id: AccountId,
    amount: Decimal,
    currency: Currency,
    kind: TransferKind,
    key: &'t str,
    #[diesel(treat_none_as_default_value = false)]
    debit_version: Option<i64>,
    #[diesel(treat_none_as_default_value = false)]
    debit_balance: Option<Decimal>,
    #[diesel(treat_none_as_default_value = false)]
    credit_version: Option<i64>,
    #[diesel(treat_none_as_default_value = false)]
    credit_balance: Option<Decimal>,
    posted_at: DateTime<Utc>,
}

fn row(transfer: &Transfer) -> Row<'_> {
    Row {
        id: transfer.id,
        transaction_id: transfer.transaction_id,
        debit_account_id: transfer.debit_account_id,
        credit_account_id: transfer.credit_account_id,
        amount: transfer.amount.amount(),
        currency: transfer.amount.currency(),
        kind: transfer.kind,
        key: &transfer.key,
        debit_version: transfer.debit_version,
        debit_balance: transfer.debit_balance,
        credit_version: transfer.credit_version,
        credit_balance: transfer.credit_balance,
        posted_at: transfer.posted_at,
    }
}

fn set_balances<'a>(
    conn: &mut Conn,
    posted_at: DateTime<Utc>,
    accounts: impl Iterator<Item = &'a Account>,
) -> Result<()> {
    let (mut ids, mut balances, mut versions, mut armed) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for account in accounts {
        let (Some(balance), Some(version)) = (account.balance, account.version) else { continue };
        ids.push(account.id);
        balances.push(balance);
        versions.push(version);
        armed.push(account.is_alert_armed);
    }
    statement(
        "update ledger_accounts set balance = left_with.balance, version = left_with.version, \
            alert_armed = left_with.armed, posted_at = $ \
         from unnest($, $, $, $) left_with (id, balance, version, armed) where ledger_accounts.id = left_with.id",
    )
    .bind::<Timestamptz, _>(posted_at)
    .bind::<Array<SqlUuid>, _>(ids)
    .bind::<Array<Numeric>, _>(balances)
    .bind::<Array<BigInt>, _>(versions)
    .bind::<Array<Bool>, _>(armed)
    .execute(conn)?;
    Ok(())
}

pub(super) fn find_account(
    conn: &mut Conn,
    owner: PartyId,
    kind: AccountKind,
    currency: Currency,
) -> Result<Option<Account>> {
    let account = ledger_accounts::table
        .filter(ledger_accounts::owner_id.eq(owner))
        .filter(ledger_accounts::kind.eq(kind))
        .filter(ledger_accounts::currency.eq(currency))
        .select(Account::as_select());
    Ok(account.get_result(conn).optional()?)
}

/// The accounts in `currency` of these owners and kinds.
pub(super) fn find_accounts(
    conn: &mut Conn,
    owners: &[PartyId],
    kinds: &[AccountKind],
    currency: Currency,
) -> Result<Vec<Account>> {
    let accounts = ledger_accounts::table
        .filter(ledger_accounts::owner_id.eq_any(owners))
        .filter(ledger_accounts::kind.eq_any(kinds))
        .filter(ledger_accounts::currency.eq(currency))
        .select(Account::as_select());
    Ok(accounts.load(conn)?)
}

pub(super) fn accounts_by_ids(conn: &mut Conn, visible: &str, ids: &[AccountId]) -> Result<Vec<Account>> {
    let found = ledger_accounts::table.filter(ledger_accounts::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Account::as_select()).load(conn)?)
}

/// The accounts of `kinds` in `currency` that the owners have.
pub(super) fn accounts_in(
    conn: &mut Conn,
    owners: &[PartyId],
    kinds: &[AccountKind],
    currency: Currency,
) -> Result<Vec<Account>> {
    let found = ledger_accounts::table
        .filter(ledger_accounts::owner_id.eq_any(owners).and(ledger_accounts::kind.eq_any(kinds)))
        .filter(ledger_accounts::currency.eq(currency));
    Ok(found.order(ledger_accounts::id).select(Account::as_select()).load(conn)?)
}

pub(super) fn accounts_of(conn: &mut Conn, visible: &str, owners: &[PartyId]) -> Result<Vec<Account>> {
    let found = ledger_accounts::table.filter(ledger_accounts::owner_id.eq_any(owners)).filter(sql::<Bool>(visible));
    Ok(found.order(ledger_accounts::id).select(Account::as_select()).load(conn)?)
}

fn filtered(visible: &str, kind: Option<AccountKind>) -> ledger_accounts::BoxedQuery<'static, diesel::pg::Pg> {
    let query = ledger_accounts::table.filter(sql::<Bool>(visible)).into_boxed();
    match kind {
        Some(kind) => query.filter(ledger_accounts::kind.eq(kind)),
        None => query,
    }
}

pub(super) fn page_accounts(
    conn: &mut Conn,
    visible: &str,
    kind: Option<AccountKind>,
    page: &Page,
) -> Result<Slice<Account>> {
    let rows = filtered(visible, kind)
        .filter(sql::<Bool>(&page.within("ledger_accounts.id")))
        .order(sql::<SqlUuid>(&page.sorting("ledger_accounts.id")))
        .limit(page.limit())
        .select(Account::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count_accounts(conn: &mut Conn, visible: &str, kind: Option<AccountKind>) -> Result<i64> {
    Ok(filtered(visible, kind).count().get_result(conn)?)
}

pub(super) fn transfers_by_ids(conn: &mut Conn, visible: &str, ids: &[TransferId]) -> Result<Vec<Transfer>> {
    let found = ledger_transfers::table.filter(ledger_transfers::id.eq_any(ids)).filter(sql::<Bool>(&touches(visible)));
    Ok(found.select(Transfer::as_select()).load(conn)?)
}

pub(super) fn transfers_of_transactions(
    conn: &mut Conn,
    visible: &str,
    transactions: &[TransactionId],
) -> Result<Vec<Transfer>> {
    let found = ledger_transfers::table
        .filter(ledger_transfers::transaction_id.eq_any(transactions))
        .filter(sql::<Bool>(&touches(visible)))
        .order(ledger_transfers::id);
    Ok(found.select(Transfer::as_select()).load(conn)?)
}

/// SQL: one of the transfer's accounts, `touched`, is one that `visible` allows.
fn touches(visible: &str) -> String {
    format!(
        "exists (select from ledger_accounts touched where touched.id in \
         (ledger_transfers.debit_account_id, ledger_transfers.credit_account_id) and {visible})"
    )
}

pub(super) fn platform_balances(conn: &mut Conn, ids: &[AccountId]) -> Result<HashMap<AccountId, Money>> {
    #[derive(QueryableByName)]
    struct Sum {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
        #[diesel(sql_type = Numeric)]
        balance: Decimal,
        #[diesel(sql_type = Text)]
        currency: Currency,
    }
    let sums: Vec<Sum> = diesel::sql_query(
        "select account.id, account.currency, coalesce(base.balance, 0) + moved.balance as balance \
         from ledger_accounts account \
         left join lateral (select balance, through_at from ledger_snapshots \
            where account_id = account.id order by taken_on desc limit 1) base on true \
         cross join lateral (select coalesce(sum(case when credit_account_id = account.id then amount else -amount end), 0) as balance \
            from ledger_transfers where account.id in (debit_account_id, credit_account_id) \
            and posted_at >= coalesce(base.through_at, '-infinity')) moved \
         where account.id = any($1) and account.balance is null",
    )
    .bind::<Array<SqlUuid>, _>(ids)
    .load(conn)?;
    let money = sums
        .into_iter()
        .filter_map(|sum| Some((AccountId::from_uuid(sum.id), Money::new(sum.balance, sum.currency).ok()?)));
    Ok(money.collect())
}

/// Each platform account's snapshot of the day, where there is none yet.
pub(super) fn insert_snapshots(conn: &mut Conn, on: NaiveDate, through_at: DateTime<Utc>) -> Result<usize> {
    let inserted = diesel::sql_query(
        "insert into ledger_snapshots (account_id, taken_on, through_at, balance) \
         select account.id, $1, $2, coalesce(base.balance, 0) + moved.balance \
         from ledger_accounts account \
         left join lateral (select balance, through_at from ledger_snapshots \
            where account_id = account.id and taken_on < $1 order by taken_on desc limit 1) base on true \
         cross join lateral (select coalesce(sum(case when credit_account_id = account.id then amount else -amount end), 0) as balance \
            from ledger_transfers where account.id in (debit_account_id, credit_account_id) \
            and posted_at >= coalesce(base.through_at, '-infinity') and posted_at < $2) moved \
         where account.balance is null on conflict do nothing",
    )
    .bind::<Date, _>(on)
    .bind::<Timestamptz, _>(through_at);
    Ok(inserted.execute(conn)?)
}
