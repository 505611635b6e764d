//! Staff: the people of a party, and what they are there.
//!
//! | who decided that the person comes in | function | the person |
//! |---|---|---|
//! | the vendor's staff, who choose the password | [`add`] | signs in at once |
//! | another operation, which has a password | `admit` | signs in at once |
//! | another operation, an administrator | `welcome`, [`invite`] | gets a link and chooses a password |

mod error;
mod life;
mod lists;
mod personal;
mod roles;
pub mod state;
pub(crate) mod store;

use std::collections::HashMap;

use schema::ids::{PartyId, RoleId, StaffId};
use schema::notices::Notice;

use crate::actor::{Actor, Credential, Permission, Person, Role, Scope, permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mail;
use crate::manager;
use crate::party::{self, Locale};
use crate::password;
use crate::plain_text;
use crate::policy;

pub use error::Error;
pub use life::{Hashed, JOIN, invite, join, remove, resend, resume, suspend, with_link};
pub use lists::{by_ids, count_of_parties, of_parties};
pub use roles::{of as roles_of, set as set_roles, sole_administrators};
pub use state::{Event, Refused, Status};
pub use store::Staff;

/// A person to be added.
#[derive(Debug, Clone)]
pub struct NewStaff<'a> {
    /// For which party.
    pub party_id: PartyId,
    /// Sign-in name and mail address; case does not matter.
    pub email: &'a str,
    /// How the person is addressed, 1 to 100 characters.
    pub name: &'a str,
    /// The person's language.
    pub locale: Locale,
    /// Preset roles; together with `custom_roles` one to three, administrator alone.
    pub roles: &'a [Role],
    /// Roles that the party defined.
    pub custom_roles: &'a [RoleId],
    /// 12 to 200 characters; none for who is invited and chooses one.
    pub password: Option<&'a str>,
}

/// Adds a person to a party.
///
/// # Errors
/// [`Error`]; each names what is wrong.
pub fn add(conn: &mut Conn, now: Now, actor: &Actor, new: &NewStaff<'_>) -> Result<Staff, Error> {
    actor.require(Permission::ChannelManage)?;
    admit(conn, now, actor, new)
}

/// [`add`], for whoever has decided that the person may come in.
///
/// # Errors
/// [`Error`]; each names what is wrong.
pub(crate) fn admit(conn: &mut Conn, now: Now, actor: &Actor, new: &NewStaff<'_>) -> Result<Staff, Error> {
    let party = party::store::lock(conn, new.party_id)?.ok_or(Error::NotFound)?;
    roles::check(conn, &party, new.roles, new.custom_roles)?;
    let is_invited = new.password.is_none();
    let staff = Staff {
        id: StaffId::new(),
        party_id: new.party_id,
        email: plain_text::required(new.email, "email", 254)?.to_lowercase(),
        name: plain_text::required(new.name, "name", 100)?,
        locale: new.locale,
        password_hash: new.password.map(password::hash).transpose()?,
        created_at: now.instant(),
        suspended_at: None,
        invited_at: is_invited.then(|| now.instant()),
        invited_serial: i32::from(is_invited),
        invitation_expires_at: is_invited
            .then(|| policy::days_from(conn, now, policy::Key::StaffInvitationDays))
            .transpose()?,
        joined_at: (!is_invited).then(|| now.instant()),
        removed_at: None,
    };
    store::insert(conn, &staff, new.roles, new.custom_roles)?;
    let details = serde_json::json!({ "roles": new.roles, "customRoles": labels(new.custom_roles) });
    record(conn, now, actor, &staff, if is_invited { "staff.invite" } else { "staff.add" }, details)?;
    Ok(staff)
}

/// `admit` for somebody who chooses the password: mails a link to join, which works for
/// as many days as the policy says. Whatever password `new` has is left out.
///
/// # Errors
/// [`Error`]; each names what is wrong.
pub(crate) fn welcome(conn: &mut Conn, now: Now, actor: &Actor, new: &NewStaff<'_>) -> Result<Staff, Error> {
    let staff = admit(conn, now, actor, &NewStaff { password: None, ..new.clone() })?;
    mail_link(conn, now, &staff)?;
    Ok(staff)
}

