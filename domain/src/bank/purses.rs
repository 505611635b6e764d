//! The ledger accounts that bank entries move money on: clearing, and the cash and debt of partners.

use std::collections::HashMap;

use schema::ids::{AccountId, PartyId, TransactionId};
use schema::money::{Currency, Money, MoneyError};

use super::{BankEntry, Error, RemittanceAccount};
use crate::actor::Actor;
use crate::calendar;
use crate::clock::Now;
use crate::db::Conn;
use crate::ledger::movements::{self, EntryDecision};
use crate::ledger::{self, AccountKind, Channel, Movement, Origin, Share};

/// The accounts of some partners, locked together, so that the order is the one in which everybody locks.
pub(super) struct Purses {
    clearing: HashMap<Currency, AccountId>,
    accounts: HashMap<(PartyId, Currency), Purse>,
}

struct Purse {
    cash: AccountId,
    debt: AccountId,
    /// Zero or above.
    owed: Money,
}

/// A credit that was taken back.
pub(super) struct TakenBack {
    /// Whose it was.
    pub(super) party_id: PartyId,
    /// What did it.
    pub(super) transaction_id: TransactionId,
    /// How much of it had moved on and is owed, or was cleared at once.
    pub(super) moved_on: Money,
}

impl Purses {
    /// Of nobody.
    pub(super) fn none() -> Self {
        Self { clearing: HashMap::new(), accounts: HashMap::new() }
    }

    pub(super) fn open<'a>(
        conn: &mut Conn,
        accounts: impl Iterator<Item = &'a RemittanceAccount>,
    ) -> Result<Self, Error> {
        let mut owners: HashMap<Currency, Vec<PartyId>> = HashMap::new();
        for account in accounts {
            owners.entry(account.currency).or_default().push(account.party_id);
        }
        let mut purses = Self::none();
        let (mut ids, mut found) = (Vec::new(), Vec::new());
        for (currency, owners) in owners {
            let clearing = ledger::platform_account(conn, AccountKind::BankClearing, currency)?;
            purses.clearing.insert(currency, clearing.id);
            let kinds = [AccountKind::Cash, AccountKind::Debt];
            let accounts = ledger::accounts_in(conn, &owners, &kinds, currency)?;
            for owner in owners {
                let missing = |kind| ledger::Error::NoAccount { kind, currency };
                let cash = accounts.get(&(owner, AccountKind::Cash)).ok_or(missing(AccountKind::Cash))?;
                let debt = accounts.get(&(owner, AccountKind::Debt)).ok_or(missing(AccountKind::Debt))?;
                ids.extend([cash.id, debt.id]);
                found.push((owner, currency, cash.id, debt.id));
            }
        }
        let locked = balances(conn, &ids)?;
        for (owner, currency, cash, debt) in found {
            let owed = locked.get(&debt).copied().unwrap_or(Money::zero(currency)).negated();
            purses.accounts.insert((owner, currency), Purse { cash, debt, owed });
        }
        Ok(purses)
    }

    /// What crediting the entry moves: it comes in, and clears what the partner owes first.
    pub(super) fn credit(&mut self, entry: &BankEntry, party: PartyId) -> Result<Vec<Movement>, Error> {
        let (clearing, purse) = self.of(party, entry.amount.currency())?;
        let origin = Origin {
            channel: Channel::BankTransfer,
            reference: entry.bank_reference.clone().unwrap_or_default(),
            arrived_at: calendar::start_of(entry.booked_on),
        };
        let decision = next_decision(entry);
        let mut act = vec![movements::remittance(decision, clearing, purse.cash, entry.amount, origin)];
        if purse.owed.is_positive() {
            let cleared = purse.owed.min(entry.amount).map_err(ledger::Error::from)?;
            purse.owed = purse.owed.checked_sub(cleared).map_err(ledger::Error::from)?;
            act.push(movements::remittance_arrears_clearing(decision, purse.cash, purse.debt, cleared));
        }
        Ok(act)
    }

    /// Takes a credit back, to the cent: what is left of its own money on the partner's cash goes back, what has moved on
    /// is owed, and what else the partner has in cash clears what it owes at once. Held and earmarked money stays.
    ///
    /// - `credit`: in [`super::state::EntryStatus::Credited`], of `party`, locked
    /// - `decision`: what takes it back
    ///
    /// # Source
    /// domain.md 3.6; invariants 1 to 3.
    pub(super) fn take_back(
        &mut self,
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        credit: &BankEntry,
        party_id: PartyId,
        decision: EntryDecision,
    ) -> Result<TakenBack, Error> {
        let credited_by = credit.transaction_id.ok_or(Error::NotFound)?;
        let (clearing, purse) = self.of(party_id, credit.amount.currency())?;
        let stands = balances(conn, &[purse.cash, purse.debt])?;
        let stand = |account| stands.get(&account).copied().unwrap_or(Money::zero(credit.amount.currency()));
        let shares = ledger::shares_left(conn, purse.cash, credited_by)?;
        let parts = Parts::of(credit.amount, &shares, stand(purse.debt), stand(purse.cash));
        let Parts { left, moved_on, cleared } = parts.map_err(ledger::Error::from)?;
        let mut act = Vec::with_capacity(3);
        if left.is_positive() {
            act.push(movements::remittance_reversal(decision, purse.cash, clearing, left, shares));
        }
        if moved_on.is_positive() {
            act.push(movements::reversal_arrears(decision, purse.debt, clearing, moved_on));
        }
        if cleared.is_positive() {
            act.push(movements::reversal_arrears_clearing(decision, purse.cash, purse.debt, cleared));
        }
        let posted = ledger::correct(conn, now, actor, credited_by, &act)?;
        let transaction_id = posted.first().ok_or(Error::NotFound)?.transaction_id;
        Ok(TakenBack { party_id, transaction_id, moved_on })
    }

    fn of(&mut self, party: PartyId, currency: Currency) -> Result<(AccountId, &mut Purse), Error> {
        let missing = || ledger::Error::NoAccount { kind: AccountKind::Cash, currency };
        let clearing = *self.clearing.get(&currency).ok_or_else(missing)?;
        Ok((clearing, self.accounts.get_mut(&(party, currency)).ok_or_else(missing)?))
    }
}

/// What a credit that is taken back comes to.
struct Parts {
    /// Of its own money, on the partner's cash.
    left: Money,
    /// Of its own money, not there any more.
    moved_on: Money,
    /// Of other cash, against all that is then owed.
    cleared: Money,
}

impl Parts {
    /// - `shares`: what is left of its own money
    /// - `debt`: zero or below
    fn of(amount: Money, shares: &[Share], debt: Money, cash: Money) -> Result<Self, MoneyError> {
        let sum = |sum: Money, share: &Share| sum.checked_add(share.amount);
        let left = shares.iter().try_fold(Money::zero(amount.currency()), sum)?;
        let moved_on = amount.checked_sub(left)?;
        let owed = moved_on.checked_sub(debt)?;
        let cleared = owed.min(cash.checked_sub(left)?)?;
        Ok(Self { left, moved_on, cleared })
    }
}

/// The decision about the entry that is being taken.
pub(super) const fn next_decision(entry: &BankEntry) -> EntryDecision {
    EntryDecision { entry: entry.id, revision: entry.revision + 1 }
}

/// What the accounts stand at, locked.
fn balances(conn: &mut Conn, accounts: &[AccountId]) -> Result<HashMap<AccountId, Money>, Error> {
    let locked = ledger::lock(conn, accounts)?;
    Ok(locked.into_iter().filter_map(|account| Some((account.id, account.money()?))).collect())
}
