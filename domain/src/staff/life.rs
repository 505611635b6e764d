//! Inviting people, and what an administrator does with them.

use schema::ids::StaffId;
use schema::notices::Notice;

use super::{Error, Event, NewStaff, Staff, Status, mail_link, record, store, welcome};
use crate::access_key;
use crate::actor::{Actor, Forbidden, Permission, Role};
use crate::clock::Now;
use crate::db::Conn;
use crate::mail;
use crate::manager;
use crate::party::{self, Party};
use crate::password;
use crate::policy;
use crate::session;
use crate::vault::{self, Vault};

/// What links to join are for: `vault.capability(JOIN, staff id, serial)`.
pub const JOIN: &str = "join";

/// Invites a person to the actor's own party: mails a link, by which the person chooses a password.
///
/// - `new.party_id`: the actor's party
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Roles`], [`Error::NoSuchRoleThere`], [`Error::NoSuchCustomRole`], [`Error::Text`],
/// [`Error::NotAnAddress`], [`Error::EmailInUse`].
///
/// # Source
/// domain.md 1.8.
pub fn invite(conn: &mut Conn, now: Now, actor: &Actor, new: &NewStaff<'_>) -> Result<Staff, Error> {
    let person = actor.person_with(Permission::StaffManage)?;
    welcome(conn, now, actor, &NewStaff { party_id: person.party_id, ..new.clone() })
}

/// Mails another link to join, which works for as many days as the policy says; the one before works no more.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::State`] for who has joined or was removed.
pub fn resend(conn: &mut Conn, now: Now, actor: &Actor, id: StaffId) -> Result<Staff, Error> {
    let (_, staff) = managed(conn, actor, id)?;
    staff.status().on(Event::Resend)?;
    let expires_at = policy::days_from(conn, now, policy::Key::StaffInvitationDays)?;
    let staff = store::set_invited(conn, now, &staff, expires_at)?;
    mail_link(conn, now, &staff)?;
    record(conn, now, actor, &staff, "staff.invitation_resend", serde_json::json!({}))?;
    Ok(staff)
}

/// A password that was found good and hashed: beforehand, because that takes a while and needs no connection.
pub struct Hashed(String);

impl Hashed {
    /// The hash of `password` for the person: 12 to 200 characters, and neither name nor address. Takes tens of
    /// milliseconds of CPU.
    ///
    /// # Errors
    /// [`Error::Password`].
    pub fn of(staff: &Staff, password: &str) -> Result<Self, Error> {
        Ok(Self(password::hash_for(password, &[&staff.name, &staff.email])?))
    }
}

/// The person whom the link invites, while it works.
///
/// # Errors
/// [`Error::NoSuchInvitation`], [`Error::InvitationExpired`], [`Error::InvitationUsed`].
pub fn with_link(conn: &mut Conn, now: Now, vault: &Vault, token: &str) -> Result<Staff, Error> {
    let id = vault::claimed_id(token).map(StaffId::from_uuid).ok_or(Error::NoSuchInvitation)?;
    let staff = store::lock(conn, id)?.ok_or(Error::NoSuchInvitation)?;
    if !vault.is_capability(token, JOIN, id.uuid(), staff.invited_serial) {
        return Err(Error::NoSuchInvitation);
    }
    let is_late = staff.invitation_expires_at.is_none_or(|at| at <= now.instant());
    match staff.status() {
        Status::Removed => Err(Error::NoSuchInvitation),
        Status::Active | Status::Suspended => Err(Error::InvitationUsed),
        Status::Invited if is_late => Err(Error::InvitationExpired),
        Status::Invited => Ok(staff),
    }
}

/// The person with the link chooses a password, and can sign in from now on. The link works once: it is all the
/// proof there is that the person reads the address it was mailed to.
///
/// # Errors
/// Those of [`with_link`].
pub fn join(conn: &mut Conn, now: Now, vault: &Vault, token: &str, password: &Hashed) -> Result<Staff, Error> {
    let staff = with_link(conn, now, vault, token)?;
    staff.status().on(Event::Join)?;
    store::set_joined(conn, now, staff.id, &password.0)?;
    // Nobody is signed in yet: the line's subject says who it was.
    record(conn, now, &Actor::system("staff_join"), &staff, "staff.join", serde_json::json!({}))?;
    Ok(staff)
}

