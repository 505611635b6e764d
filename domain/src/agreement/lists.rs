//! Acceptances as an actor sees them.

use std::collections::HashMap;

use schema::ids::{AcceptanceId, PartyId};

use super::store::{self, Acceptance};
use crate::actor::Actor;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility;

/// Those of `ids` the actor may see: its own party's, and all to the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn acceptances_by_ids(conn: &mut Conn, actor: &Actor, ids: &[AcceptanceId]) -> db::Result<Vec<Acceptance>> {
    store::acceptances_by_ids(conn, &visible(actor), ids)
}

/// For each of `parties`, a page of what it accepted; none of others than the actor's own, but to the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn acceptances_of(
    conn: &mut Conn,
    actor: &Actor,
    parties: &[PartyId],
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Acceptance>>> {
    let sql = store::of_party(&visible(actor));
    let children = Children { sql: &sql, id: "acceptances.id" };
    let rows = |conn: &mut Conn, ids: &[AcceptanceId]| store::acceptances_by_ids(conn, "true", ids);
    page::store::pages(conn, parties, &children, page, rows, |row| row.id)
}

/// For each of `parties`, how many rows [`acceptances_of`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_acceptances_of(conn: &mut Conn, actor: &Actor, parties: &[PartyId]) -> db::Result<HashMap<PartyId, i64>> {
    let sql = store::of_party(&visible(actor));
    page::store::counts(conn, parties, &Children { sql: &sql, id: "acceptances.id" })
}

fn visible(actor: &Actor) -> String {
    visibility::own(actor, "acceptances.party_id")
}
