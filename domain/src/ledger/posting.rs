//! Posting: the one way transfers come to be.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schema::ids::{AccountId, TransactionId, TransferId};
use schema::jobs::WarnBalance;
use schema::money::{Money, MoneyError};

use super::lots::Book;
use super::{Account, AccountKind, Error, Movement, Transfer, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::outbox;

/// Posts `movements` as one business act, all or none.
///
/// Locks the owner accounts in ascending order of their ids, refuses what would
/// leave one below zero, and writes the transfers with the version and balance
/// they leave on either side. What is below its threshold after the whole act
/// warns its owner, once a crossing ([`super::alert`]).
///
/// # Errors
/// [`Error::InsufficientFunds`], [`Error::AlreadyPosted`] for a key that was
/// used, [`Error::NoSuchAccount`], [`Error::Amount`], [`Error::Outbox`].
pub fn post(conn: &mut Conn, now: Now, actor: &Actor, movements: &[Movement]) -> Result<Vec<Transfer>, Error> {
    Ok(post_all(conn, now, actor, &[movements])?.pop().unwrap_or_default())
}

/// [`post`] for who has locked the accounts already: `locked` is what [`lock`] returned in this transaction, and nothing
/// was posted since. It has every account of `movements`.
///
/// # Errors
/// Those of [`post`].
pub fn post_on(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    locked: Vec<Account>,
    movements: &[Movement],
) -> Result<Vec<Transfer>, Error> {
    let is_moved = |account: &Account| movements.iter().any(|it| [it.debit, it.credit].contains(&account.id));
    let accounts = locked.into_iter().filter(is_moved).collect();
    Ok(post_acts(conn, now, actor, accounts, &[movements], None)?.pop().unwrap_or_default())
}

/// [`post`] for an act that corrects an earlier one and names it (design.md 4).
///
/// # Errors
/// Those of [`post`]; [`Error::AlreadyPosted`] also when it was corrected before.
pub fn correct(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    corrected: TransactionId,
    movements: &[Movement],
) -> Result<Vec<Transfer>, Error> {
    let accounts = accounts_of(conn, movements.iter())?;
    Ok(post_acts(conn, now, actor, accounts, &[movements], Some(corrected))?.pop().unwrap_or_default())
}

/// [`post`] for many business acts, in as few statements as possible: the transfers of each. All acts or none.
///
/// # Errors
/// Those of [`post`].
pub fn post_all(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acts: &[impl AsRef<[Movement]>],
) -> Result<Vec<Vec<Transfer>>, Error> {
    let accounts = accounts_of(conn, acts.iter().flat_map(|act| act.as_ref()))?;
    post_acts(conn, now, actor, accounts, acts, None)
}

fn post_acts(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    accounts: Vec<Account>,
    acts: &[impl AsRef<[Movement]>],
    corrected: Option<TransactionId>,
) -> Result<Vec<Vec<Transfer>>, Error> {
    let mut accounts: BTreeMap<AccountId, Account> =
        accounts.into_iter().map(|account| (account.id, account)).collect();
    let mut book = Book::open(conn, &accounts, acts.iter().flat_map(|act| act.as_ref()))?;
    // An account's transfers are in order of time, whatever clock or wait a command had.
    let posted_at = accounts.values().filter_map(|account| account.posted_at).fold(now.instant(), Ord::max);
    let mut posted = Vec::with_capacity(acts.len());
    for act in acts {
        let transaction_id = TransactionId::new();
        let mut transfers = Vec::with_capacity(act.as_ref().len());
        for movement in act.as_ref() {
            let transfer = transfer(&mut accounts, movement, transaction_id, posted_at)?;
            book.carry(&accounts, movement, &transfer)?;
            transfers.push(transfer);
        }
        posted.push(transfers);
    }
    let warnings: Vec<WarnBalance> = accounts.values_mut().filter_map(Account::watch).collect();
    store::write(conn, &actor.label(), posted_at, corrected, accounts.values(), &posted)?;
    store::write_lots(conn, &book)?;
    if !warnings.is_empty() {
        outbox::enqueue_all(conn, now, &warnings)?;
    }
    Ok(posted)
}

/// Carries a movement out on the accounts.
fn transfer(
    accounts: &mut BTreeMap<AccountId, Account>,
    movement: &Movement,
    transaction_id: TransactionId,
    posted_at: DateTime<Utc>,
) -> Result<Transfer, Error> {
    if !movement.amount.is_positive() {
        return Err(MoneyError::OutOfBounds.into());
    }
    let debit = account_of(accounts, movement.debit, movement)?.take(movement.amount)?;
    let credit = account_of(accounts, movement.credit, movement)?.give(movement.amount)?;
    Ok(Transfer {
        id: TransferId::new(),
        transaction_id,
        debit_account_id: movement.debit,
        credit_account_id: movement.credit,
        amount: movement.amount,
        kind: movement.kind,
        key: movement.key.clone(),
        debit_version: debit.map(|(version, _)| version),
        debit_balance: debit.map(|(_, balance)| balance.amount()),
        credit_version: credit.map(|(version, _)| version),
        credit_balance: credit.map(|(_, balance)| balance.amount()),
        posted_at,
    })
}

/// Locks the owner accounts among `ids`, in ascending order of their ids, until the transaction ends: whoever decides
/// by what is on an account, or by whom it stands under, locks it first.
///
/// # Errors
/// When the database does not answer.
pub fn lock(conn: &mut Conn, ids: &[AccountId]) -> db::Result<Vec<Account>> {
    store::lock_owner_accounts(conn, ids)
}

fn accounts_of<'m>(conn: &mut Conn, movements: impl Iterator<Item = &'m Movement>) -> db::Result<Vec<Account>> {
    let mut ids: Vec<AccountId> = movements.flat_map(|movement| [movement.debit, movement.credit]).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut accounts = store::lock_owner_accounts(conn, &ids)?;
    if accounts.len() < ids.len() {
        accounts.extend(store::platform_accounts(conn, &ids)?);
    }
    Ok(accounts)
}

fn account_of<'a>(
    accounts: &'a mut BTreeMap<AccountId, Account>,
    id: AccountId,
    movement: &Movement,
) -> Result<&'a mut Account, Error> {
    let currency = movement.amount.currency();
    accounts
        .get_mut(&id)
        .filter(|account| account.currency == currency)
        .ok_or(Error::NoSuchAccount { account: id, currency })
}

impl Account {
    /// Takes `amount` away: the version and balance left, none on a platform account.
    fn take(&mut self, amount: Money) -> Result<Option<(i64, Money)>, Error> {
        let Some(available) = self.money() else { return Ok(None) };
        let rest = available.checked_sub(amount)?;
        if rest.is_negative() && self.kind != AccountKind::Debt {
            return Err(Error::InsufficientFunds { account: self.id, available, needed: amount });
        }
        Ok(self.leave(rest))
    }

    /// Adds `amount`: the version and balance left, none on a platform account.
    fn give(&mut self, amount: Money) -> Result<Option<(i64, Money)>, Error> {
        let Some(before) = self.money() else { return Ok(None) };
        let sum = before.checked_add(amount)?;
        if sum.is_positive() && self.kind == AccountKind::Debt {
            return Err(Error::Overpaid { owed: before, paid: amount });
        }
        Ok(self.leave(sum))
    }

    fn leave(&mut self, balance: Money) -> Option<(i64, Money)> {
        let version = self.version? + 1;
        self.balance = Some(balance.amount());
        self.version = Some(version);
        Some((version, balance))
    }
}
