//! Between which accounts an adjustment moves money, and what it posts.

use schema::ids::{AccountId, AdjustmentId, PartyId};
use schema::money::Money;

use super::{Direction, Error, Order};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;
use crate::ledger::{self, Account, AccountKind, Between, movements};
use crate::party::{self, Kind};

/// The accounts between which an adjustment moves money.
pub(super) struct Accounts {
    cash: AccountId,
    lower: AccountId,
    debt: Option<AccountId>,
}

impl Accounts {
    /// Those of the order, when the partner may see the party and the actor may give the order.
    pub(super) fn of(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        partner: PartyId,
        direction: Direction,
        order: &Order,
    ) -> Result<Self, Error> {
        let party = party::by_ids(conn, now, actor, &[order.party_id])?.pop().ok_or(Error::NotFound)?;
        actor.require(direction.permission(party.kind))?;
        let currency = order.amount.currency();
        let (lower, debt) = match party.kind {
            Kind::Reseller => (AccountKind::Cash, None),
            Kind::Customer => (AccountKind::Spending, Some(AccountKind::Debt)),
            Kind::Vendor | Kind::Distributor | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => {
                return Err(Error::NotFound);
            }
        };
        let kinds: Vec<AccountKind> = [AccountKind::Cash, lower].into_iter().chain(debt).collect();
        let found = ledger::accounts(conn, &[partner, order.party_id], &kinds, currency)?;
        let of = |owner, kind| {
            let is_it = |account: &&Account| account.owner_id == owner && account.kind == kind;
            found.iter().find(is_it).map(|account| account.id).ok_or(Error::Currency(currency))
        };
        Ok(Self {
            cash: of(partner, AccountKind::Cash)?,
            lower: of(order.party_id, lower)?,
            debt: debt.map(|kind| of(order.party_id, kind)).transpose()?,
        })
    }

    /// All of them, to be locked.
    pub(super) fn ids(&self) -> Vec<AccountId> {
        [self.cash, self.lower].into_iter().chain(self.debt).collect()
    }

    /// What is to be posted, and how much of it clears what is owed; `locked` has the accounts as they are.
    pub(super) fn movements(
        &self,
        locked: &[Account],
        id: AdjustmentId,
        direction: Direction,
        amount: Money,
    ) -> Result<(Vec<ledger::Movement>, Money), Error> {
        let nothing = Money::zero(amount.currency());
        match direction {
            Direction::Reclaim => {
                let between = Between { from: self.lower, to: self.cash };
                Ok((vec![movements::reclaim(id, between, amount)], nothing))
            }
            Direction::Allocate => {
                let between = Between { from: self.cash, to: self.lower };
                let allocation = movements::allocation(id, between, amount);
                let Some(debt) = self.debt else { return Ok((vec![allocation], nothing)) };
                let owed = locked.iter().find(|account| account.id == debt).and_then(Account::money).unwrap_or(nothing);
                if !owed.is_negative() {
                    return Ok((vec![allocation], nothing));
                }
                let cleared = owed.negated().min(amount).map_err(ledger::Error::from)?;
                Ok((vec![allocation, movements::arrears_clearing(id, self.lower, debt, cleared)], cleared))
            }
        }
    }
}
