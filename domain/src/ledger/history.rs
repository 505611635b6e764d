//! What accounts stood at, as of any moment, and statements of account.
//!
//! An account's transfers are in order of time (`posted_at` never goes back), so its balance as of a moment is the
//! one that its last transfer until then left: a lookup, whatever lies before or behind. A platform account keeps no
//! running balance; its is a snapshot and the sum of what came after. Before its first transfer an account stood at
//! zero, also before it was opened; as of a moment to come it stands where it stands now.
//!
//! A command may post up to two seconds after it asked for the time (it waits that long for a lock), so the last two
//! seconds can still change.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use schema::ids::AccountId;
use schema::money::Money;

use super::lists::{Direction, seen_then};
use super::{TransferKind, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::visibility::{self, At};

/// An account at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Moment {
    /// The account.
    pub account_id: AccountId,
    /// The moment, itself included.
    pub at: DateTime<Utc>,
}

/// What an account stood at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// What was on it.
    pub balance: Money,
    /// How many transfers had touched it; none for a platform account.
    pub version: Option<i64>,
}

/// An account over a time.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Period {
    /// The account.
    pub account_id: AccountId,
    /// From this moment on.
    pub from: DateTime<Utc>,
    /// Before this moment.
    pub to: DateTime<Utc>,
}

/// What an account did in a period, as far as the actor might see it then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// What it stood at before; none for who might not see it then.
    pub opening: Option<Money>,
    /// What it stood at in the end; none for who might not see it then.
    pub closing: Option<Money>,
    /// What came in all.
    pub credited: Money,
    /// What went in all.
    pub debited: Money,
    /// The same by kind, in the order in which kinds are declared, what came in before what went out.
    pub turnovers: Vec<Turnover>,
}

/// The transfers of one kind and direction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turnover {
    /// Their kind.
    pub kind: TransferKind,
    /// Which way they went.
    pub direction: Direction,
    /// How much in all.
    pub amount: Money,
    /// How many.
    pub count: i64,
}

/// What each account stood at as of each moment, of those that the actor might see then.
///
/// # Errors
/// When the database does not answer.
pub fn balances_at(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    moments: &[Moment],
) -> db::Result<HashMap<Moment, Standing>> {
    let visible = visibility::account(actor, "touched", At::Column("asked.seen_at"));
    let asked: Vec<_> = moments.iter().map(|it| (it.account_id, it.at, seen_at(now, it.at))).collect();
    let found = store::balances_at(conn, &visible, &asked)?;
    Ok(found.into_iter().filter_map(|(place, standing)| Some((moments.get(place)?.clone(), standing))).collect())
}

/// A statement of account for each period.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 3.1, invariants 1, 13, 16.
pub fn statements(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    periods: &[Period],
) -> db::Result<HashMap<Period, Statement>> {
    let asked: Vec<store::Asked> = periods
        .iter()
        .map(|it| {
            let (before, last) = (just_before(it.from), just_before(it.to));
            let (from, to, last_seen_at) = (it.from, it.to, seen_at(now, last));
            store::Asked { account_id: it.account_id, from, to, before, last, last_seen_at }
        })
        .collect();
    let opening = visibility::account(actor, "touched", At::Column("asked.before"));
    let closing = visibility::account(actor, "touched", At::Column("asked.last_seen_at"));
    let found = store::statements(conn, [&opening, &closing, &seen_then(actor)], &asked)?;
    Ok(found.into_iter().filter_map(|(place, statement)| Some((periods.get(place)?.clone(), statement))).collect())
}

/// Through the edges of which moment it is seen: nobody knows those to come.
fn seen_at(now: Now, at: DateTime<Utc>) -> DateTime<Utc> {
    at.min(now.instant())
}

/// The last moment before, as the database counts.
fn just_before(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(at)
}
