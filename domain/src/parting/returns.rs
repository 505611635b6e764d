//! What goes back to the upper party before the two part (domain.md 2.5, Q-08, Q-10).

use schema::ids::PartyId;
use schema::money::{Currency, Money};

use super::{Error, Parting};
use crate::actor::Actor;
use crate::adjustment;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::ledger::movements::{self, Between};
use crate::ledger::{self, Account, AccountKind, Lots, Share, TransferKind};
use crate::party::EdgeKind;

/// Locks what the lower party has: whoever allocates, charges or issues waits, and then sees what has changed. For a
/// reseller the other account of its returns as well, because a promotion is one transaction.
pub(super) fn lock(conn: &mut Conn, parting: &Parting) -> Result<(), Error> {
    let mut ids = vec![account(conn, parting.lower_id, kind_of(parting.from_kind))?.id];
    if parting.from_kind == EdgeKind::Reseller {
        ids.push(account(conn, parting.upper_id, AccountKind::Cash)?.id);
    }
    ledger::lock(conn, &ids)?;
    Ok(())
}

/// What became of the money.
pub(super) enum Returned {
    /// This went back; zero when there was nothing.
    Whole(Money),
    /// A customer owes more than it has: nothing was moved.
    Owes,
}

/// Gives the money back to the upper party, once.
///
/// A customer's spending account is emptied. What it came to owe since the first step is paid from it first: such
/// charges were not taken from the balance any more. A reseller keeps what it brought in itself.
///
/// # Errors
/// [`Error::Ledger`].
pub(super) fn money(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Returned, Error> {
    match parting.from_kind {
        EdgeKind::Resale | EdgeKind::Advisory => of_customer(conn, now, actor, parting),
        EdgeKind::Reseller | EdgeKind::Partner => of_reseller(conn, now, actor, parting).map(Returned::Whole),
    }
}

fn of_customer(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Returned, Error> {
    let spending = account(conn, parting.lower_id, AccountKind::Spending)?.id;
    let debt = account(conn, parting.lower_id, AccountKind::Debt)?.id;
    let cash = account(conn, parting.upper_id, AccountKind::Cash)?.id;
    let locked = ledger::lock(conn, &[spending, debt, cash])?;
    let has = |id| locked.iter().find(|account| account.id == id).and_then(Account::money);
    let (has, owes) = (has(spending).unwrap_or(zero()), has(debt).unwrap_or(zero()).negated());
    let left = has.checked_sub(owes).map_err(ledger::Error::from)?;
    if left.is_negative() {
        return Ok(Returned::Owes);
    }
    let clearing = owes.is_positive().then(|| movements::parting_arrears(parting.id, spending, debt, owes));
    let back = Between { from: spending, to: cash };
    let unbinding = left.is_positive().then(|| movements::unbinding(parting.id, back, left, Lots::Oldest));
    post(conn, now, actor, parting, clearing.into_iter().chain(unbinding).collect())?;
    Ok(Returned::Whole(left))
}

fn of_reseller(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Money, Error> {
    let from = account(conn, parting.lower_id, AccountKind::Cash)?;
    let to = account(conn, parting.upper_id, AccountKind::Cash)?.id;
    ledger::lock(conn, &[from.id, to])?;
    let shares = ledger::shares_from_others(conn, &from)?;
    let sum = sum(&shares)?;
    let back = Between { from: from.id, to };
    let unbinding = sum.is_positive().then(|| movements::unbinding(parting.id, back, sum, Lots::These(shares)));
    post(conn, now, actor, parting, unbinding.into_iter().collect())?;
    Ok(sum)
}

/// Posts what there is, and writes down what came back to the partner.
fn post(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    parting: &Parting,
    movements: Vec<ledger::Movement>,
) -> Result<(), Error> {
    if movements.is_empty() {
        return Ok(());
    }
    let posted = ledger::post(conn, now, actor, &movements)?;
    for transfer in posted.iter().filter(|transfer| transfer.kind == TransferKind::Unbinding) {
        adjustment::unbound(conn, actor, parting.upper_id, parting.lower_id, transfer)?;
    }
    Ok(())
}

/// Whether money that a reseller has from others is not available: it cannot be given back.
///
/// # Errors
/// When the database does not answer.
pub(super) fn has_money_held(conn: &mut Conn, reseller: PartyId) -> db::Result<bool> {
    for kind in [AccountKind::Held, AccountKind::Earmarked] {
        if let Some(account) = ledger::account(conn, reseller, kind, Currency::CNY)?
            && !ledger::shares_from_others(conn, &account)?.is_empty()
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether the lower party of an edge of `mode` has nothing that belongs to the upper.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn is_settled(conn: &mut Conn, mode: EdgeKind, lower: PartyId) -> db::Result<bool> {
    let Some(account) = ledger::account(conn, lower, kind_of(mode), Currency::CNY)? else { return Ok(true) };
    Ok(match mode {
        EdgeKind::Resale => !account.money().is_some_and(Money::is_positive),
        EdgeKind::Reseller => ledger::shares_from_others(conn, &account)?.is_empty(),
        EdgeKind::Advisory | EdgeKind::Partner => true,
    })
}

fn account(conn: &mut Conn, owner: PartyId, kind: AccountKind) -> Result<Account, Error> {
    ledger::account(conn, owner, kind, Currency::CNY)?.ok_or(Error::NoSuchParty)
}

/// The account that a party stands under another with.
const fn kind_of(mode: EdgeKind) -> AccountKind {
    match mode {
        EdgeKind::Resale | EdgeKind::Advisory => AccountKind::Spending,
        EdgeKind::Reseller | EdgeKind::Partner => AccountKind::Cash,
    }
}

fn sum(shares: &[Share]) -> Result<Money, Error> {
    let sum = shares.iter().try_fold(zero(), |sum, share| sum.checked_add(share.amount));
    Ok(sum.map_err(ledger::Error::from)?)
}

fn zero() -> Money {
    Money::zero(Currency::CNY)
}
