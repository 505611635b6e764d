//! Letters about balances.

use chrono::{DateTime, Utc};
use schema::ids::AccountId;
use schema::money::Money;

use super::Error;
use crate::db::Conn;
use crate::ledger::AccountKind;
use crate::ledger::alert;
use crate::party;

/// A balance fell below its threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalanceLow {
    /// Whose account it is.
    pub party_name: String,
    /// What the account holds.
    pub kind: AccountKind,
    /// The account.
    pub account_id: AccountId,
    /// What was left.
    pub balance: Money,
    /// Below what it fell.
    pub threshold: Money,
    /// When.
    pub at: DateTime<Utc>,
}

/// What was left on the account with that version.
pub(super) fn low(conn: &mut Conn, id: AccountId, version: i64, threshold: Money) -> Result<BalanceLow, Error> {
    let crossing = alert::crossing(conn, id, version)?.ok_or(Error::Missing)?;
    let owner = party::store::get(conn, crossing.account.owner_id)?.ok_or(Error::Missing)?;
    let (kind, balance, at) = (crossing.account.kind, crossing.balance, crossing.at);
    Ok(BalanceLow { party_name: owner.name, kind, account_id: id, balance, threshold, at })
}
