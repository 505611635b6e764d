//! Fund lots: of which credits from outside the money on an account is (domain.md 3.1, 3.8).
//!
//! A credit from outside opens an origin. What an account has of an origin is a lot, one an account and origin; a
//! transfer takes from the lots of one account, oldest origin first, and gives to those of the other. So every
//! balance is the sum of its lots, and every transfer says which money it moved: its lineage, through every tier.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use schema::ids::{AccountId, FundOriginId, TransactionId, TransferId};
use schema::money::Money;
use schema::text_enum;

use super::store::{self, FundLot};
use super::{Account, Error, Movement, Transfer, TransferKind};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::visibility::{self, At};

text_enum! {
    /// How money came in.
    pub enum Channel {
        /// A transfer to an exclusive remittance account (the reference's channel 2).
        BankTransfer = "bank_transfer",
        /// A refund of what no money of ours had paid for.
        Refund = "refund",
    }
}

/// Where a credit came from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// By which way.
    pub channel: Channel,
    /// What the channel calls it.
    pub reference: String,
    /// When it came in.
    pub arrived_at: DateTime<Utc>,
}

/// Some money of one origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Where it came from.
    pub origin_id: FundOriginId,
    /// When that was.
    pub arrived_at: DateTime<Utc>,
    /// How much.
    pub amount: Money,
}

/// Which money a movement moves.
#[derive(Debug, Clone)]
pub enum Lots {
    /// The oldest that the account has.
    Oldest,
    /// New money, from outside.
    From(Origin),
    /// Of these origins, as much of each; together the whole amount.
    These(Vec<Share>),
}

/// For each of `accounts` whose money the actor may see, the lots with something left, oldest
/// first, at most 100.
///
/// # Errors
/// When the database does not answer.
pub fn of_accounts(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    accounts: &[AccountId],
) -> db::Result<HashMap<AccountId, Vec<FundLot>>> {
    let visible = visibility::account(actor, "ledger_accounts", At::Now(now));
    let mut by_account: HashMap<AccountId, Vec<FundLot>> = HashMap::new();
    for lot in store::open_lots(conn, &visible, accounts)? {
        by_account.entry(lot.account_id).or_default().push(lot);
    }
    Ok(by_account)
}

/// What an account that is locked has of origins that did not come in by its owner: what others allocated to it, oldest
/// first.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn shares_from_others(conn: &mut Conn, account: &Account) -> db::Result<Vec<Share>> {
    store::lots_from_others(conn, account)
}

/// What is left, on an account that is locked, of the money that the transaction brought in; nothing when it moved on.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn shares_left(conn: &mut Conn, account: AccountId, brought_by: TransactionId) -> db::Result<Vec<Share>> {
    store::lots_left(conn, account, brought_by)
}

/// Of which origins the money was that the transfers of `kinds` in `transactions` moved: a share an origin, oldest
/// first.
///
/// # Errors
/// When the database does not answer.
pub fn of_transactions(
    conn: &mut Conn,
    transactions: &[TransactionId],
    kinds: &[TransferKind],
) -> db::Result<Vec<Share>> {
    if transactions.is_empty() { Ok(Vec::new()) } else { store::shares_of_transactions(conn, transactions, kinds) }
}

/// A new origin, to be written.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) id: FundOriginId,
    pub(super) account_id: AccountId,
    pub(super) transfer_id: TransferId,
    pub(super) origin: Origin,
    pub(super) amount: Money,
}

/// The place of a lot: accounts, then oldest origin first.
type Place = (AccountId, DateTime<Utc>, FundOriginId);

/// The lots that one posting touches, and what it does to them.
#[derive(Debug, Default)]
pub(super) struct Book {
    /// What the debited accounts have, oldest first.
    lots: BTreeMap<Place, Money>,
    /// What each lot gains or, below zero, loses.
    pub(super) changes: BTreeMap<Place, Money>,
    pub(super) origins: Vec<Opened>,
    pub(super) shares: Vec<(TransferId, Share)>,
}

