//! What a charge cost is given back.

use schema::ids::{AccountId, RefundId, TransactionId};
use schema::money::{Money, MoneyError};

use super::accounts::Accounts;
use super::input::{CheckedBack, fingerprint};
use super::refund::{Left, Returned, Stands, destination, split};
use super::{Back, Charge, Destination, Error, Refund, store};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::coupon;
use crate::db::{self, Conn, Mode};
use crate::idempotency::Once;
use crate::ledger::{self, AccountKind, Between, Channel, Movement, Origin, Share, TransferKind, movements};
use crate::party;

/// Gives back what of a charge is told: what is still owed of it is owed no longer, then money goes where
/// [`destination`] says, coupons last. The money is the very money that paid; what was paid online or owed and cleared
/// later is money of a new origin.
///
/// The same key and input again answer with the first refund. In [`Mode::Dry`] nothing is written.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::KeyReused`], [`Error::NoSuchCharge`], [`Error::TooMuch`], and those of a malformed
/// input.
///
/// # Source
/// domain.md 3.9; invariants 1, 3, 5.
pub fn refund(conn: &mut Conn, now: Now, actor: &Actor, told: &Back, mode: Mode) -> Result<Once<Refund>, Error> {
    actor.require(Permission::ChargeRecord)?;
    let told = told.check()?;
    let sha256 = fingerprint(&told)?;
    match earlier(conn, &told, &sha256)? {
        Some(refund) => Ok(Once { result: refund, replayed: true }),
        None => mode.run(conn, |conn| first(conn, now, actor, &told, sha256)),
    }
}

/// The refund that was made under this key.
fn earlier(conn: &mut Conn, told: &CheckedBack, sha256: &[u8]) -> Result<Option<Refund>, Error> {
    let Some((refund, input)) = store::refund_by_key(conn, &told.refund_key)? else { return Ok(None) };
    if input == sha256 { Ok(Some(refund)) } else { Err(Error::KeyReused("refundKey")) }
}

