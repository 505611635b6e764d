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

pub mod alert;
mod error;
mod history;
mod kind;
mod lineage;
mod lists;
mod lots;
pub mod movements;
mod posting;
mod snapshot;
mod store;
mod verify;

use std::collections::HashMap;

use schema::ids::{AccountId, PartyId};
use schema::money::{Currency, Money};

use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::{self, Kind, Party};

pub use error::Error;
pub use history::{Moment, Period, Standing, Statement, Turnover, balances_at, statements};
pub use kind::{AccountKind, TransferKind};
pub use lineage::{Lineage, Traced, Way, lineages, lineages_of_transfers, origins_by_ids, ways};
pub use lists::{
    Direction, TransferFilter, accounts_by_ids, accounts_of, count_accounts, count_transfers_of, page_accounts,
    platform_balances, transfers_by_ids, transfers_of, transfers_of_transactions,
};
pub use lots::{Channel, Lots, Origin, Share, of_accounts as lots_of, of_transactions as shares_of};
pub(crate) use lots::{shares_from_others, shares_left};
pub use movements::{Between, Movement};
pub use posting::{correct, lock, post, post_all, post_on};
pub use snapshot::take as take_snapshot;
pub use store::{Account, FundLot, FundOrigin, Transfer};
pub use verify::{Discrepancy, verify};

/// Opens the accounts a party of this kind has, in `currency`.
///
/// # Errors
/// When the database does not answer.
pub fn open_accounts(conn: &mut Conn, now: Now, party: &Party, currency: Currency) -> db::Result<()> {
    let kinds: &[AccountKind] = match party.kind {
        Kind::Vendor => &[AccountKind::BankClearing, AccountKind::OnlineClearing, AccountKind::Revenue],
        Kind::Distributor | Kind::Reseller | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => {
            &[AccountKind::Cash, AccountKind::Held, AccountKind::Earmarked, AccountKind::Debt]
        }
        Kind::Customer => &[AccountKind::Spending, AccountKind::Own, AccountKind::Debt],
    };
    for kind in kinds {
        let balance = (!kind.is_platform()).then(|| Money::zero(currency).amount());
        let account = Account {
            id: AccountId::new(),
            owner_id: party.id,
            kind: *kind,
            currency,
            balance,
            version: balance.map(|_| 0),
            posted_at: None,
            alert_threshold: None,
            is_alert_armed: true,
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

/// The accounts in `currency` that these parties have of these kinds.
///
/// # Errors
/// When the database does not answer.
pub fn accounts(
    conn: &mut Conn,
    owners: &[PartyId],
    kinds: &[AccountKind],
    currency: Currency,
) -> db::Result<Vec<Account>> {
    store::find_accounts(conn, owners, kinds, currency)
}

/// The party's account of `kind` in `currency`, which it must have.
///
/// # Errors
/// [`Error::NoAccount`].
pub fn require_account(
    conn: &mut Conn,
    owner: PartyId,
    kind: AccountKind,
    currency: Currency,
) -> Result<Account, Error> {
    store::find_account(conn, owner, kind, currency)?.ok_or(Error::NoAccount { kind, currency })
}

/// The accounts of `kinds` in `currency` that the parties have, whoever asks, by owner and kind.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn accounts_in(
    conn: &mut Conn,
    owners: &[PartyId],
    kinds: &[AccountKind],
    currency: Currency,
) -> db::Result<HashMap<(PartyId, AccountKind), Account>> {
    let found = store::accounts_in(conn, owners, kinds, currency)?;
    Ok(found.into_iter().map(|account| ((account.owner_id, account.kind), account)).collect())
}

/// The platform's account of `kind` in `currency`.
///
/// # Errors
/// [`Error::NoAccount`].
pub fn platform_account(conn: &mut Conn, kind: AccountKind, currency: Currency) -> Result<Account, Error> {
    let vendor = party::vendor(conn)?.ok_or(Error::NoAccount { kind, currency })?;
    require_account(conn, vendor.id, kind, currency)
}

impl Account {
    /// What an owner account has; none for a platform account.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        self.balance.and_then(|balance| Money::new(balance, self.currency).ok())
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
