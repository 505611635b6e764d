//! Which roles a person can hold together, and giving them.

use std::collections::{HashMap, HashSet};

use schema::ids::{RoleId, StaffId};

use super::{Error, Event, Staff, labels, life, record, store};
use crate::actor::{Actor, Role};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::Party;
use crate::role;

/// Most roles a person has, preset and custom together.
const MOST: usize = 3;

/// Refuses what nobody of `party` can be (domain.md 1.8, invariant 27).
///
/// # Errors
/// [`Error::Roles`], [`Error::NoSuchRoleThere`], [`Error::NoSuchCustomRole`].
pub(super) fn check(conn: &mut Conn, party: &Party, roles: &[Role], custom: &[RoleId]) -> Result<(), Error> {
    let has = |role| roles.contains(&role);
    let different = (roles.iter().collect::<HashSet<_>>().len(), custom.iter().collect::<HashSet<_>>().len());
    let together = roles.len() + custom.len();
    let is_possible = (1..=MOST).contains(&together)
        && different == (roles.len(), custom.len())
        && (!has(Role::Administrator) || together == 1)
        && !(has(Role::AccountManager) && has(Role::ManagerDirector));
    if !is_possible {
        return Err(Error::Roles);
    }
    if let Some(role) = roles.iter().copied().find(|role| !role.exists_in(party.kind)) {
        return Err(Error::NoSuchRoleThere(role, party.kind));
    }
    if role::are_of(conn, party.id, custom)? { Ok(()) } else { Err(Error::NoSuchCustomRole) }
}

/// Gives a person `roles` and `custom` instead of the ones they hold.
///
/// Who is no longer account manager looks after nobody any more; who is no longer director leaves their managers
/// without one, and the party's administrators are told which. The person's next request has the new permissions
/// and the new scope.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`], [`Error::Roles`], [`Error::NoSuchRoleThere`],
/// [`Error::NoSuchCustomRole`], [`Error::LastAdministrator`].
///
/// # Source
/// domain.md 1.8, invariant 27.
pub fn set(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: StaffId,
    roles: &[Role],
    custom: &[RoleId],
) -> Result<Staff, Error> {
    let (party, staff) = life::managed(conn, actor, id)?;
    staff.status().on(Event::GiveRoles)?;
    check(conn, &party, roles, custom)?;
    if !roles.contains(&Role::Administrator) {
        life::keep_an_administrator(conn, id)?;
    }
    store::replace_roles(conn, id, roles, custom)?;
    life::end_offices(conn, now, &staff, roles)?;
    let details = serde_json::json!({ "roles": roles, "customRoles": labels(custom) });
    record(conn, now, actor, &staff, "staff.roles_set", details)?;
    Ok(staff)
}

/// Those of `ids` who are the only active administrator of their party: they cannot be suspended or removed.
///
/// # Errors
/// When the database does not answer.
pub fn sole_administrators(conn: &mut Conn, ids: &[StaffId]) -> db::Result<Vec<StaffId>> {
    store::sole_administrators(conn, ids)
}

/// The preset roles of `ids`. Whether the actor may see the people is the caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, ids: &[StaffId]) -> db::Result<HashMap<StaffId, Vec<Role>>> {
    store::roles_of(conn, ids)
}
