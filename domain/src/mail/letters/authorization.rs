//! Letters about authorisations.

use chrono::NaiveDate;
use schema::ids::AuthorizationId;
use schema::notices::CustomerAnswer;

use super::Error;
use crate::authorization::{self, Authorization, Scope};
use crate::db::Conn;
use crate::mask;
use crate::party;

/// A partner asks a customer for an authorisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationRequested {
    /// Who asks.
    pub partner_name: String,
    /// Who is asked.
    pub customer_name: String,
    /// What for.
    pub scope: Scope,
    /// Last day, GMT+8; none for no end.
    pub expires_on: Option<NaiveDate>,
}

/// A customer answered, or took back what it had granted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorizationAnswered {
    /// Who had asked.
    pub partner_name: String,
    /// Who answered, masked.
    pub customer_name: String,
    /// What for.
    pub scope: Scope,
    /// Last day, GMT+8; none for no end.
    pub expires_on: Option<NaiveDate>,
    /// What it said.
    pub answer: CustomerAnswer,
}

/// What the customer reads: its own name in full.
pub(super) fn requested(conn: &mut Conn, id: AuthorizationId) -> Result<AuthorizationRequested, Error> {
    let (Authorization { scope, expires_on, .. }, partner_name, customer_name) = read(conn, id)?;
    Ok(AuthorizationRequested { partner_name, customer_name, scope, expires_on })
}

/// What the partner reads: the customer's name masked.
pub(super) fn answered(
    conn: &mut Conn,
    id: AuthorizationId,
    answer: CustomerAnswer,
) -> Result<AuthorizationAnswered, Error> {
    let (Authorization { scope, expires_on, .. }, partner_name, customer_name) = read(conn, id)?;
    let customer_name = mask::name(&customer_name);
    Ok(AuthorizationAnswered { partner_name, customer_name, scope, expires_on, answer })
}

fn read(conn: &mut Conn, id: AuthorizationId) -> Result<(Authorization, String, String), Error> {
    let authorization = authorization::get(conn, id)?.ok_or(Error::Missing)?;
    let partner = party::store::get(conn, authorization.partner_id)?.ok_or(Error::Missing)?;
    let customer = party::store::get(conn, authorization.customer_id)?.ok_or(Error::Missing)?;
    Ok((authorization, partner.name, customer.name))
}
