//! The accounts that a charge or a refund may touch.

use schema::ids::{AccountId, PartyId};
use schema::money::{Currency, Money};

use super::Error;
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;
use crate::ledger::{self, Account, AccountKind};
use crate::party;

/// The customer's accounts and its partner's cash, locked, and those of the vendor.
#[derive(Debug)]
pub(super) struct Accounts {
    currency: Currency,
    customer: PartyId,
    vendor: PartyId,
    all: Vec<Account>,
}

impl Accounts {
    /// Locks them. From then on the customer's association does not change: who changes it locks the same.
    pub(super) fn lock(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        currency: Currency,
        customer: PartyId,
        partner: Option<PartyId>,
    ) -> Result<Self, Error> {
        let vendor = party::vendor(conn)?.ok_or(Error::NoSuchCustomer)?.id;
        let owners: Vec<PartyId> = [customer, vendor].into_iter().chain(partner).collect();
        let mut found = ledger::accounts_of(conn, now, actor, &owners)?;
        let is_customer =
            |accounts: &Vec<Account>| accounts.iter().any(|account| account.kind == AccountKind::Spending);
        if !found.get(&customer).is_some_and(is_customer) {
            return Err(Error::NoSuchCustomer);
        }
        let theirs = owners.iter().filter_map(|owner| found.remove(owner)).flatten();
        let (platform, owned): (Vec<Account>, Vec<Account>) = theirs
            .filter(|account| account.currency == currency && is_touched(account.kind))
            .partition(|account| account.kind.is_platform());
        let ids: Vec<AccountId> = owned.iter().map(|account| account.id).collect();
        let all = ledger::lock(conn, &ids)?.into_iter().chain(platform).collect();
        Ok(Self { currency, customer, vendor, all })
    }

    /// What the customer has, or owes, on its account of `kind`.
    pub(super) fn balance(&self, kind: AccountKind) -> Result<Money, Error> {
        let account = self.find(self.customer, kind).ok_or(Error::NoAccountIn(self.currency))?;
        Ok(account.money().unwrap_or(Money::zero(self.currency)))
    }

    /// The customer's account of `kind`.
    pub(super) fn customers(&self, kind: AccountKind) -> Result<AccountId, Error> {
        self.find(self.customer, kind).map(|account| account.id).ok_or(Error::NoAccountIn(self.currency))
    }

    /// The vendor's account of `kind`.
    pub(super) fn vendors(&self, kind: AccountKind) -> Result<AccountId, Error> {
        Ok(self.find(self.vendor, kind).ok_or(self.none(kind))?.id)
    }

    /// The cash account of `partner`.
    pub(super) fn cash(&self, conn: &mut Conn, partner: Option<PartyId>) -> Result<AccountId, Error> {
        let kind = AccountKind::Cash;
        let partner = partner.ok_or(self.none(kind))?;
        match self.find(partner, kind) {
            Some(account) => Ok(account.id),
            // The association changed between the first look and the lock: the posting locks it.
            None => Ok(ledger::require_account(conn, partner, kind, self.currency)?.id),
        }
    }

    fn find(&self, owner: PartyId, kind: AccountKind) -> Option<&Account> {
        self.all.iter().find(|account| account.owner_id == owner && account.kind == kind)
    }

    const fn none(&self, kind: AccountKind) -> ledger::Error {
        ledger::Error::NoAccount { kind, currency: self.currency }
    }
}

const fn is_touched(kind: AccountKind) -> bool {
    match kind {
        AccountKind::Cash
        | AccountKind::Spending
        | AccountKind::Own
        | AccountKind::Debt
        | AccountKind::OnlineClearing
        | AccountKind::Revenue => true,
        AccountKind::Held | AccountKind::Earmarked | AccountKind::BankClearing => false,
    }
}
