//! Accounts and transfers as an actor sees them.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::ids::{AccountId, PartyId, TransactionId, TransferId};
use schema::money::Money;
use schema::text_enum;

use super::store::{self, Account, Transfer};
use super::{AccountKind, TransferKind};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility::{self, At};

text_enum! {
    /// Which way money went, as an account sees it.
    pub enum Direction {
        /// It was given to the account.
        In = "in",
        /// It was taken from the account.
        Out = "out",
    }
}

/// Which transfers of an account a list has.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct TransferFilter {
    /// Only of one of these kinds.
    pub kinds: Option<Vec<TransferKind>>,
    /// Only from this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Only before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Only those that went this way.
    pub direction: Option<Direction>,
}

/// Those of `ids` whose money the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn accounts_by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[AccountId]) -> db::Result<Vec<Account>> {
    store::accounts_by_ids(conn, &visibility::account(actor, "ledger_accounts", At::Now(now)), ids)
}

/// For each of `owners`, the accounts whose money the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn accounts_of(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    owners: &[PartyId],
) -> db::Result<HashMap<PartyId, Vec<Account>>> {
    let visible = visibility::account(actor, "ledger_accounts", At::Now(now));
    let mut by_owner: HashMap<PartyId, Vec<Account>> = HashMap::new();
    for account in store::accounts_of(conn, &visible, owners)? {
        by_owner.entry(account.owner_id).or_default().push(account);
    }
    Ok(by_owner)
}

/// A page of the accounts whose money the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page_accounts(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    kind: Option<AccountKind>,
    page: &Page,
) -> db::Result<Slice<Account>> {
    store::page_accounts(conn, &visibility::account(actor, "ledger_accounts", At::Now(now)), kind, page)
}

/// How many accounts [`page_accounts`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_accounts(conn: &mut Conn, now: Now, actor: &Actor, kind: Option<AccountKind>) -> db::Result<i64> {
    store::count_accounts(conn, &visibility::account(actor, "ledger_accounts", At::Now(now)), kind)
}

/// What each platform account of `ids` stands at: credits less debits.
///
/// # Errors
/// When the database does not answer.
pub fn platform_balances(conn: &mut Conn, ids: &[AccountId]) -> db::Result<HashMap<AccountId, Money>> {
    store::platform_balances(conn, ids)
}

/// Those of `ids` that touched money the actor might see then.
///
/// # Errors
/// When the database does not answer.
pub fn transfers_by_ids(conn: &mut Conn, actor: &Actor, ids: &[TransferId]) -> db::Result<Vec<Transfer>> {
    store::transfers_by_ids(conn, &seen_then(actor), ids)
}

/// For each of `transactions`, those of its transfers that touched money the actor might see then.
///
/// # Errors
/// When the database does not answer.
pub fn transfers_of_transactions(
    conn: &mut Conn,
    actor: &Actor,
    transactions: &[TransactionId],
) -> db::Result<HashMap<TransactionId, Vec<Transfer>>> {
    let mut by_transaction: HashMap<TransactionId, Vec<Transfer>> = HashMap::new();
    for transfer in store::transfers_of_transactions(conn, &seen_then(actor), transactions)? {
        by_transaction.entry(transfer.transaction_id).or_default().push(transfer);
    }
    Ok(by_transaction)
}

/// For each of `accounts`, a page of its transfers that the actor might see
/// when they were posted, in the order in which they were.
///
/// # Errors
/// When the database does not answer.
pub fn transfers_of(
    conn: &mut Conn,
    actor: &Actor,
    accounts: &[AccountId],
    filter: &TransferFilter,
    page: &Page,
) -> db::Result<HashMap<AccountId, Slice<Transfer>>> {
    store::transfers_of(conn, &seen_then(actor), accounts, filter, page)
}

/// For each of `accounts`, how many transfers [`transfers_of`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_transfers_of(
    conn: &mut Conn,
    actor: &Actor,
    accounts: &[AccountId],
    filter: &TransferFilter,
) -> db::Result<HashMap<AccountId, i64>> {
    store::count_transfers_of(conn, &seen_then(actor), accounts, filter)
}

pub(super) fn seen_then(actor: &Actor) -> String {
    visibility::account(actor, "touched", At::Column("ledger_transfers.posted_at"))
}
