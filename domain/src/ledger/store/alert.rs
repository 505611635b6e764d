//! Thresholds of accounts, and what the transfer left that passed one.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use rust_decimal::Decimal;
use schema::ids::AccountId;
use schema::tables::{ledger_accounts, ledger_transfers};

use super::Account;
use crate::db::{Conn, Result};

/// Sets or removes the threshold of an account that is locked.
pub(in crate::ledger) fn set_alert(
    conn: &mut Conn,
    id: AccountId,
    threshold: Option<Decimal>,
    is_armed: bool,
) -> Result<Account> {
    let alert = (ledger_accounts::alert_threshold.eq(threshold), ledger_accounts::alert_armed.eq(is_armed));
    let changed = diesel::update(ledger_accounts::table.find(id)).set(alert).returning(Account::as_returning());
    Ok(changed.get_result(conn)?)
}

/// The account, and what the transfer left on it that made it this version, and when.
pub(in crate::ledger) fn left_by(
    conn: &mut Conn,
    id: AccountId,
    version: i64,
) -> Result<Option<(Account, Decimal, DateTime<Utc>)>> {
    let account = ledger_accounts::table.find(id).select(Account::as_select()).get_result(conn).optional()?;
    let debit = ledger_transfers::debit_account_id.eq(id).and(ledger_transfers::debit_version.eq(version));
    let credit = ledger_transfers::credit_account_id.eq(id).and(ledger_transfers::credit_version.eq(version));
    let debited = ledger_transfers::table
        .filter(debit)
        .select((ledger_transfers::debit_balance.assume_not_null(), ledger_transfers::posted_at));
    let credited = ledger_transfers::table
        .filter(credit)
        .select((ledger_transfers::credit_balance.assume_not_null(), ledger_transfers::posted_at));
    let left: Option<(Decimal, DateTime<Utc>)> = debited.union_all(credited).get_result(conn).optional()?;
    Ok(account.zip(left).map(|(account, (balance, at))| (account, balance, at)))
}
