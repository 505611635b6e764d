//! Rows of staff and of the roles they hold.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable, Timestamptz};
use schema::ids::{PartyId, RoleId, StaffId};
use schema::tables::{
    default_permission_revocations, parties, role_permissions, roles, staff, staff_custom_roles, staff_roles,
};

use crate::actor::{Permission, Role};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::party::{Kind, Locale};

/// A person, as stored.
#[derive(Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = staff, check_for_backend(diesel::pg::Pg))]
pub struct Staff {
    /// Their id.
    pub id: StaffId,
    /// Whom they work for.
    pub party_id: PartyId,
    /// Sign-in name and mail address, lower case.
    pub email: String,
    /// How they are addressed.
    pub name: String,
    /// Their language.
    pub locale: Locale,
    /// argon2id, PHC string; none until they joined.
    pub(crate) password_hash: Option<String>,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// Since when they may not sign in.
    pub suspended_at: Option<DateTime<Utc>>,
    /// When the last link to join was mailed.
    pub invited_at: Option<DateTime<Utc>>,
    /// Which of the links it was.
    pub(crate) invited_serial: i32,
    /// When they first had a password.
    pub joined_at: Option<DateTime<Utc>>,
    /// When they left for good.
    pub removed_at: Option<DateTime<Utc>>,
    /// First instant at which that link works no more.
    pub invitation_expires_at: Option<DateTime<Utc>>,
}

pub(crate) fn insert(conn: &mut Conn, person: &Staff, roles: &[Role], custom: &[RoleId]) -> Result<()> {
    diesel::insert_into(staff::table).values(person).execute(conn)?;
    give(conn, person.id, roles, custom)
}

/// Gives `roles` and `custom` to who holds none of them.
fn give(conn: &mut Conn, id: StaffId, roles: &[Role], custom: &[RoleId]) -> Result<()> {
    let rows: Vec<_> = roles.iter().map(|role| (staff_roles::staff_id.eq(id), staff_roles::role.eq(*role))).collect();
    diesel::insert_into(staff_roles::table).values(rows).execute(conn)?;
    let rows: Vec<_> = custom
        .iter()
        .map(|role| (staff_custom_roles::staff_id.eq(id), staff_custom_roles::role_id.eq(*role)))
        .collect();
    diesel::insert_into(staff_custom_roles::table).values(rows).execute(conn)?;
    Ok(())
}

pub(super) fn replace_roles(conn: &mut Conn, id: StaffId, roles: &[Role], custom: &[RoleId]) -> Result<()> {
    diesel::delete(staff_roles::table.filter(staff_roles::staff_id.eq(id))).execute(conn)?;
    diesel::delete(staff_custom_roles::table.filter(staff_custom_roles::staff_id.eq(id))).execute(conn)?;
    give(conn, id, roles, custom)
}

/// Sets the first password, or another.
pub(super) fn set_joined(conn: &mut Conn, now: Now, id: StaffId, password_hash: &str) -> Result<()> {
    let joined_at = sql::<Nullable<Timestamptz>>("coalesce(joined_at, ").bind::<Timestamptz, _>(now.instant()).sql(")");
    diesel::update(staff::table.find(id))
        .set((staff::password_hash.eq(password_hash), staff::joined_at.eq(joined_at)))
        .execute(conn)?;
    Ok(())
}

pub(super) fn set_invited(conn: &mut Conn, now: Now, person: &Staff, expires_at: DateTime<Utc>) -> Result<Staff> {
    let invited = (
        staff::invited_at.eq(now.instant()),
        staff::invited_serial.eq(person.invited_serial + 1),
        staff::invitation_expires_at.eq(expires_at),
    );
    let updated = diesel::update(staff::table.find(person.id)).set(invited).returning(Staff::as_returning());
    Ok(updated.get_result(conn)?)
}

pub(super) fn set_suspended(conn: &mut Conn, id: StaffId, at: Option<DateTime<Utc>>) -> Result<Staff> {
    let updated = diesel::update(staff::table.find(id)).set(staff::suspended_at.eq(at));
    Ok(updated.returning(Staff::as_returning()).get_result(conn)?)
}

pub(super) fn set_removed(conn: &mut Conn, now: Now, id: StaffId) -> Result<Staff> {
    let updated = diesel::update(staff::table.find(id)).set(staff::removed_at.eq(now.instant()));
    Ok(updated.returning(Staff::as_returning()).get_result(conn)?)
}

pub(crate) fn get(conn: &mut Conn, id: StaffId) -> Result<Option<Staff>> {
    Ok(staff::table.find(id).select(Staff::as_select()).get_result(conn).optional()?)
}

pub(crate) fn lock(conn: &mut Conn, id: StaffId) -> Result<Option<Staff>> {
    Ok(staff::table.find(id).select(Staff::as_select()).for_no_key_update().get_result(conn).optional()?)
}

pub(crate) fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Staff>> {
    let here = staff::table.filter(staff::email.eq(email).and(staff::removed_at.is_null()));
    Ok(here.select(Staff::as_select()).get_result(conn).optional()?)
}

pub(crate) fn by_ids(conn: &mut Conn, visible: &str, ids: &[StaffId]) -> Result<Vec<Staff>> {
    let found = staff::table.filter(staff::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Staff::as_select()).load(conn)?)
}

