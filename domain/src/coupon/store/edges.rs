//! Who stands under whom, for who gives something down an edge.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{AccountId, PartyId};
use schema::tables::{edges, ledger_accounts};

use crate::db::{Conn, Result};
use crate::ledger::AccountKind;
use crate::party::EdgeKind;

/// Locks the accounts of `kind` of `owners` in ascending order: what an edge below is decided by (design.md 4).
pub(in crate::coupon) fn lock_accounts(conn: &mut Conn, owners: &[PartyId], kind: AccountKind) -> Result<()> {
    let accounts = ledger_accounts::table
        .filter(ledger_accounts::owner_id.eq_any(owners).and(ledger_accounts::kind.eq(kind)))
        .order(ledger_accounts::id)
        .select(ledger_accounts::id)
        .for_no_key_update();
    accounts.load::<AccountId>(conn)?;
    Ok(())
}

/// How those of `lowers` stand under `upper`; `lasts` says when, `within` which of them.
pub(in crate::coupon) fn below(
    conn: &mut Conn,
    lasts: &str,
    within: &str,
    upper: PartyId,
    lowers: &[PartyId],
) -> Result<Vec<(PartyId, EdgeKind)>> {
    let below = edges::table
        .filter(edges::upper_id.eq(upper).and(edges::lower_id.eq_any(lowers)))
        .filter(sql::<Bool>(lasts))
        .filter(sql::<Bool>(within));
    Ok(below.select((edges::lower_id, edges::kind)).load(conn)?)
}