fn first(conn: &mut Conn, now: Now, actor: &Actor, told: &CheckedBack, sha256: Vec<u8>) -> Result<Once<Refund>, Error> {
    let charge = store::get(conn, told.charge_id)?.ok_or(Error::NoSuchCharge)?;
    let currency = charge.payable.currency();
    if told.amount.currency() != currency {
        return Err(Error::Currency(currency));
    }
    let accounts = Accounts::lock(conn, now, actor, currency, charge.customer_id, charge.partner_id)?;
    // Who waited for the lock finds what was done meanwhile.
    if let Some(refund) = earlier(conn, told, &sha256)? {
        return Ok(Once { result: refund, replayed: true });
    }
    let before = store::refunds_of_charge(conn, charge.id)?;
    let left = left(&charge, &before)?;
    if left.total()?.checked_sub(told.amount)?.is_negative() {
        return Err(Error::TooMuch { left: left.total()? });
    }
    let owed = accounts.balance(AccountKind::Debt)?.negated();
    let returned = split(told.amount, &left, owed)?;
    let id = RefundId::new();
    let (goes, account) = target(conn, now, &accounts, &charge, &returned)?;
    let movements = movements_of(conn, now, id, &accounts, &charge, &before, account, &returned)?;
    let posted = ledger::post(conn, now, actor, &movements)?;
    if coupon::give_back(conn, now, actor, charge.id, returned.coupon)? != returned.coupon {
        return Err(Error::CouponsDoNotCover);
    }
    let refund = store::NewRefund {
        id,
        told,
        sha256,
        returned,
        destination: goes,
        account_id: account,
        transaction_id: posted.first().map(|transfer| transfer.transaction_id),
    };
    let refund = store::insert_refund(conn, now, &refund)?;
    let details = serde_json::json!({ "charge": charge.id.to_string(), "amount": refund.amount, "destination": goes });
    let line =
        audit::Line { party_id: charge.customer_id, operation: "charge.refund", subject: id.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(Once { result: refund, replayed: false })
}

/// What earlier refunds left of the charge.
fn left(charge: &Charge, before: &[Refund]) -> Result<Left, MoneyError> {
    let mut left = Left {
        arrears: charge.arrears_amount,
        unaided: charge.payable.checked_sub(charge.coupon_amount)?,
        coupon: charge.coupon_amount,
    };
    for refund in before {
        left.arrears = left.arrears.checked_sub(refund.arrears_amount)?;
        left.unaided = left.unaided.checked_sub(refund.arrears_amount)?.checked_sub(refund.money_amount)?;
        left.coupon = left.coupon.checked_sub(refund.coupon_amount)?;
    }
    Ok(left)
}

/// Where the money goes, and on which account.
fn target(
    conn: &mut Conn,
    now: Now,
    accounts: &Accounts,
    charge: &Charge,
    returned: &Returned,
) -> Result<(Destination, Option<AccountId>), Error> {
    if !returned.money.is_positive() {
        return Ok((Destination::None, None));
    }
    let goes = destination(charge.mode, charge.payment, stands(conn, now, charge)?);
    let account = match goes {
        Destination::Spending => accounts.customers(AccountKind::Spending)?,
        Destination::Own => accounts.customers(AccountKind::Own)?,
        Destination::Partner => accounts.cash(conn, charge.partner_id)?,
        Destination::None => return Ok((goes, None)),
    };
    Ok((goes, Some(account)))
}

/// Where the association of the charge stands. One that is being ended has ended: what is given back now would be
/// left behind.
fn stands(conn: &mut Conn, now: Now, charge: &Charge) -> db::Result<Stands> {
    Ok(match party::edge_above(conn, now, charge.customer_id)? {
        Some(today) if Some(today.id) == charge.edge_id && today.closing_at.is_none() => Stands::Same,
        Some(today) if Some(today.id) != charge.edge_id => Stands::Switched,
        Some(_) | None => Stands::Ended,
    })
}

fn movements_of(
    conn: &mut Conn,
    now: Now,
    id: RefundId,
    accounts: &Accounts,
    charge: &Charge,
    before: &[Refund],
    account: Option<AccountId>,
    returned: &Returned,
) -> Result<Vec<Movement>, Error> {
    let revenue = accounts.vendors(AccountKind::Revenue)?;
    let mut made = Vec::new();
    if returned.arrears.is_positive() {
        let debt = accounts.customers(AccountKind::Debt)?;
        made.push(movements::arrears_refund(id, revenue, debt, returned.arrears));
    }
    let Some(account) = account else { return Ok(made) };
    let between = Between { from: revenue, to: account };
    let (shares, covered) = newest(&paid_with(conn, charge, before)?, returned.money)?;
    if covered.is_positive() {
        made.push(movements::refund(id, between, covered, shares));
    }
    let anew = returned.money.checked_sub(covered)?;
    if anew.is_positive() {
        let origin = Origin { channel: Channel::Refund, reference: charge.id.to_string(), arrived_at: now.instant() };
        made.push(movements::refund_anew(id, between, anew, origin));
    }
    Ok(made)
}

/// The money that paid the charge and was not given back yet, oldest first.
fn paid_with(conn: &mut Conn, charge: &Charge, before: &[Refund]) -> Result<Vec<Share>, Error> {
    let paid: Vec<TransactionId> = charge.transaction_id.into_iter().collect();
    let returned: Vec<TransactionId> = before.iter().filter_map(|refund| refund.transaction_id).collect();
    let paid = ledger::shares_of(conn, &paid, &[TransferKind::Charge, TransferKind::PartnerPayment])?;
    let returned = ledger::shares_of(conn, &returned, &[TransferKind::Refund])?;
    let mut shares = Vec::with_capacity(paid.len());
    for share in paid {
        let back = returned.iter().find(|back| back.origin_id == share.origin_id);
        let amount = match back {
            Some(back) => share.amount.checked_sub(back.amount)?,
            None => share.amount,
        };
        shares.push(Share { amount, ..share });
    }
    Ok(shares)
}

/// As much of `shares` as `amount`, the newest money first, as if less had been spent; and how much that is.
fn newest(shares: &[Share], amount: Money) -> Result<(Vec<Share>, Money), MoneyError> {
    let mut missing = amount;
    let mut taken = Vec::new();
    for share in shares.iter().rev().filter(|share| share.amount.is_positive()) {
        if missing.is_positive() {
            let part = share.amount.min(missing)?;
            missing = missing.checked_sub(part)?;
            taken.push(Share { amount: part, ..*share });
        }
    }
    Ok((taken, amount.checked_sub(missing)?))
}
