//! What goes back up when a customer or a reseller leaves.
//!
//! Each step does at most so many rows and says how many; repeated until it
//! says none, it is safe to run twice. Whoever calls it holds the lock of the
//! lower party's account.

use schema::ids::{CouponQuotaId, PartyId};

use super::closing::Closing;
use super::store::{coupons, quotas};
use super::{Error, Why};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;

/// Takes back what `partner` issued to `customer` and is not spent, at most `limit` coupons; returns how many.
///
/// # Errors
/// [`Error::Sum`], [`Error::Database`].
///
/// # Source
/// domain.md 2.5, C-8; record types 3, 7 and 8.
pub fn reclaim_of_customer(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    customer: PartyId,
    partner: PartyId,
    why: Why,
    limit: i64,
) -> Result<usize, Error> {
    let found = coupons::open_of(conn, customer, partner, limit)?;
    let mut closing = Closing::of_coupons(conn, now, actor, &found)?;
    let mut ended = 0;
    for (id, _) in &found {
        ended += usize::from(closing.end_coupon(*id, why.operation(), None)?.is_some());
    }
    closing.write(conn)?;
    Ok(ended)
}

/// Takes back what `reseller` has not issued of what `distributor` gave it, at most `limit` quotas; returns how many.
/// Coupons stay with its customers.
///
/// # Errors
/// [`Error::Sum`], [`Error::Database`].
///
/// # Source
/// domain.md C-9, 1.1.
pub fn reclaim_of_reseller(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    reseller: PartyId,
    distributor: PartyId,
    limit: i64,
) -> Result<usize, Error> {
    let ids = quotas::open_of(conn, reseller, distributor, limit)?;
    let mut closing = with_parents(conn, now, actor, &ids)?;
    let mut ended = 0;
    for id in &ids {
        ended += usize::from(closing.end_quota(*id, None)?.is_some());
    }
    closing.write(conn)?;
    Ok(ended)
}

/// Locks quotas and their parents, which never change, in one ascending order.
pub(super) fn with_parents<'a>(
    conn: &mut Conn,
    now: Now,
    actor: &'a Actor,
    ids: &[CouponQuotaId],
) -> Result<Closing<'a>, Error> {
    let parents = quotas::by_ids(conn, "true", ids)?.into_iter().filter_map(|quota| quota.parent_id);
    let all: Vec<CouponQuotaId> = ids.iter().copied().chain(parents).collect();
    Ok(Closing::of_quotas(conn, now, actor, &all)?)
}
