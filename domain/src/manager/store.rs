//! Rows of assignments and teams.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{ManagerAssignmentId, PartyId, StaffId, TeamMemberId};
use schema::tables::{manager_assignments, staff, team_members};

use crate::clock::Now;
use crate::db::{Conn, Result};

/// An interval `[valid_from, valid_to)` in which a manager looked after a customer or reseller, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = manager_assignments, check_for_backend(diesel::pg::Pg))]
pub struct Assignment {
    /// Its id.
    pub id: ManagerAssignmentId,
    /// The partner whose manager it is.
    pub party_id: PartyId,
    /// The customer or reseller.
    pub subject_id: PartyId,
    /// The account manager.
    pub manager_id: StaffId,
    /// Who assigned.
    pub assigned_by_id: Option<StaffId>,
    /// First instant.
    pub valid_from: DateTime<Utc>,
    /// First instant after; none while it lasts.
    pub valid_to: Option<DateTime<Utc>>,
}

pub(super) fn insert(
    conn: &mut Conn,
    now: Now,
    (party_id, subject_id, manager_id): (PartyId, PartyId, StaffId),
    assigned_by_id: Option<StaffId>,
) -> Result<Assignment> {
    let row = (
        manager_assignments::id.eq(ManagerAssignmentId::new()),
        manager_assignments::party_id.eq(party_id),
        manager_assignments::subject_id.eq(subject_id),
        manager_assignments::manager_id.eq(manager_id),
        manager_assignments::assigned_by_id.eq(assigned_by_id),
        manager_assignments::valid_from.eq(now.instant()),
    );
    let inserted = diesel::insert_into(manager_assignments::table).values(row).returning(Assignment::as_returning());
    Ok(inserted.get_result(conn)?)
}

pub(super) fn current(conn: &mut Conn, party_id: PartyId, subject_id: PartyId) -> Result<Option<Assignment>> {
    let open = manager_assignments::table.filter(
        manager_assignments::party_id
            .eq(party_id)
            .and(manager_assignments::subject_id.eq(subject_id))
            .and(manager_assignments::valid_to.is_null()),
    );
    Ok(open.select(Assignment::as_select()).get_result(conn).optional()?)
}

pub(super) fn close(conn: &mut Conn, now: Now, party_id: PartyId, subject_id: PartyId) -> Result<Option<Assignment>> {
    let open = manager_assignments::table.filter(
        manager_assignments::party_id
            .eq(party_id)
            .and(manager_assignments::subject_id.eq(subject_id))
            .and(manager_assignments::valid_to.is_null()),
    );
    let closed = diesel::update(open).set(manager_assignments::valid_to.eq(now.instant()));
    Ok(closed.returning(Assignment::as_returning()).get_result(conn).optional()?)
}

pub(super) fn close_of_subject(conn: &mut Conn, now: Now, subject_id: PartyId) -> Result<()> {
    let open = manager_assignments::table
        .filter(manager_assignments::subject_id.eq(subject_id).and(manager_assignments::valid_to.is_null()));
    diesel::update(open).set(manager_assignments::valid_to.eq(now.instant())).execute(conn)?;
    Ok(())
}

pub(super) fn close_of_manager(conn: &mut Conn, now: Now, manager_id: StaffId) -> Result<()> {
    let open = manager_assignments::table
        .filter(manager_assignments::manager_id.eq(manager_id).and(manager_assignments::valid_to.is_null()));
    diesel::update(open).set(manager_assignments::valid_to.eq(now.instant())).execute(conn)?;
    Ok(())
}

/// SQL of [`crate::page::store`]: the assignments of the subject `parent.id` that `visible` allows.
pub(super) fn of_subject(visible: &str) -> String {
    format!("from manager_assignments where manager_assignments.subject_id = parent.id and {visible}")
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[ManagerAssignmentId]) -> Result<Vec<Assignment>> {
    let found = manager_assignments::table.filter(manager_assignments::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Assignment::as_select()).load(conn)?)
}

pub(super) fn of_today(conn: &mut Conn, visible: &str, subjects: &[PartyId]) -> Result<Vec<Assignment>> {
    let open = manager_assignments::table
        .filter(manager_assignments::subject_id.eq_any(subjects).and(manager_assignments::valid_to.is_null()))
        .filter(sql::<Bool>(visible));
    Ok(open.order(manager_assignments::id).select(Assignment::as_select()).load(conn)?)
}

pub(super) fn join_team(conn: &mut Conn, now: Now, director_id: StaffId, manager_id: StaffId) -> Result<()> {
    let row = (
        team_members::id.eq(TeamMemberId::new()),
        team_members::director_id.eq(director_id),
        team_members::manager_id.eq(manager_id),
        team_members::valid_from.eq(now.instant()),
    );
    diesel::insert_into(team_members::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn leave_team(conn: &mut Conn, now: Now, manager_id: StaffId) -> Result<()> {
    let open =
        team_members::table.filter(team_members::manager_id.eq(manager_id).and(team_members::valid_to.is_null()));
    diesel::update(open).set(team_members::valid_to.eq(now.instant())).execute(conn)?;
    Ok(())
}

pub(super) fn end_team(conn: &mut Conn, now: Now, director_id: StaffId) -> Result<Vec<TeamMemberId>> {
    let open =
        team_members::table.filter(team_members::director_id.eq(director_id).and(team_members::valid_to.is_null()));
    let ended = diesel::update(open).set(team_members::valid_to.eq(now.instant())).returning(team_members::id);
    Ok(ended.get_results(conn)?)
}

pub(super) fn team_of(conn: &mut Conn, director_id: StaffId) -> Result<Vec<StaffId>> {
    let open =
        team_members::table.filter(team_members::director_id.eq(director_id).and(team_members::valid_to.is_null()));
    Ok(open.order(team_members::manager_id).select(team_members::manager_id).load(conn)?)
}

pub(super) fn directors_of(conn: &mut Conn, managers: &[StaffId]) -> Result<Vec<(StaffId, StaffId)>> {
    let open =
        team_members::table.filter(team_members::manager_id.eq_any(managers).and(team_members::valid_to.is_null()));
    Ok(open.select((team_members::manager_id, team_members::director_id)).load(conn)?)
}

/// SQL of [`crate::page::store`]: the managers under the director `parent.id` whom `visible` allows.
pub(super) fn under_director(visible: &str) -> String {
    format!(
        "from staff join team_members on team_members.manager_id = staff.id \
         where team_members.director_id = parent.id and team_members.valid_to is null and {visible}"
    )
}

/// The names of the managers in `members`, for a letter.
pub(crate) fn names(conn: &mut Conn, members: &[TeamMemberId]) -> Result<Vec<String>> {
    let managers = team_members::table
        .inner_join(staff::table.on(staff::id.eq(team_members::manager_id)))
        .filter(team_members::id.eq_any(members));
    Ok(managers.order(staff::name).select(staff::name).load(conn)?)
}