/// A person may not sign in for now: their sessions end.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`], [`Error::LastAdministrator`].
pub fn suspend(conn: &mut Conn, now: Now, actor: &Actor, id: StaffId) -> Result<Staff, Error> {
    let (_, staff) = managed(conn, actor, id)?;
    staff.status().on(Event::Suspend)?;
    keep_an_administrator(conn, id)?;
    let staff = store::set_suspended(conn, id, Some(now.instant()))?;
    session::end_all(conn, now, id)?;
    record(conn, now, actor, &staff, "staff.suspend", serde_json::json!({}))?;
    Ok(staff)
}

/// A person who was suspended may sign in again.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`].
pub fn resume(conn: &mut Conn, now: Now, actor: &Actor, id: StaffId) -> Result<Staff, Error> {
    let (_, staff) = managed(conn, actor, id)?;
    staff.status().on(Event::Resume)?;
    let staff = store::set_suspended(conn, id, None)?;
    record(conn, now, actor, &staff, "staff.resume", serde_json::json!({}))?;
    Ok(staff)
}

/// A person leaves for good: their sessions and access keys end, and what they looked after is without a manager. What
/// they did keeps their name; the address can be used again.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`], [`Error::LastAdministrator`].
pub fn remove(conn: &mut Conn, now: Now, actor: &Actor, id: StaffId) -> Result<Staff, Error> {
    let (_, staff) = managed(conn, actor, id)?;
    staff.status().on(Event::Remove)?;
    keep_an_administrator(conn, id)?;
    let staff = store::set_removed(conn, now, id)?;
    session::end_all(conn, now, id)?;
    access_key::revoke_all(conn, now, id)?;
    end_offices(conn, now, &staff, &[])?;
    record(conn, now, actor, &staff, "staff.remove", serde_json::json!({}))?;
    Ok(staff)
}

/// A person of the actor's own party and that party, both locked: changes of a party's people follow each other.
pub(super) fn managed(conn: &mut Conn, actor: &Actor, id: StaffId) -> Result<(Party, Staff), Error> {
    let person = actor.person_with(Permission::StaffManage)?;
    let party = party::store::lock(conn, person.party_id)?.ok_or(Error::NotFound)?;
    let staff = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    match (staff.party_id == party.id, actor.sees_everything()) {
        (true, _) => Ok((party, staff)),
        // The vendor sees the person and has no say over them.
        (false, true) => Err(Forbidden(Permission::StaffManage).into()),
        (false, false) => Err(Error::NotFound),
    }
}

/// Refuses what would leave the party of `id` without an active administrator.
pub(super) fn keep_an_administrator(conn: &mut Conn, id: StaffId) -> Result<(), Error> {
    if store::sole_administrators(conn, &[id])?.is_empty() { Ok(()) } else { Err(Error::LastAdministrator) }
}

/// Closes what only the roles that are not among `kept` carry: customers and director of a manager, the managers
/// of a director. Who runs the account hears which managers need another director.
pub(super) fn end_offices(conn: &mut Conn, now: Now, staff: &Staff, kept: &[Role]) -> Result<(), Error> {
    if !kept.contains(&Role::AccountManager) {
        manager::retire(conn, now, staff.id)?;
    }
    if kept.contains(&Role::ManagerDirector) {
        return Ok(());
    }
    let team_member_ids = manager::orphan(conn, now, staff.id)?;
    if team_member_ids.is_empty() {
        return Ok(());
    }
    let notice = Notice::ManagersOrphaned { director_id: staff.id, team_member_ids };
    for administrator in store::with_roles(conn, staff.party_id, &[Role::Administrator])? {
        mail::enqueue(conn, now, administrator, &notice)?;
    }
    Ok(())
}
