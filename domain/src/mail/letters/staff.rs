//! Letters about the people of a party.

use chrono::NaiveDate;
use schema::ids::{StaffId, TeamMemberId};

use super::super::Error;
use crate::actor::Role;
use crate::calendar;
use crate::db::Conn;
use crate::manager;
use crate::staff;
use crate::vault::Vault;

/// A person is asked to join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffInvited {
    /// Whom they will work for.
    pub party_name: String,
    /// As what: preset roles.
    pub roles: Vec<Role>,
    /// And the names of roles that the party defined.
    pub custom_roles: Vec<String>,
    /// What opens the door, once: the end of the link.
    pub token: String,
    /// The day on which it stops doing so, in the business' time zone.
    pub until: NaiveDate,
}

/// Managers are without a director.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ManagersOrphaned {
    /// The party they work for.
    pub party_name: String,
    /// Who was their director.
    pub director: String,
    /// Who they are.
    pub managers: Vec<String>,
}

pub(super) fn invited(conn: &mut Conn, vault: &Vault, id: StaffId) -> Result<StaffInvited, Error> {
    let (staff, party_name) = staff::store::with_party_name(conn, id)?.ok_or(Error::Missing)?;
    let roles = staff::store::preset_roles(conn, id)?;
    // The link of today: a mail that was late must not bring one that works no more.
    let token = vault.capability(staff::JOIN, id.uuid(), staff.invited_serial);
    let until = calendar::day_of(staff.invitation_expires_at().unwrap_or(staff.created_at));
    Ok(StaffInvited { party_name, roles, custom_roles: staff::store::custom_role_names(conn, id)?, token, until })
}

pub(super) fn orphaned(
    conn: &mut Conn,
    director_id: StaffId,
    members: &[TeamMemberId],
) -> Result<ManagersOrphaned, Error> {
    let (director, party_name) = staff::store::with_party_name(conn, director_id)?.ok_or(Error::Missing)?;
    Ok(ManagersOrphaned { party_name, director: director.name, managers: manager::store::names(conn, members)? })
}
