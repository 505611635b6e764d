//! Roles that a party defines for its staff, and the defaults it takes away.
//!
//! A role holds permissions that exist for its party's kind and are not reserved
//! for administrators. Whatever is changed here is effective with the next
//! request of everybody it is about.

mod error;
pub(crate) mod store;

use std::collections::HashMap;

use schema::ids::{PartyId, RoleId, StaffId};
use serde_json::{Value, json};

use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::{self, Kind, Party};
use crate::plain_text;
use crate::policy;
use crate::visibility;

pub use error::Error;
pub use store::Role;

/// Defines a role of the actor's party.
///
/// - `name`: 1 to 50 characters, unlike the party's other roles
/// - `permissions`: at least one; such that exist for the party's kind, and none that is reserved for administrators
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::NameInUse`], [`Error::NoPermission`], [`Error::Permission`], [`Error::Limit`].
///
/// # Source
/// domain.md 1.8: 10 custom roles, a policy.
pub fn create(conn: &mut Conn, now: Now, actor: &Actor, name: &str, permissions: &[Permission]) -> Result<Role, Error> {
    let party = managed(conn, actor)?;
    let name = plain_text::required(name, "name", 50)?;
    check(party.kind, permissions)?;
    let most = policy::count(conn, policy::Key::CustomRoleLimit)?;
    if store::count(conn, party.id)? >= most {
        return Err(Error::Limit(most));
    }
    let role = Role { id: RoleId::new(), party_id: party.id, name, created_at: now.instant() };
    store::insert(conn, &role, permissions)?;
    record(conn, now, actor, (party.id, role.id.to_string()), "role.create", json!({ "permissions": permissions }))?;
    Ok(role)
}

/// Changes the name, the permissions, or both.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], and those of [`create`] but the limit.
pub fn update(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: RoleId,
    name: Option<&str>,
    permissions: Option<&[Permission]>,
) -> Result<Role, Error> {
    let party = managed(conn, actor)?;
    let role = store::find(conn, party.id, id)?.ok_or(Error::NotFound)?;
    let name = name.map(|name| plain_text::required(name, "name", 50)).transpose()?.unwrap_or(role.name);
    if let Some(permissions) = permissions {
        check(party.kind, permissions)?;
        store::replace_permissions(conn, id, permissions)?;
    }
    let role = store::rename(conn, id, &name)?;
    record(conn, now, actor, (party.id, id.to_string()), "role.update", json!({ "permissions": permissions }))?;
    Ok(role)
}

/// Deletes a role that nobody holds.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::InUse`].
pub fn delete(conn: &mut Conn, now: Now, actor: &Actor, id: RoleId) -> Result<RoleId, Error> {
    let party = managed(conn, actor)?;
    store::find(conn, party.id, id)?.ok_or(Error::NotFound)?;
    store::delete(conn, id)?;
    record(conn, now, actor, (party.id, id.to_string()), "role.delete", json!({}))?;
    Ok(id)
}

/// Takes a default permission away from everybody in the actor's party but administrators. Taken away before, it
/// stays so.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotRevocable`] for what is not recharge or withdraw.
///
/// # Source
/// domain.md Q-01.
pub fn revoke_default(conn: &mut Conn, now: Now, actor: &Actor, permission: Permission) -> Result<Party, Error> {
    let person = actor.person_with(Permission::StaffManage)?;
    let party = revocable(conn, actor, permission)?;
    if store::revoke(conn, now, party.id, permission, person.staff_id)? {
        let details = json!({ "permission": permission });
        record(conn, now, actor, (party.id, party.id.to_string()), "default_permission.revoke", details)?;
    }
    Ok(party)
}

/// Gives a default permission back. Never taken away, it is there.
///
/// # Errors
/// Those of [`revoke_default`].
pub fn restore_default(conn: &mut Conn, now: Now, actor: &Actor, permission: Permission) -> Result<Party, Error> {
    let party = revocable(conn, actor, permission)?;
    if store::restore(conn, party.id, permission)? {
        let details = json!({ "permission": permission });
        record(conn, now, actor, (party.id, party.id.to_string()), "default_permission.restore", details)?;
    }
    Ok(party)
}

