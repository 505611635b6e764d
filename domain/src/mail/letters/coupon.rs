//! Letters about coupons.

use chrono::{DateTime, Utc};
use schema::ids::CouponId;
use schema::money::Money;

use super::Error;
use crate::coupon::{self, Kind, Told};
use crate::db::Conn;
use crate::party;

/// A partner issued a coupon to a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CouponIssued {
    /// Who issued it.
    pub partner_name: String,
    /// Whose it is.
    pub customer_name: String,
    /// Of which kind it is.
    pub kind: Kind,
    /// What it is worth.
    pub face_value: Money,
    /// First instant at which it pays.
    pub valid_from: DateTime<Utc>,
    /// First instant at which it no longer does.
    pub valid_to: DateTime<Utc>,
}

/// What the customer reads: its own name in full.
pub(super) fn issued(conn: &mut Conn, id: CouponId) -> Result<CouponIssued, Error> {
    let Told { issuer_id, customer_id, kind, face_value, valid_from, valid_to } =
        coupon::told(conn, id)?.ok_or(Error::Missing)?;
    let partner_name = party::store::get(conn, issuer_id)?.ok_or(Error::Missing)?.name;
    let customer_name = party::store::get(conn, customer_id)?.ok_or(Error::Missing)?.name;
    Ok(CouponIssued { partner_name, customer_name, kind, face_value, valid_from, valid_to })
}
