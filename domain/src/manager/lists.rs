//! Assignments as an actor sees them: those of their own party's managers.

use std::collections::HashMap;

use schema::ids::{ManagerAssignmentId, PartyId};

use super::store::{self, Assignment};
use crate::actor::Actor;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility;

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[ManagerAssignmentId]) -> db::Result<Vec<Assignment>> {
    store::by_ids(conn, &seen(actor), ids)
}

/// For each of `subjects`, who looks after it today.
///
/// # Errors
/// When the database does not answer.
pub fn of_today(conn: &mut Conn, actor: &Actor, subjects: &[PartyId]) -> db::Result<HashMap<PartyId, Assignment>> {
    let open = store::of_today(conn, &seen(actor), subjects)?;
    Ok(open.into_iter().map(|assignment| (assignment.subject_id, assignment)).collect())
}

/// For each of `subjects`, a page of who looked after it.
///
/// # Errors
/// When the database does not answer.
pub fn history(
    conn: &mut Conn,
    actor: &Actor,
    subjects: &[PartyId],
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Assignment>>> {
    let sql = store::of_subject(&seen(actor));
    let children = Children { sql: &sql, id: "manager_assignments.id" };
    page::store::pages(conn, subjects, &children, page, |conn, ids| store::by_ids(conn, "true", ids), |row| row.id)
}

/// For each of `subjects`, how many assignments [`history`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_history(conn: &mut Conn, actor: &Actor, subjects: &[PartyId]) -> db::Result<HashMap<PartyId, i64>> {
    let sql = store::of_subject(&seen(actor));
    page::store::counts(conn, subjects, &Children { sql: &sql, id: "manager_assignments.id" })
}

fn seen(actor: &Actor) -> String {
    visibility::assignment(actor)
}
