//! People as an actor sees them: colleagues, and everybody to the vendor.

use std::collections::HashMap;

use schema::ids::{PartyId, StaffId};

use super::store::{self, Staff};
use crate::actor::Actor;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility;

/// Those of `ids` the actor may see, also those who were removed.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[StaffId]) -> db::Result<Vec<Staff>> {
    store::by_ids(conn, &visibility::colleague(actor, "staff.party_id"), ids)
}

/// For each of `parties`, a page of its people the actor may see, those who were removed aside.
///
/// # Errors
/// When the database does not answer.
pub fn of_parties(
    conn: &mut Conn,
    actor: &Actor,
    parties: &[PartyId],
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Staff>>> {
    let sql = store::of_party(&visibility::colleague(actor, "staff.party_id"));
    let children = Children { sql: &sql, id: "staff.id" };
    page::store::pages(conn, parties, &children, page, |conn, ids| store::by_ids(conn, "true", ids), |staff| staff.id)
}

/// For each of `parties`, how many people [`of_parties`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_of_parties(conn: &mut Conn, actor: &Actor, parties: &[PartyId]) -> db::Result<HashMap<PartyId, i64>> {
    let sql = store::of_party(&visibility::colleague(actor, "staff.party_id"));
    page::store::counts(conn, parties, &Children { sql: &sql, id: "staff.id" })
}
