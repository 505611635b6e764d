//! Writes down what time did: coupons begin, coupons and quotas end.
//!
//! Everything counts as expired before this; running late or twice changes
//! nothing, because what goes back is decided by when it ended.

use super::Error;
use super::closing::Closing;
use super::parting::with_parents;
use super::record::Operation;
use super::store::{coupons, quotas};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;

/// Lets at most `limit` coupons begin and as many end; returns how many. What was not spent goes back to the quota when
/// that outlived the coupon, and lapses otherwise.
///
/// # Errors
/// [`Error::Sum`], [`Error::Database`].
///
/// # Source
/// domain.md 4.4, Q-13.
pub fn expire(conn: &mut Conn, now: Now, actor: &Actor, limit: i64) -> Result<usize, Error> {
    let mut changed = coupons::activate(conn, now, limit)?;
    let found = coupons::overdue(conn, now, limit)?;
    let mut closing = Closing::of_coupons(conn, now, actor, &found)?;
    for (id, _) in &found {
        changed += usize::from(closing.end_coupon(*id, Operation::Expire, None)?.is_some());
    }
    closing.write(conn)?;
    Ok(changed)
}

/// Ends at most `limit` quotas whose time is over, those that ended first first; returns how many. To be run when
/// [`expire`] finds nothing more: what coupons give back comes first.
///
/// # Errors
/// [`Error::Sum`], [`Error::Database`].
pub fn expire_quotas(conn: &mut Conn, now: Now, actor: &Actor, limit: i64) -> Result<usize, Error> {
    let ids = quotas::overdue(conn, now, limit)?;
    let mut closing = with_parents(conn, now, actor, &ids)?;
    let mut ended = 0;
    for id in &ids {
        ended += usize::from(closing.end_quota(*id, None)?.is_some());
    }
    closing.write(conn)?;
    Ok(ended)
}
