//! A customer is charged.

use schema::ids::{ChargeId, PartyId};
use schema::money::Money;

use super::accounts::Accounts;
use super::input::{Checked, fingerprint};
use super::{Available, Charge, Error, Parts, Payment, SalesMode, Use, store};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::calendar;
use crate::clock::Now;
use crate::coupon::{self, Purchase};
use crate::db::{Conn, Mode};
use crate::idempotency::Once;
use crate::ledger::{self, AccountKind, Between, Movement, movements};
use crate::party::{self, Edge, EdgeKind};

/// Charges a customer for what it used: coupons pay first, then what `told` says.
///
/// - mode and partner are those of the time of use
/// - resale: the balance is what the partner allocated, and pays only while that association is today's and is not
///   being ended; the customer's own money never does
/// - advisory, and under no partner: the balance is the customer's own money
/// - what the balance does not cover is owed; online and by the partner the whole of it is paid
///
/// The same key and input again answer with the first charge. In [`Mode::Dry`] nothing is written.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::KeyReused`], [`Error::NoSuchCustomer`], [`Error::Payment`], [`Error::Ledger`] when a
/// partner has less than it is to pay, and those of a malformed input.
///
/// # Source
/// domain.md 3.4 A-4, 3.7, 4.2 C-11, 5.1; invariants 3, 5, 7.
pub fn record(conn: &mut Conn, now: Now, actor: &Actor, told: &Use, mode: Mode) -> Result<Once<Charge>, Error> {
    actor.require(Permission::ChargeRecord)?;
    let told = told.check(now)?;
    let sha256 = fingerprint(&told)?;
    match earlier(conn, &told, &sha256)? {
        Some(charge) => Ok(Once { result: charge, replayed: true }),
        None => mode.run(conn, |conn| first(conn, now, actor, &told, sha256)),
    }
}

/// The charge that was recorded under this key.
fn earlier(conn: &mut Conn, told: &Checked, sha256: &[u8]) -> Result<Option<Charge>, Error> {
    let Some((charge, input)) = store::by_key(conn, &told.charge_key)? else { return Ok(None) };
    if input == sha256 { Ok(Some(charge)) } else { Err(Error::KeyReused("chargeKey")) }
}

fn first(conn: &mut Conn, now: Now, actor: &Actor, told: &Checked, sha256: Vec<u8>) -> Result<Once<Charge>, Error> {
    let payer = match told.payment {
        Payment::Partner => stood(conn, told)?.map(|edge| edge.upper_id),
        Payment::Balance | Payment::Online => None,
    };
    let currency = told.price.payable.currency();
    let accounts = Accounts::lock(conn, now, actor, currency, told.customer_id, payer)?;
    // Who waited for the lock finds what was done meanwhile.
    if let Some(charge) = earlier(conn, told, &sha256)? {
        return Ok(Once { result: charge, replayed: true });
    }
    let then = stood(conn, told)?;
    let mode = SalesMode::of(then.as_ref());
    check_payment(conn, told, mode, then.as_ref())?;
    let is_open = is_open(conn, now, told.customer_id, then.as_ref())?;
    let id = ChargeId::new();
    let coupon = if is_open { pay_by_coupons(conn, now, id, told)? } else { Money::zero(currency) };
    let spending = if is_open { accounts.balance(AccountKind::Spending)? } else { Money::zero(currency) };
    let available = Available { spending, own: accounts.balance(AccountKind::Own)? };
    let parts = Parts::of(told.price.payable, coupon, told.payment, mode, available)?;
    let movements = movements_of(conn, id, &accounts, mode, then.as_ref(), &parts)?;
    let posted = ledger::post(conn, now, actor, &movements)?;
    let charge = store::NewCharge {
        id,
        told,
        sha256,
        edge: then.as_ref(),
        mode,
        cycle: calendar::cycle_of(told.occurred_at),
        parts,
        transaction_id: posted.first().map(|transfer| transfer.transaction_id),
    };
    let charge = store::insert(conn, now, &charge)?;
    let details = serde_json::json!({ "payable": charge.payable, "payment": charge.payment, "cycle": charge.cycle });
    let line =
        audit::Line { party_id: charge.customer_id, operation: "charge.record", subject: id.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(Once { result: charge, replayed: false })
}

/// The partner's edge under which the customer stood when it used it.
fn stood(conn: &mut Conn, told: &Checked) -> Result<Option<Edge>, Error> {
    let is_partners = |edge: &Edge| matches!(edge.kind, EdgeKind::Resale | EdgeKind::Advisory);
    let edges = party::edges_of(conn, told.customer_id)?;
    Ok(edges.into_iter().find(|edge| is_partners(edge) && edge.lasts_at(told.occurred_at)))
}

fn check_payment(conn: &mut Conn, told: &Checked, mode: SalesMode, then: Option<&Edge>) -> Result<(), Error> {
    let partner = match then.filter(|_| told.payment == Payment::Partner) {
        Some(edge) => party::kind_of(conn, edge.upper_id)?,
        None => None,
    };
    let payment = told.payment;
    if payment.is_for(mode, partner) { Ok(()) } else { Err(Error::Payment { mode, payment }) }
}

/// Whether the association of then is today's, and is not being ended: only then does what its partner gave pay.
fn is_open(conn: &mut Conn, now: Now, customer: PartyId, then: Option<&Edge>) -> Result<bool, Error> {
    let Some(then) = then else { return Ok(false) };
    let today = party::edge_above(conn, now, customer)?;
    Ok(today.is_some_and(|edge| edge.id == then.id && edge.closing_at.is_none()))
}

/// What the customer's coupons pay of it; they were given for use, not for goods of the marketplace.
fn pay_by_coupons(conn: &mut Conn, now: Now, id: ChargeId, told: &Checked) -> Result<Money, Error> {
    let due = told.price.payable;
    let mut paid = Money::zero(due.currency());
    if told.is_marketplace {
        return Ok(paid);
    }
    let purchase = Purchase {
        customer_id: told.customer_id,
        charge_id: id,
        service_type: &told.service_type,
        product: told.product.as_deref(),
        is_discounted: !told.price.discount.is_zero(),
    };
    for spent in coupon::spend(conn, now, &purchase, due)? {
        paid = paid.checked_add(spent.amount)?;
    }
    Ok(paid)
}

/// The transfers that pay the parts; a part of nothing has none.
fn movements_of(
    conn: &mut Conn,
    id: ChargeId,
    accounts: &Accounts,
    mode: SalesMode,
    then: Option<&Edge>,
    parts: &Parts,
) -> Result<Vec<Movement>, Error> {
    let revenue = accounts.vendors(AccountKind::Revenue)?;
    let mut made = Vec::new();
    if parts.balance.is_positive() {
        let kind = match mode {
            SalesMode::Resale => AccountKind::Spending,
            SalesMode::Advisory | SalesMode::Direct => AccountKind::Own,
        };
        let between = Between { from: accounts.customers(kind)?, to: revenue };
        made.push(movements::charge(id, between, parts.balance));
    }
    if parts.online.is_positive() {
        let clearing = accounts.vendors(AccountKind::OnlineClearing)?;
        made.push(movements::online_payment(id, clearing, revenue, parts.online));
    }
    if parts.partner.is_positive() {
        let cash = accounts.cash(conn, then.map(|edge| edge.upper_id))?;
        made.push(movements::partner_payment(id, cash, revenue, parts.partner));
    }
    if parts.arrears.is_positive() {
        made.push(movements::arrears(id, accounts.customers(AccountKind::Debt)?, revenue, parts.arrears));
    }
    Ok(made)
}
