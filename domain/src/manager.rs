//! Account managers: who looks after which customer or reseller, and since when.
//!
//! An assignment is an interval, one manager a partner and subject at a time
//! (domain.md 1.9). It is the only limit on what people of one party see: who is
//! account manager and nothing else sees the subjects assigned to them, and of
//! their events those from the moment of assignment on (invariant 14; the
//! predicate is in [`crate::visibility`]).

mod error;
mod lists;
pub(crate) mod store;
mod team;

use schema::ids::{PartyId, StaffId};
use serde_json::json;

use crate::actor::{Actor, Forbidden, Permission, Person, Role, Scope};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::{self, Kind, Party};
use crate::staff;
use crate::visibility;

pub use error::Error;
pub use lists::{by_ids, count_history, history, of_today};
pub use store::Assignment;
pub use team::{count_team, directors_of, set_director, team};
pub(crate) use team::{orphan, retire, team_of};

/// Most subjects of one batch.
const MOST: usize = 100;

/// Refuses a batch of none or more than 100.
///
/// # Errors
/// [`Error::Batch`].
pub fn check_batch(size: usize) -> Result<(), Error> {
    if (1..=MOST).contains(&size) { Ok(()) } else { Err(Error::Batch) }
}

/// Makes an account manager of the actor's party responsible for one of its customers or, in a distributor, one of
/// its resellers, from now on. Whoever was responsible is so no longer; who is already, stays so.
///
/// A director gives what their managers have, and to their managers only.
///
/// # Errors
/// [`Error::Forbidden`]: customers need `CUSTOMER_ASSIGN`, resellers `RESELLER_MANAGE`. [`Error::NotFound`] for a
/// subject, [`Error::NoSuchManager`] for a person whom the actor does not see or who cannot be responsible.
///
/// # Source
/// domain.md 1.9.
pub fn assign(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    subject_id: PartyId,
    manager_id: StaffId,
) -> Result<Assignment, Error> {
    let (person, subject) = subject(conn, now, actor, subject_id)?;
    if !is_manager(conn, person.party_id, manager_id)? || !leads(&person.scope, manager_id) {
        return Err(Error::NoSuchManager);
    }
    put(conn, now, actor, person.party_id, &subject, manager_id)
}

/// Ends the responsibility of whoever looks after the subject.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`] as for [`assign`]; [`Error::NotAssigned`].
pub fn take_back(conn: &mut Conn, now: Now, actor: &Actor, subject_id: PartyId) -> Result<Assignment, Error> {
    let (person, subject) = subject(conn, now, actor, subject_id)?;
    let ended = store::close(conn, now, person.party_id, subject.id)?.ok_or(Error::NotAssigned)?;
    record(conn, now, actor, &ended, "manager.take_back")?;
    Ok(ended)
}

/// Makes the person who brought a customer responsible for it, when they are account manager of the partner the
/// customer stands under now; else nothing happens. Whoever calls it has associated the two.
///
/// # Errors
/// [`Error::NotFound`] for who is no customer, and when the database does not answer.
pub(crate) fn take_over(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    customer_id: PartyId,
    staff_id: StaffId,
) -> Result<Option<Assignment>, Error> {
    let subject = party::store::lock(conn, customer_id)?.ok_or(Error::NotFound)?;
    let Some(partner) = party::partner_of(conn, now, customer_id)? else { return Ok(None) };
    if !is_manager(conn, partner, staff_id)? {
        return Ok(None);
    }
    put(conn, now, actor, partner, &subject, staff_id).map(Some)
}

/// Ends the responsibility for `subject` in whatever party, because it leaves its partner.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn release(conn: &mut Conn, now: Now, subject_id: PartyId) -> db::Result<()> {
    store::close_of_subject(conn, now, subject_id)
}

/// Whether the actor could assign a manager to the party, were it one of theirs: the answer's reason.
///
/// # Errors
/// [`Forbidden`].
pub fn may_assign(actor: &Actor, kind: Kind) -> Result<&Person, Forbidden> {
    let needed = if kind == Kind::Reseller { Permission::ResellerManage } else { Permission::CustomerAssign };
    actor.person_with(needed)
}

/// The party that somebody is to look after: seen by the actor, standing under the actor's party, and locked.
fn subject<'a>(conn: &mut Conn, now: Now, actor: &'a Actor, subject_id: PartyId) -> Result<(&'a Person, Party), Error> {
    // Who may assign neither learns nothing about the id.
    let person = may_assign(actor, Kind::Customer).or_else(|_| may_assign(actor, Kind::Reseller))?;
    let subject = party::store::lock(conn, subject_id)?.ok_or(Error::NotFound)?;
    let is_seen = !party::store::by_ids(conn, &visibility::party(actor, "parties.id", now), &[subject_id])?.is_empty();
    let stands_under = party::partner_of(conn, now, subject_id)?;
    if !is_seen || stands_under != Some(person.party_id) {
        return Err(Error::NotFound);
    }
    Ok((may_assign(actor, subject.kind)?, subject))
}

/// Whether the person is an active account manager of the party.
fn is_manager(conn: &mut Conn, party_id: PartyId, staff_id: StaffId) -> db::Result<bool> {
    // Locked, so that who loses the role at this moment loses what is assigned now as well.
    staff::store::lock(conn, staff_id)?;
    Ok(staff::with_roles(conn, party_id, &[Role::AccountManager])?.contains(&staff_id))
}

/// Whether who sees `scope` may give work to the manager.
fn leads(scope: &Scope, manager_id: StaffId) -> bool {
    match scope {
        Scope::Whole => true,
        Scope::Managers(managers) => managers.contains(&manager_id),
    }
}

fn put(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    subject: &Party,
    manager_id: StaffId,
) -> Result<Assignment, Error> {
    if let Some(current) = store::current(conn, party_id, subject.id)? {
        if current.manager_id == manager_id {
            return Ok(current);
        }
        store::close(conn, now, party_id, subject.id)?;
    }
    let assigned_by_id = actor.person().map(|person| person.staff_id);
    let assignment = store::insert(conn, now, (party_id, subject.id, manager_id), assigned_by_id)?;
    record(conn, now, actor, &assignment, "manager.assign")?;
    Ok(assignment)
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    assignment: &Assignment,
    operation: &'static str,
) -> db::Result<()> {
    let (subject, details) =
        (assignment.subject_id.to_string(), json!({ "manager": assignment.manager_id.to_string() }));
    let line = audit::Line { party_id: assignment.party_id, operation, subject, details };
    audit::record(conn, now, actor, &line)
}
