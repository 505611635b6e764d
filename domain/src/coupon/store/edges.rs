//! Who stands under whom, for who gives something down an edge.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{AccountId, PartyId};
use schema::tables::{edges, ledger_accounts};

use crate::coupon::below::Below;
use crate::db::{Conn, Result};
use crate::ledger::AccountKind;

/// The accounts of `kind` of `owners`.
pub(in crate::coupon) fn accounts(conn: &mut Conn, owners: &[PartyId], kind: AccountKind) -> Result<Vec<AccountId>> {
    let accounts =
        ledger_accounts::table.filter(ledger_accounts::owner_id.eq_any(owners).and(ledger_accounts::kind.eq(kind)));
    Ok(accounts.select(ledger_accounts::id).load(conn)?)
}

/// How those of `lowers` stand under `upper`; `lasts` says when, `within` which of them.
pub(in crate::coupon) fn below(
    conn: &mut Conn,
    lasts: &str,
    within: &str,
    upper: PartyId,
    lowers: &[PartyId],
) -> Result<Vec<Below>> {
    let below = edges::table
        .filter(edges::upper_id.eq(upper).and(edges::lower_id.eq_any(lowers)))
        .filter(sql::<Bool>(&format!("({lasts})")))
        .filter(sql::<Bool>(within))
        .select((edges::lower_id, edges::kind, edges::closing_at.is_not_null()));
    let rows = below.load(conn)?;
    Ok(rows.into_iter().map(|(party_id, kind, is_closing)| Below { party_id, kind, is_closing }).collect())
}
