//! Directors and the account managers under them.

use std::collections::HashMap;

use schema::ids::{StaffId, TeamMemberId};
use serde_json::json;

use super::{Error, is_manager, store};
use crate::actor::{Actor, Permission, Role};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::party;
use crate::staff::{self, Staff};
use crate::visibility;

/// Puts an account manager under a director of the same party from now on, or under nobody. What the manager
/// looks after stays theirs; the director sees it with their next request.
///
/// # Errors
/// [`Error::Forbidden`] without `STAFF_MANAGE`; [`Error::NoSuchManager`], [`Error::NoSuchDirector`] for who is not an
/// active person with that role in the actor's party.
///
/// # Source
/// domain.md 1.8, 1.9.
pub fn set_director(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    manager_id: StaffId,
    director_id: Option<StaffId>,
) -> Result<Staff, Error> {
    let person = actor.person_with(Permission::StaffManage)?;
    party::store::lock(conn, person.party_id)?.ok_or(Error::NotFound)?;
    if !is_manager(conn, person.party_id, manager_id)? {
        return Err(Error::NoSuchManager);
    }
    let directors = staff::with_roles(conn, person.party_id, &[Role::ManagerDirector])?;
    if director_id.is_some_and(|director| !directors.contains(&director)) {
        return Err(Error::NoSuchDirector);
    }
    let current = store::directors_of(conn, &[manager_id])?.first().map(|(_, director)| *director);
    if current != director_id {
        store::leave_team(conn, now, manager_id)?;
        if let Some(director_id) = director_id {
            store::join_team(conn, now, director_id, manager_id)?;
        }
        let details = json!({ "director": director_id.map(|id| id.to_string()) });
        let (party_id, subject) = (person.party_id, manager_id.to_string());
        audit::record(
            conn,
            now,
            actor,
            &audit::Line { party_id, operation: "manager.director_set", subject, details },
        )?;
    }
    staff::store::get(conn, manager_id)?.ok_or(Error::NoSuchManager)
}

/// The managers under a director today.
pub(crate) fn team_of(conn: &mut Conn, director_id: StaffId) -> db::Result<Vec<StaffId>> {
    store::team_of(conn, director_id)
}

/// Ends what a person looks after, and their place under a director: they are no manager any more.
pub(crate) fn retire(conn: &mut Conn, now: Now, manager_id: StaffId) -> db::Result<()> {
    store::close_of_manager(conn, now, manager_id)?;
    store::leave_team(conn, now, manager_id)
}

/// Ends a person's being director; which intervals ended.
pub(crate) fn orphan(conn: &mut Conn, now: Now, director_id: StaffId) -> db::Result<Vec<TeamMemberId>> {
    store::end_team(conn, now, director_id)
}

/// For each of `managers` who has one, the director of today whom the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn directors_of(conn: &mut Conn, actor: &Actor, managers: &[StaffId]) -> db::Result<HashMap<StaffId, Staff>> {
    let pairs = store::directors_of(conn, managers)?;
    let ids: Vec<StaffId> = pairs.iter().map(|(_, director)| *director).collect();
    let directors: HashMap<StaffId, Staff> =
        staff::by_ids(conn, actor, &ids)?.into_iter().map(|director| (director.id, director)).collect();
    Ok(pairs.iter().filter_map(|(manager, director)| Some((*manager, directors.get(director)?.clone()))).collect())
}

/// For each of `directors`, a page of the managers under them today whom the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn team(
    conn: &mut Conn,
    actor: &Actor,
    directors: &[StaffId],
    page: &Page,
) -> db::Result<HashMap<StaffId, Slice<Staff>>> {
    let sql = store::under_director(&visibility::colleague(actor, "staff.party_id"));
    let children = Children { sql: &sql, id: "staff.id" };
    let rows = |conn: &mut Conn, ids: &[StaffId]| staff::store::by_ids(conn, "true", ids);
    page::store::pages(conn, directors, &children, page, rows, |staff| staff.id)
}

/// For each of `directors`, how many managers [`team`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_team(conn: &mut Conn, actor: &Actor, directors: &[StaffId]) -> db::Result<HashMap<StaffId, i64>> {
    let sql = store::under_director(&visibility::colleague(actor, "staff.party_id"));
    page::store::counts(conn, directors, &Children { sql: &sql, id: "staff.id" })
}