/// Those of `ids` the actor may see: those of their party, and all to the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[RoleId]) -> db::Result<Vec<Role>> {
    store::by_ids(conn, &seen(actor), ids)
}

/// For each of `parties`, the roles it defined that the actor may see, oldest first: as many as the policy allows.
///
/// # Errors
/// When the database does not answer.
pub fn of_parties(conn: &mut Conn, actor: &Actor, parties: &[PartyId]) -> db::Result<HashMap<PartyId, Vec<Role>>> {
    let mut by_party: HashMap<PartyId, Vec<Role>> = HashMap::new();
    for role in store::of_parties(conn, &seen(actor), parties)? {
        by_party.entry(role.party_id).or_default().push(role);
    }
    Ok(by_party)
}

/// For each of `people`, the roles they hold that their party defined and the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn of_staff(conn: &mut Conn, actor: &Actor, people: &[StaffId]) -> db::Result<HashMap<StaffId, Vec<Role>>> {
    let mut by_person: HashMap<StaffId, Vec<Role>> = HashMap::new();
    for (person, role) in store::of_staff(conn, &seen(actor), people)? {
        by_person.entry(person).or_default().push(role);
    }
    Ok(by_person)
}

/// What each of `roles` allows. Whether the actor may see them is the caller's to ask.
///
/// # Errors
/// When the database does not answer.
pub fn permissions_of(conn: &mut Conn, roles: &[RoleId]) -> db::Result<HashMap<RoleId, Vec<Permission>>> {
    let mut by_role: HashMap<RoleId, Vec<Permission>> = HashMap::new();
    for (role, permission) in store::permissions_of(conn, roles)? {
        by_role.entry(role).or_default().push(permission);
    }
    Ok(by_role)
}

/// How many people hold each of `roles`; none holds one that is not in the answer.
///
/// # Errors
/// When the database does not answer.
pub fn holders_of(conn: &mut Conn, roles: &[RoleId]) -> db::Result<HashMap<RoleId, i64>> {
    Ok(store::holders_of(conn, roles)?.into_iter().collect())
}

/// For each of `parties`, the default permissions it took away, when the actor works for it or for the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn revoked_defaults(
    conn: &mut Conn,
    actor: &Actor,
    parties: &[PartyId],
) -> db::Result<HashMap<PartyId, Vec<Permission>>> {
    let visible = visibility::own(actor, "default_permission_revocations.party_id");
    let mut by_party: HashMap<PartyId, Vec<Permission>> = HashMap::new();
    for (party, permission) in store::revoked_defaults(conn, &visible, parties)? {
        by_party.entry(party).or_default().push(permission);
    }
    Ok(by_party)
}

/// Whether every one of `ids` is a role of the party. Each is locked against being deleted meanwhile.
pub(crate) fn are_of(conn: &mut Conn, party_id: PartyId, ids: &[RoleId]) -> db::Result<bool> {
    Ok(store::lock(conn, party_id, ids)?.len() == ids.len())
}

fn seen(actor: &Actor) -> String {
    visibility::own(actor, "roles.party_id")
}

/// The actor's party, locked: what it changes about roles follows each other, so that the limit holds.
fn managed(conn: &mut Conn, actor: &Actor) -> Result<Party, Error> {
    let person = actor.person_with(Permission::StaffManage)?;
    party::store::lock(conn, person.party_id)?.ok_or(Error::NotFound)
}

fn revocable(conn: &mut Conn, actor: &Actor, permission: Permission) -> Result<Party, Error> {
    let party = managed(conn, actor)?;
    // The vendor has no defaults to take away.
    if permission.is_revocable() && party.kind != Kind::Vendor { Ok(party) } else { Err(Error::NotRevocable) }
}

fn check(kind: Kind, permissions: &[Permission]) -> Result<(), Error> {
    if permissions.is_empty() {
        return Err(Error::NoPermission);
    }
    let refused = permissions.iter().find(|it| it.is_reserved() || !it.exists_in(kind));
    refused.map_or(Ok(()), |permission| Err(Error::Permission(*permission)))
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    (party_id, subject): (PartyId, String),
    operation: &'static str,
    details: Value,
) -> db::Result<()> {
    audit::record(conn, now, actor, &audit::Line { party_id, operation, subject, details })
}
