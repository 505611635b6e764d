//! Carrying a parting out, a step at a time.

use schema::ids::PartingId;
use schema::money::Money;
use schema::notices::Notice;

use super::returns::{self, Returned};
use super::{Blocker, Done, Error, Event, Kind, Parting, Status, Step, facts, notices, store, write_down};
use crate::actor::Actor;
use crate::clock::Now;
use crate::coupon::{self, Why};
use crate::db::Conn;
use crate::party::{self, EdgeKind, association};

/// Coupons or quotas of one transaction: each has an audit line, whose chain stays locked until the end.
const BATCH: i64 = 100;

/// Whether there is more to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// There is a next step.
    More,
    /// It has ended.
    Over,
}

/// What came of a step.
enum Outcome {
    /// It is done.
    Done { count: Option<i32>, amount: Option<Money> },
    /// A part of it is done.
    Partly,
    /// It cannot be done: the parting ends here.
    Blocked(Vec<Blocker>),
}

const DONE: Outcome = Outcome::Done { count: None, amount: None };

/// Does the next step and writes it down: both, or neither. Told again, it goes on where it stands; told after the end,
/// it changes nothing.
///
/// # Errors
/// What a step meets; nothing of it is kept.
///
/// # Source
/// domain.md 2.5, invariants 6, 20, 25.
pub fn advance(conn: &mut Conn, now: Now, actor: &Actor, id: PartingId) -> Result<Progress, Error> {
    let executing = store::lock(conn, id)?.filter(|it| it.state == Status::Executing);
    let Some(parting) = executing else { return Ok(Progress::Over) };
    let Some(step) = parting.kind.next(&store::steps(conn, id)?) else { return Ok(Progress::Over) };
    let outcome = match step {
        Step::Check => check(conn, now, &parting)?,
        Step::Coupons => coupons(conn, now, actor, &parting)?,
        Step::Quotas => quotas(conn, now, actor, &parting)?,
        Step::Money => money(conn, now, actor, &parting)?,
        Step::Association => associate(conn, now, actor, &parting)?,
        Step::Notice => {
            notices::tell_both(conn, now, &parting, |to| Notice::PartingDone { parting_id: id, to })?;
            DONE
        }
    };
    match outcome {
        Outcome::Partly => Ok(Progress::More),
        Outcome::Blocked(blockers) => block(conn, now, actor, &parting, &blockers),
        Outcome::Done { count, amount } => {
            store::insert_step(conn, id, &Done { step, at: now.instant(), count, amount })?;
            if step == Step::Notice { complete(conn, now, actor, &parting) } else { Ok(Progress::More) }
        }
    }
}

/// The blockers again: time has passed since it was asked for.
fn check(conn: &mut Conn, now: Now, parting: &Parting) -> Result<Outcome, Error> {
    let edge = association::lock(conn, now, parting.lower_id)?;
    let edge = edge.filter(|edge| edge.id == parting.edge_id).ok_or(Error::Over)?;
    let blockers = facts::blockers(conn, now, &edge, parting.kind)?;
    Ok(if blockers.is_empty() { DONE } else { Outcome::Blocked(blockers) })
}

fn coupons(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Outcome, Error> {
    returns::lock(conn, parting)?;
    let why = match parting.to_kind {
        None => Why::Disassociation,
        // What it had under advisory sales goes as if it came anew (domain.md 2.5, record type 7).
        Some(EdgeKind::Resale) => Why::Association,
        Some(EdgeKind::Advisory | EdgeKind::Partner | EdgeKind::Reseller) => Why::ModeSwitch,
    };
    let taken = coupon::reclaim_of_customer(conn, now, actor, parting.lower_id, parting.upper_id, why, BATCH)?;
    taken_back(conn, parting, taken)
}

fn quotas(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Outcome, Error> {
    returns::lock(conn, parting)?;
    let taken = coupon::reclaim_of_reseller(conn, now, actor, parting.lower_id, parting.upper_id, BATCH)?;
    taken_back(conn, parting, taken)
}

/// Counts a batch; the step is done when nothing was left.
fn taken_back(conn: &mut Conn, parting: &Parting, taken: usize) -> Result<Outcome, Error> {
    if taken == 0 {
        return Ok(Outcome::Done { count: Some(parting.coupons_returned), amount: None });
    }
    store::add_coupons(conn, parting.id, i32::try_from(taken).unwrap_or(i32::MAX))?;
    Ok(Outcome::Partly)
}

fn money(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Outcome, Error> {
    let amount = match returns::money(conn, now, actor, parting)? {
        Returned::Whole(amount) => amount,
        Returned::Owes => return Ok(Outcome::Blocked(vec![Blocker::Arrears])),
    };
    store::set_money(conn, parting.id, amount)?;
    Ok(Outcome::Done { count: None, amount: Some(amount) })
}

fn associate(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Outcome, Error> {
    let lower = parting.lower_id;
    association::lock(conn, now, lower)?;
    // A reseller on its way out takes no customer; one that was on its way in has arrived by now.
    if parting.kind == Kind::ResellerExit && association::has_customers(conn, now, lower)? {
        return Ok(Outcome::Blocked(vec![Blocker::HasCustomers]));
    }
    match parting.to_kind {
        Some(to @ (EdgeKind::Resale | EdgeKind::Advisory)) => party::switch(conn, now, actor, lower, to)?,
        Some(EdgeKind::Partner | EdgeKind::Reseller) | None => party::leave(conn, now, actor, lower)?,
    };
    Ok(DONE)
}

fn block(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting, blockers: &[Blocker]) -> Result<Progress, Error> {
    store::set_ended(conn, now, parting.id, parting.state.on(Event::Block)?, blockers)?;
    association::set_closing(conn, parting.edge_id, None)?;
    notices::tell_both(conn, now, parting, |to| Notice::PartingDecided { parting_id: parting.id, to })?;
    write_down(conn, now, actor, parting, "parting.block", serde_json::json!({ "blockers": blockers }))?;
    Ok(Progress::Over)
}

fn complete(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<Progress, Error> {
    store::set_ended(conn, now, parting.id, parting.state.on(Event::Complete)?, &[])?;
    let details = serde_json::json!({
        "moneyReturned": parting.money_returned, "couponsReturned": parting.coupons_returned,
    });
    write_down(conn, now, actor, parting, "parting.complete", details)?;
    Ok(Progress::Over)
}
