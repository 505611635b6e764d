//! Claims as an actor sees them: a partner its own, the vendor all.

use std::collections::HashMap;

use schema::ids::RemittanceClaimId;

use super::store::{self, Filter, RemittanceClaim};
use crate::actor::Actor;
use crate::bank::{self, BankEntry};
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility;

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[RemittanceClaimId]) -> db::Result<Vec<RemittanceClaim>> {
    store::by_ids(conn, &seen(actor), ids)
}

/// A page of the claims the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<RemittanceClaim>> {
    store::page(conn, &seen(actor), filter, page)
}

/// How many claims [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, &seen(actor), filter)
}

/// For each of `claims`, the held entries that may be the money: of the same amount, booked within five days around the day
/// it was paid, that no approved claim is for; the nearest first, at most 20. None to others than who sees the bank.
///
/// # Errors
/// When the database does not answer.
pub fn candidates(
    conn: &mut Conn,
    actor: &Actor,
    claims: &[RemittanceClaimId],
) -> db::Result<HashMap<RemittanceClaimId, Vec<BankEntry>>> {
    bank::candidates_of(conn, actor, claims)
}

fn seen(actor: &Actor) -> String {
    visibility::incoming(actor, "remittance_claims.party_id")
}
