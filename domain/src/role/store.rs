//! Rows of roles, of what they allow, and of defaults that were taken away.

use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{PartyId, RoleId, StaffId};
use schema::tables::{default_permission_revocations, role_permissions, roles, staff_custom_roles};

use crate::actor::Permission;
use crate::clock::Now;
use crate::db::{Conn, Result};

/// A role that a party defined, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = roles, check_for_backend(diesel::pg::Pg))]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// Whose.
    pub party_id: PartyId,
    /// What the party calls it.
    pub name: String,
    /// When it was defined.
    pub created_at: DateTime<Utc>,
}

pub(super) fn insert(conn: &mut Conn, role: &Role, permissions: &[Permission]) -> Result<()> {
    diesel::insert_into(roles::table).values(role).execute(conn)?;
    allow(conn, role.id, permissions)
}

fn allow(conn: &mut Conn, id: RoleId, permissions: &[Permission]) -> Result<()> {
    let rows: Vec<_> = permissions
        .iter()
        .map(|permission| (role_permissions::role_id.eq(id), role_permissions::permission.eq(*permission)))
        .collect();
    diesel::insert_into(role_permissions::table).values(rows).on_conflict_do_nothing().execute(conn)?;
    Ok(())
}

pub(super) fn replace_permissions(conn: &mut Conn, id: RoleId, permissions: &[Permission]) -> Result<()> {
    diesel::delete(role_permissions::table.filter(role_permissions::role_id.eq(id))).execute(conn)?;
    allow(conn, id, permissions)
}

pub(super) fn rename(conn: &mut Conn, id: RoleId, name: &str) -> Result<Role> {
    let renamed = diesel::update(roles::table.find(id)).set(roles::name.eq(name)).returning(Role::as_returning());
    Ok(renamed.get_result(conn)?)
}

pub(super) fn delete(conn: &mut Conn, id: RoleId) -> Result<()> {
    diesel::delete(roles::table.find(id)).execute(conn)?;
    Ok(())
}

pub(super) fn find(conn: &mut Conn, party_id: PartyId, id: RoleId) -> Result<Option<Role>> {
    let own = roles::table.filter(roles::id.eq(id).and(roles::party_id.eq(party_id)));
    Ok(own.select(Role::as_select()).get_result(conn).optional()?)
}

pub(super) fn lock(conn: &mut Conn, party_id: PartyId, ids: &[RoleId]) -> Result<Vec<RoleId>> {
    let own = roles::table.filter(roles::id.eq_any(ids).and(roles::party_id.eq(party_id)));
    Ok(own.order(roles::id).select(roles::id).for_key_share().load(conn)?)
}

pub(super) fn count(conn: &mut Conn, party_id: PartyId) -> Result<i64> {
    Ok(roles::table.filter(roles::party_id.eq(party_id)).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[RoleId]) -> Result<Vec<Role>> {
    let found = roles::table.filter(roles::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Role::as_select()).load(conn)?)
}

pub(super) fn of_parties(conn: &mut Conn, visible: &str, parties: &[PartyId]) -> Result<Vec<Role>> {
    let found = roles::table.filter(roles::party_id.eq_any(parties)).filter(sql::<Bool>(visible));
    Ok(found.order(roles::id).select(Role::as_select()).load(conn)?)
}

pub(super) fn of_staff(conn: &mut Conn, visible: &str, people: &[StaffId]) -> Result<Vec<(StaffId, Role)>> {
    let held = staff_custom_roles::table
        .inner_join(roles::table)
        .filter(staff_custom_roles::staff_id.eq_any(people))
        .filter(sql::<Bool>(visible));
    Ok(held.order(roles::id).select((staff_custom_roles::staff_id, Role::as_select())).load(conn)?)
}

pub(super) fn permissions_of(conn: &mut Conn, ids: &[RoleId]) -> Result<Vec<(RoleId, Permission)>> {
    let allowed = role_permissions::table.filter(role_permissions::role_id.eq_any(ids));
    let rows = allowed.order(role_permissions::permission);
    Ok(rows.select((role_permissions::role_id, role_permissions::permission)).load(conn)?)
}

pub(super) fn holders_of(conn: &mut Conn, ids: &[RoleId]) -> Result<Vec<(RoleId, i64)>> {
    let held = staff_custom_roles::table.filter(staff_custom_roles::role_id.eq_any(ids));
    Ok(held.group_by(staff_custom_roles::role_id).select((staff_custom_roles::role_id, count_star())).load(conn)?)
}

/// Whether this took it away.
pub(super) fn revoke(
    conn: &mut Conn,
    now: Now,
    party_id: PartyId,
    permission: Permission,
    by: StaffId,
) -> Result<bool> {
    let row = (
        default_permission_revocations::party_id.eq(party_id),
        default_permission_revocations::permission.eq(permission),
        default_permission_revocations::revoked_by_id.eq(by),
        default_permission_revocations::revoked_at.eq(now.instant()),
    );
    let inserted = diesel::insert_into(default_permission_revocations::table).values(row).on_conflict_do_nothing();
    Ok(inserted.execute(conn)? == 1)
}

/// Whether this gave it back.
pub(super) fn restore(conn: &mut Conn, party_id: PartyId, permission: Permission) -> Result<bool> {
    Ok(diesel::delete(default_permission_revocations::table.find((party_id, permission))).execute(conn)? == 1)
}

pub(super) fn revoked_defaults(
    conn: &mut Conn,
    visible: &str,
    parties: &[PartyId],
) -> Result<Vec<(PartyId, Permission)>> {
    let revoked = default_permission_revocations::table
        .filter(default_permission_revocations::party_id.eq_any(parties))
        .filter(sql::<Bool>(visible))
        .order(default_permission_revocations::permission);
    Ok(revoked
        .select((default_permission_revocations::party_id, default_permission_revocations::permission))
        .load(conn)?)
}