impl Book {
    /// Opens the lots that `movements` need. Their accounts are locked, and so their lots.
    pub(super) fn open<'m>(
        conn: &mut Conn,
        accounts: &BTreeMap<AccountId, Account>,
        movements: impl Iterator<Item = &'m Movement>,
    ) -> Result<Self, Error> {
        let mut book = Self::default();
        let mut needed: BTreeMap<AccountId, Money> = BTreeMap::new();
        let mut chosen: BTreeMap<AccountId, Money> = BTreeMap::new();
        let add = |sums: &mut BTreeMap<AccountId, Money>, movement: &Movement| {
            let sum = sums.entry(movement.debit).or_insert(Money::zero(movement.amount.currency()));
            *sum = sum.checked_add(movement.amount)?;
            Ok::<_, Error>(())
        };
        for movement in movements.filter(|it| keeps_lots(accounts, it.debit)) {
            match &movement.lots {
                Lots::Oldest | Lots::From(_) => add(&mut needed, movement)?,
                Lots::These(shares) => {
                    add(&mut chosen, movement)?;
                    let origins: Vec<FundOriginId> = shares.iter().map(|share| share.origin_id).collect();
                    book.learn(movement.debit, store::lots_of_origins(conn, movement.debit, &origins)?);
                }
            }
        }
        for (account, amount) in needed {
            // The oldest may be among those that are taken for another reason.
            let taken = chosen.get(&account).copied().unwrap_or(Money::zero(amount.currency()));
            let amount = amount.checked_add(taken)?;
            book.learn(account, store::oldest_lots(conn, account, amount)?);
        }
        Ok(book)
    }

    fn learn(&mut self, account: AccountId, lots: Vec<Share>) {
        for lot in lots {
            self.lots.insert((account, lot.arrived_at, lot.origin_id), lot.amount);
        }
    }

    /// Moves the lots of one transfer.
    pub(super) fn carry(
        &mut self,
        accounts: &BTreeMap<AccountId, Account>,
        movement: &Movement,
        transfer: &Transfer,
    ) -> Result<(), Error> {
        let (takes, gives) = (keeps_lots(accounts, movement.debit), keeps_lots(accounts, movement.credit));
        let shares = match &movement.lots {
            Lots::Oldest if takes => self.oldest(movement.debit, movement.amount)?,
            // What comes from the platform to an account with lots has to say from where.
            Lots::Oldest if gives => return Err(Error::NoOrigin),
            Lots::Oldest => return Ok(()),
            Lots::From(origin) => vec![self.arrive(movement, transfer, origin)],
            Lots::These(shares) => whole(shares, movement.amount)?,
        };
        for share in shares {
            if takes {
                self.change(movement.debit, &share, share.amount.negated())?;
            }
            if gives {
                self.change(movement.credit, &share, share.amount)?;
            }
            self.shares.push((transfer.id, share));
        }
        Ok(())
    }

    /// The oldest money of the account, as much as `amount`.
    fn oldest(&self, account: AccountId, amount: Money) -> Result<Vec<Share>, Error> {
        let mut missing = amount;
        let mut shares = Vec::new();
        for (&(of, arrived_at, origin_id), &remaining) in &self.lots {
            if of == account && missing.is_positive() && remaining.is_positive() {
                let taken = remaining.min(missing)?;
                missing = missing.checked_sub(taken)?;
                shares.push(Share { origin_id, arrived_at, amount: taken });
            }
        }
        if missing.is_positive() { Err(Error::LotsDoNotCover(account)) } else { Ok(shares) }
    }

    fn arrive(&mut self, movement: &Movement, transfer: &Transfer, origin: &Origin) -> Share {
        let id = FundOriginId::new();
        let (account_id, amount) = (movement.credit, movement.amount);
        self.origins.push(Opened { id, account_id, transfer_id: transfer.id, origin: origin.clone(), amount });
        Share { origin_id: id, arrived_at: origin.arrived_at, amount }
    }

    fn change(&mut self, account: AccountId, share: &Share, by: Money) -> Result<(), Error> {
        let place = (account, share.arrived_at, share.origin_id);
        let zero = Money::zero(by.currency());
        let left = self.lots.entry(place).or_insert(zero);
        *left = left.checked_add(by)?;
        if left.is_negative() {
            return Err(Error::LotsDoNotCover(account));
        }
        let change = self.changes.entry(place).or_insert(zero);
        *change = change.checked_add(by)?;
        Ok(())
    }
}

fn keeps_lots(accounts: &BTreeMap<AccountId, Account>, id: AccountId) -> bool {
    accounts.get(&id).is_some_and(|account| account.kind.keeps_lots())
}

/// The shares, when they are the whole amount.
fn whole(shares: &[Share], amount: Money) -> Result<Vec<Share>, Error> {
    let mut sum = Money::zero(amount.currency());
    for share in shares {
        sum = sum.checked_add(share.amount)?;
    }
    if sum == amount { Ok(shares.to_vec()) } else { Err(Error::NoOrigin) }
}
