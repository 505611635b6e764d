//! The ledger: a list of transfers (design.md 4).
//!
//! A transfer takes an amount from one account and gives it to another, so no
//! set of rows can fail to balance. Rows are append-only. Accounts of parties
//! keep their balance and a version that counts the transfers without gaps;
//! both are changed under a lock, in ascending order of account ids. Platform
//! accounts keep neither, so that no row is hot: their balance is the sum of
//! transfers above a daily snapshot.
//!
//! Only [`movements`] says which transfers there are, only [`post`] makes them.

mod lists;
mod lots;
pub mod movements;
mod snapshot;
mod store;
mod verify;

use std::collections::BTreeMap;

use schema::ids::{AccountId, PartyId, TransactionId, TransferId};
use schema::money::{Currency, Money, MoneyError};
use schema::problem::Code;
use schema::text_enum;

use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::{Kind, Party};
use crate::refusal::Refusal;

pub use lists::{
    accounts_by_ids, accounts_of, count_accounts, count_transfers_of, page_accounts, platform_balances,
    transfers_by_ids, transfers_of,
};
pub use lots::{Channel, Origin, of_accounts as lots_of, open as open_lot};
pub use movements::Movement;
pub use snapshot::take as take_snapshot;
pub use store::{Account, FundLot, Transfer};
pub use verify::{Discrepancy, verify};

text_enum! {
    /// What an account holds.
    pub enum AccountKind {
        /// A partner's available money.
        Cash = "cash",
        /// A partner's money that is set aside.
        Held = "held",
        /// What a customer may spend.
        Spending = "spending",
        /// What banks reported: the platform's side of money that came in.
        BankClearing = "bank_clearing",
    }
}

text_enum! {
    /// Which movement a transfer belongs to.
    pub enum TransferKind {
        /// A bank transfer was credited to a partner.
        Remittance = "remittance",
        /// Money was set aside.
        Hold = "hold",
        /// Money that was set aside is available again.
        HoldRelease = "hold_release",
    }
}

/// Why nothing was posted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The account has less than the amount.
    #[error("{available} available, {needed} needed")]
    InsufficientFunds {
        /// The account that would fall below zero.
        account: AccountId,
        /// What it has.
        available: Money,
        /// What was to be taken.
        needed: Money,
    },
    /// The fact that names the movement was posted before.
    #[error("posted before")]
    AlreadyPosted,
    /// An account does not exist, or is not one of the movement's currency.
    #[error("no account {account} in {currency}")]
    NoSuchAccount {
        /// The account.
        account: AccountId,
        /// The movement's currency.
        currency: Currency,
    },
    /// An amount is not more than zero, or a sum is out of bounds.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("ledger_transfers_key_unique") => Self::AlreadyPosted,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::InsufficientFunds { .. } => Code::InsufficientFunds,
            Self::AlreadyPosted => Code::StateConflict,
            Self::NoSuchAccount { .. } => Code::NotFound,
            Self::Amount(_) => Code::InvalidInput,
            Self::Database(error) => error.code(),
        }
    }
}

/// Posts `movements` as one business act, all or none.
///
/// Locks the owner accounts in ascending order of their ids, refuses what would
/// leave one below zero, and writes the transfers with the version and balance
/// they leave on either side.
///
/// # Errors
/// [`Error::InsufficientFunds`], [`Error::AlreadyPosted`] for a key that was
/// used, [`Error::NoSuchAccount`], [`Error::Amount`].
pub fn post(conn: &mut Conn, now: Now, actor: &Actor, movements: &[Movement]) -> Result<Vec<Transfer>, Error> {
    let mut accounts = lock_accounts(conn, movements)?;
    let transaction_id = TransactionId::new();
    let mut transfers = Vec::with_capacity(movements.len());
    for movement in movements {
        if !movement.amount.is_positive() {
            return Err(MoneyError::OutOfBounds.into());
        }
        let debit = account_of(&mut accounts, movement.debit, movement)?.take(movement.amount)?;
        let credit = account_of(&mut accounts, movement.credit, movement)?.give(movement.amount)?;
        transfers.push(Transfer {
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
            posted_at: now.instant(),
        });
    }
    store::write(conn, &actor.label(), now.instant(), accounts.values(), &transfers)?;
    Ok(transfers)
}

/// Opens the accounts a party of this kind has, in `currency`.
///
/// # Errors
/// When the database does not answer.
pub fn open_accounts(conn: &mut Conn, now: Now, party: &Party, currency: Currency) -> db::Result<()> {
    let kinds: &[AccountKind] = match party.kind {
        Kind::Vendor => &[AccountKind::BankClearing],
        Kind::Distributor | Kind::Reseller | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => {
            &[AccountKind::Cash, AccountKind::Held]
        }
        Kind::Customer => &[AccountKind::Spending],
    };
    for kind in kinds {
        let balance = (*kind != AccountKind::BankClearing).then(|| Money::zero(currency).amount());
        let account = Account {
            id: AccountId::new(),
            owner_id: party.id,
            kind: *kind,
            currency,
            balance,
            version: balance.map(|_| 0),
            created_at: now.instant(),
        };
        store::insert_account(conn, &account)?;
    }
    Ok(())
}

/// The party's account of `kind` in `currency`.
///
/// # Errors
/// When the database does not answer.
pub fn account(conn: &mut Conn, owner: PartyId, kind: AccountKind, currency: Currency) -> db::Result<Option<Account>> {
    store::find_account(conn, owner, kind, currency)
}

fn lock_accounts(conn: &mut Conn, movements: &[Movement]) -> db::Result<BTreeMap<AccountId, Account>> {
    let mut ids: Vec<AccountId> = movements.iter().flat_map(|movement| [movement.debit, movement.credit]).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut accounts = store::lock_owner_accounts(conn, &ids)?;
    if accounts.len() < ids.len() {
        accounts.extend(store::platform_accounts(conn, &ids)?);
    }
    Ok(accounts.into_iter().map(|account| (account.id, account)).collect())
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
    /// What an owner account has; none for a platform account.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        self.balance.and_then(|balance| Money::new(balance, self.currency).ok())
    }

    /// Takes `amount` away: the version and balance left, none on a platform account.
    fn take(&mut self, amount: Money) -> Result<Option<(i64, Money)>, Error> {
        let Some(available) = self.money() else { return Ok(None) };
        let rest = available.checked_sub(amount)?;
        if rest.is_negative() {
            return Err(Error::InsufficientFunds { account: self.id, available, needed: amount });
        }
        Ok(self.leave(rest))
    }

    /// Adds `amount`: the version and balance left, none on a platform account.
    fn give(&mut self, amount: Money) -> Result<Option<(i64, Money)>, Error> {
        let Some(before) = self.money() else { return Ok(None) };
        let sum = before.checked_add(amount)?;
        Ok(self.leave(sum))
    }

    fn leave(&mut self, balance: Money) -> Option<(i64, Money)> {
        let version = self.version? + 1;
        self.balance = Some(balance.amount());
        self.version = Some(version);
        Some((version, balance))
    }
}

impl Transfer {
    /// What it left on the debited account; none on a platform account.
    #[must_use]
    pub fn debit_balance(&self) -> Option<Money> {
        self.debit_balance.and_then(|balance| Money::new(balance, self.amount.currency()).ok())
    }

    /// What it left on the credited account; none on a platform account.
    #[must_use]
    pub fn credit_balance(&self) -> Option<Money> {
        self.credit_balance.and_then(|balance| Money::new(balance, self.amount.currency()).ok())
    }
}