impl Staff {
    /// Where the person stands.
    #[must_use]
    pub const fn status(&self) -> Status {
        match (self.removed_at, self.suspended_at, self.joined_at) {
            (Some(_), _, _) => Status::Removed,
            (None, Some(_), _) => Status::Suspended,
            (None, None, Some(_)) => Status::Active,
            (None, None, None) => Status::Invited,
        }
    }
}

/// The person as an actor, with today's roles; none when they are unknown or may not act.
///
/// Who is account manager and nothing else sees what is assigned to them; who is director and nothing else
/// sees what is assigned to their managers of today; every other role, preset or custom, shows the whole
/// (domain.md 1.8, 1.9; invariant 14).
///
/// # Errors
/// When the database does not answer.
pub(crate) fn actor(conn: &mut Conn, id: StaffId, credential: Credential) -> db::Result<Option<Actor>> {
    let found = store::with_party(conn, id)?.filter(|(staff, ..)| staff.status() == Status::Active);
    let Some((staff, party_kind, roles)) = found else { return Ok(None) };
    let custom = store::custom_permissions(conn, id)?;
    let revoked = store::revoked(conn, staff.party_id)?;
    let scope = match (roles.as_slice(), custom.is_none()) {
        ([Role::AccountManager], true) => Scope::Managers(vec![id]),
        ([Role::ManagerDirector], true) => Scope::Managers(manager::team_of(conn, id)?),
        (_, _) => Scope::Whole,
    };
    Ok(Some(Actor::Person(Person {
        staff_id: id,
        party_id: staff.party_id,
        party_kind,
        acting_for: None,
        permissions: permission::effective(party_kind, &roles, &custom.unwrap_or_default(), &revoked),
        roles,
        scope,
        credential,
    })))
}

/// Adds a person, or sets the password of who signs in with the address already.
///
/// # Errors
/// Those of [`add`].
pub(crate) fn add_or_reset(conn: &mut Conn, now: Now, actor: &Actor, new: &NewStaff<'_>) -> Result<(), Error> {
    match (store::by_email(conn, new.email)?, new.password) {
        (Some(staff), Some(password)) => store::set_joined(conn, now, staff.id, &password::hash(password)?)?,
        (None, _) => {
            add(conn, now, actor, new)?;
        }
        (Some(_), None) => {}
    }
    Ok(())
}

/// The active staff of a party who hold one of `roles`: who is written to.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn with_roles(conn: &mut Conn, party_id: PartyId, roles: &[Role]) -> db::Result<Vec<StaffId>> {
    store::with_roles(conn, party_id, roles)
}

/// [`with_roles`] for several parties: who, by party.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn with_roles_in(
    conn: &mut Conn,
    parties: &[PartyId],
    roles: &[Role],
) -> db::Result<HashMap<PartyId, Vec<StaffId>>> {
    let mut people: HashMap<PartyId, Vec<StaffId>> = HashMap::new();
    for (party, person) in store::with_roles_in(conn, parties, roles)? {
        people.entry(party).or_default().push(person);
    }
    Ok(people)
}

fn mail_link(conn: &mut Conn, now: Now, staff: &Staff) -> Result<(), Error> {
    let notice = Notice::StaffInvited { staff_id: staff.id, serial: staff.invited_serial };
    Ok(mail::enqueue(conn, now, staff.id, &notice)?)
}

fn labels(custom: &[RoleId]) -> Vec<String> {
    custom.iter().map(ToString::to_string).collect()
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    staff: &Staff,
    operation: &'static str,
    details: serde_json::Value,
) -> db::Result<()> {
    let line = audit::Line { party_id: staff.party_id, operation, subject: staff.id.to_string(), details };
    audit::record(conn, now, actor, &line)
}
