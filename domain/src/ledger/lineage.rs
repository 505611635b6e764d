//! Lineage: which credits from outside paid for a balance or a transfer, and by which way they came.
//!
//! What an account has of an origin is its lot. As of a moment it is the lot of today, less what came since, plus what
//! went since. Money has no marks: an account that had money of an origin twice, by two ways, has it by the last one.
//!
//! The way is found from its end: the last transfer that brought money of that origin, then the one that had brought
//! it there, until the account it arrived on. What merely came back (reclaimed, released) is only followed where
//! nothing else brought it, so that a way leads down the tiers and not in circles.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::ids::{AccountId, FundOriginId, TransferId};
use schema::money::Money;

use super::lists::seen_then;
use super::lots::Share;
use super::store::{self, FundOrigin};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::visibility::{self, At};

/// An account whose money is traced.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Traced {
    /// The account.
    pub account_id: AccountId,
    /// As of when; none for now.
    pub at: Option<DateTime<Utc>>,
}

/// Which origins some money is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lineage {
    /// How much of which, oldest first, at most 100.
    pub shares: Vec<Share>,
    /// What is of others.
    pub rest: Money,
}

/// Money of an origin on an account, whose way is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Way {
    /// Where the money is.
    pub account_id: AccountId,
    /// Where it came from.
    pub origin_id: FundOriginId,
    /// As of when; none for now.
    pub until: Option<DateTime<Utc>>,
}

/// Which origins each account's money is of, or was; nothing where it is not traced or the actor might not see it then.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 3.1 (`FundLot`).
pub fn lineages(conn: &mut Conn, now: Now, actor: &Actor, traced: &[Traced]) -> db::Result<HashMap<Traced, Lineage>> {
    let visible = visibility::account(actor, "touched", At::Column("asked.seen_at"));
    let asked: Vec<_> = traced.iter().map(|it| (it, it.at.unwrap_or(now.instant()).min(now.instant()))).collect();
    let found = store::lineages(conn, &visible, &asked)?;
    Ok(found.into_iter().filter_map(|(place, lineage)| Some((traced.get(place)?.clone(), lineage))).collect())
}

/// Which origins the money of each transfer was of; nothing for a transfer between accounts whose money is not traced.
///
/// # Errors
/// When the database does not answer.
pub fn lineages_of_transfers(
    conn: &mut Conn,
    actor: &Actor,
    ids: &[TransferId],
) -> db::Result<HashMap<TransferId, Lineage>> {
    store::lineages_of_transfers(conn, &seen_then(actor), ids)
}

/// The accounts money came along, from where it arrived to where it is: those whose money the actor may see today.
///
/// # Errors
/// When the database does not answer.
pub fn ways(conn: &mut Conn, now: Now, actor: &Actor, ways: &[Way]) -> db::Result<HashMap<Way, Vec<AccountId>>> {
    let visible = visibility::account(actor, "ledger_accounts", At::Now(now));
    let mut found: HashMap<Way, Vec<AccountId>> = HashMap::new();
    for (place, account) in store::ways(conn, &visible, ways)? {
        if let Some(way) = ways.get(place) {
            found.entry(way.clone()).or_default().push(account);
        }
    }
    Ok(found)
}

/// Those of `ids` that came in where the actor might see money then.
///
/// # Errors
/// When the database does not answer.
pub fn origins_by_ids(conn: &mut Conn, actor: &Actor, ids: &[FundOriginId]) -> db::Result<Vec<FundOrigin>> {
    store::origins_by_ids(conn, &visibility::fund_origin(actor), ids)
}