/// SQL of [`crate::page::store`]: the people of the party `parent.id` whom `visible` allows.
pub(super) fn of_party(visible: &str) -> String {
    format!("from staff where staff.party_id = parent.id and staff.removed_at is null and {visible}")
}

/// The person, the kind of their party, and their preset roles.
pub(crate) fn with_party(conn: &mut Conn, id: StaffId) -> Result<Option<(Staff, Kind, Vec<Role>)>> {
    let found: Option<(Staff, Kind)> = staff::table
        .inner_join(parties::table)
        .filter(staff::id.eq(id))
        .select((Staff::as_select(), parties::kind))
        .get_result(conn)
        .optional()?;
    let Some((person, kind)) = found else { return Ok(None) };
    Ok(Some((person, kind, preset_roles(conn, id)?)))
}

pub(crate) fn preset_roles(conn: &mut Conn, id: StaffId) -> Result<Vec<Role>> {
    let held = staff_roles::table.filter(staff_roles::staff_id.eq(id)).order(staff_roles::role);
    Ok(held.select(staff_roles::role).load(conn)?)
}

pub(super) fn roles_of(conn: &mut Conn, ids: &[StaffId]) -> Result<HashMap<StaffId, Vec<Role>>> {
    let held = staff_roles::table.filter(staff_roles::staff_id.eq_any(ids));
    let rows: Vec<(StaffId, Role)> = held.select((staff_roles::staff_id, staff_roles::role)).load(conn)?;
    let mut by_person: HashMap<StaffId, Vec<Role>> = HashMap::new();
    for (id, role) in rows {
        by_person.entry(id).or_default().push(role);
    }
    Ok(by_person)
}

/// The person and the name of their party, for a letter.
pub(crate) fn with_party_name(conn: &mut Conn, id: StaffId) -> Result<Option<(Staff, String)>> {
    let found = staff::table.inner_join(parties::table).filter(staff::id.eq(id));
    Ok(found.select((Staff::as_select(), parties::name)).get_result(conn).optional()?)
}

/// The names of the person's custom roles, for a letter.
pub(crate) fn custom_role_names(conn: &mut Conn, id: StaffId) -> Result<Vec<String>> {
    let held = staff_custom_roles::table.inner_join(roles::table).filter(staff_custom_roles::staff_id.eq(id));
    Ok(held.order(roles::name).select(roles::name).load(conn)?)
}

/// What the person's custom roles allow; none when they hold none.
pub(crate) fn custom_permissions(conn: &mut Conn, id: StaffId) -> Result<Option<Vec<Permission>>> {
    let held: Vec<Option<Permission>> = staff_custom_roles::table
        .left_join(role_permissions::table.on(role_permissions::role_id.eq(staff_custom_roles::role_id)))
        .filter(staff_custom_roles::staff_id.eq(id))
        .select(role_permissions::permission.nullable())
        .load(conn)?;
    Ok(if held.is_empty() { None } else { Some(held.into_iter().flatten().collect()) })
}

/// The default permissions that the party took away.
pub(crate) fn revoked(conn: &mut Conn, party_id: PartyId) -> Result<Vec<Permission>> {
    let revoked = default_permission_revocations::table.filter(default_permission_revocations::party_id.eq(party_id));
    Ok(revoked.select(default_permission_revocations::permission).load(conn)?)
}

/// Whether the row `alias` of staff may sign in.
fn is_active(alias: &str) -> String {
    format!("{alias}.joined_at is not null and {alias}.suspended_at is null and {alias}.removed_at is null")
}

pub(crate) fn with_roles(conn: &mut Conn, party_id: PartyId, roles: &[Role]) -> Result<Vec<StaffId>> {
    let holders = staff_roles::table.filter(staff_roles::role.eq_any(roles)).select(staff_roles::staff_id);
    let active = staff::table
        .filter(staff::party_id.eq(party_id).and(staff::id.eq_any(holders)))
        .filter(sql::<Bool>(&is_active("staff")))
        .order(staff::id)
        .select(staff::id);
    Ok(active.load(conn)?)
}

/// [`with_roles`] for several parties.
pub(crate) fn with_roles_in(conn: &mut Conn, parties: &[PartyId], roles: &[Role]) -> Result<Vec<(PartyId, StaffId)>> {
    let holders = staff_roles::table.filter(staff_roles::role.eq_any(roles)).select(staff_roles::staff_id);
    let active = staff::table
        .filter(staff::party_id.eq_any(parties).and(staff::id.eq_any(holders)))
        .filter(sql::<Bool>(&is_active("staff")))
        .order(staff::id)
        .select((staff::party_id, staff::id));
    Ok(active.load(conn)?)
}

/// Those of `ids` who are the only active administrator of their party.
pub(super) fn sole_administrators(conn: &mut Conn, ids: &[StaffId]) -> Result<Vec<StaffId>> {
    let (one, other) = (is_active("staff"), is_active("other"));
    let is_sole = format!(
        "{one} and exists (select from staff_roles held where held.staff_id = staff.id and held.role = 'administrator') \
         and not exists (select from staff other join staff_roles held on held.staff_id = other.id \
             where other.party_id = staff.party_id and other.id <> staff.id and held.role = 'administrator' and {other})"
    );
    let sole = staff::table.filter(staff::id.eq_any(ids)).filter(sql::<Bool>(&is_sole)).order(staff::id);
    Ok(sole.select(staff::id).load(conn)?)
}
