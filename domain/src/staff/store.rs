//! Rows of staff and roles.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::ids::{PartyId, StaffId};
use schema::tables::{parties, staff, staff_roles};

use crate::actor::Role;
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
    /// argon2id, PHC string.
    pub(crate) password_hash: String,
    /// When they were added.
    pub created_at: DateTime<Utc>,
    /// Since when they may not sign in.
    pub suspended_at: Option<DateTime<Utc>>,
}

pub(crate) fn insert(conn: &mut Conn, person: &Staff, roles: &[Role]) -> Result<()> {
    diesel::insert_into(staff::table).values(person).execute(conn)?;
    let rows: Vec<_> =
        roles.iter().map(|role| (staff_roles::staff_id.eq(person.id), staff_roles::role.eq(*role))).collect();
    diesel::insert_into(staff_roles::table).values(rows).execute(conn)?;
    Ok(())
}

pub(crate) fn set_password(conn: &mut Conn, id: StaffId, password_hash: &str) -> Result<()> {
    diesel::update(staff::table.find(id)).set(staff::password_hash.eq(password_hash)).execute(conn)?;
    Ok(())
}

pub(crate) fn by_email(conn: &mut Conn, email: &str) -> Result<Option<Staff>> {
    Ok(staff::table.filter(staff::email.eq(email)).select(Staff::as_select()).get_result(conn).optional()?)
}

pub(crate) fn by_ids(conn: &mut Conn, own: Option<PartyId>, ids: &[StaffId]) -> Result<Vec<Staff>> {
    let mut found = staff::table.filter(staff::id.eq_any(ids)).select(Staff::as_select()).into_boxed();
    if let Some(party_id) = own {
        found = found.filter(staff::party_id.eq(party_id));
    }
    Ok(found.load(conn)?)
}

/// The person, the kind of their party, and their roles.
pub(crate) fn with_party(conn: &mut Conn, id: StaffId) -> Result<Option<(Staff, Kind, Vec<Role>)>> {
    let found: Option<(Staff, Kind)> = staff::table
        .inner_join(parties::table)
        .filter(staff::id.eq(id))
        .select((Staff::as_select(), parties::kind))
        .get_result(conn)
        .optional()?;
    let Some((person, kind)) = found else { return Ok(None) };
    let roles =
        staff_roles::table.filter(staff_roles::staff_id.eq(id)).order(staff_roles::role).select(staff_roles::role);
    Ok(Some((person, kind, roles.load(conn)?)))
}

pub(crate) fn with_roles(conn: &mut Conn, party_id: PartyId, roles: &[Role]) -> Result<Vec<StaffId>> {
    let holders = staff_roles::table.filter(staff_roles::role.eq_any(roles)).select(staff_roles::staff_id);
    let active = staff::table
        .filter(staff::party_id.eq(party_id).and(staff::suspended_at.is_null()).and(staff::id.eq_any(holders)))
        .order(staff::id)
        .select(staff::id);
    Ok(active.load(conn)?)
}
