//! Staff: the people of a party, and what they are there.

mod personal;
pub(crate) mod store;

use schema::ids::{PartyId, StaffId};
use schema::problem::Code;

use crate::actor::{Actor, Credential, Forbidden, Permission, Person, Role, Scope, permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::Locale;
use crate::password;
use crate::plain_text::{self, NotPlain};
use crate::refusal::Refusal;

pub use store::Staff;

/// Why a person could not be added.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Name or address is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// Not a mail address.
    #[error("not a mail address")]
    NotAnAddress,
    /// Somebody signs in with this address already.
    #[error("the address is in use")]
    EmailInUse,
    /// None or more than three roles, or administrator with another (invariant 27).
    #[error("give one to three roles; administrator stands alone")]
    Roles,
    /// The password is too short or too long.
    #[error(transparent)]
    Password(#[from] password::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("staff_email_unique") => Self::EmailInUse,
            Some("staff_email_form") => Self::NotAnAddress,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::NotAnAddress | Self::Roles | Self::Password(_) => Code::InvalidInput,
            Self::EmailInUse => Code::AlreadyExists,
            Self::Database(error) => error.code(),
        }
    }
}

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
    /// One to three; administrator alone.
    pub roles: &'a [Role],
    /// 12 to 200 characters.
    pub password: &'a str,
}

/// Adds a person to a party.
///
/// # Errors
/// [`Error`]; each names what is wrong.
pub fn add(conn: &mut Conn, now: Now, actor: &Actor, new: &NewStaff<'_>) -> Result<Staff, Error> {
    actor.require(Permission::ChannelManage)?;
    if new.roles.is_empty() || new.roles.len() > 3 || (new.roles.len() > 1 && new.roles.contains(&Role::Administrator))
    {
        return Err(Error::Roles);
    }
    let staff = Staff {
        id: StaffId::new(),
        party_id: new.party_id,
        email: plain_text::required(new.email, "email", 254)?.to_lowercase(),
        name: plain_text::required(new.name, "name", 100)?,
        locale: new.locale,
        password_hash: password::hash(new.password)?,
        created_at: now.instant(),
        suspended_at: None,
    };
    store::insert(conn, &staff, new.roles)?;
    let details = serde_json::json!({ "roles": new.roles });
    audit::record(
        conn,
        now,
        actor,
        &audit::Line { party_id: new.party_id, operation: "staff.add", subject: staff.id.to_string(), details },
    )?;
    Ok(staff)
}

/// The person as an actor, with today's roles; none when they are unknown or may not act.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn actor(conn: &mut Conn, id: StaffId, credential: Credential) -> db::Result<Option<Actor>> {
    let Some((staff, party_kind, roles)) = store::with_party(conn, id)?.filter(|(it, ..)| it.suspended_at.is_none())
    else {
        return Ok(None);
    };
    Ok(Some(Actor::Person(Person {
        staff_id: id,
        party_id: staff.party_id,
        party_kind,
        acting_for: None,
        permissions: permission::effective(party_kind, &roles, &[], &[]),
        roles,
        scope: Scope::Whole,
        credential,
    })))
}

/// Adds a person, or sets the password of who signs in with the address already.
///
/// # Errors
/// Those of [`add`].
pub(crate) fn add_or_reset(conn: &mut Conn, now: Now, actor: &Actor, new: &NewStaff<'_>) -> Result<(), Error> {
    match store::by_email(conn, new.email)? {
        Some(staff) => store::set_password(conn, staff.id, &password::hash(new.password)?)?,
        None => {
            add(conn, now, actor, new)?;
        }
    }
    Ok(())
}

/// Those of `ids` the actor may see: colleagues, and everybody to the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[StaffId]) -> db::Result<Vec<Staff>> {
    let own = actor.person().filter(|_| !actor.sees_everything()).map(|person| person.party_id);
    store::by_ids(conn, own, ids)
}

/// The active staff of a party who hold one of `roles`: who is written to.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn with_roles(conn: &mut Conn, party_id: PartyId, roles: &[Role]) -> db::Result<Vec<StaffId>> {
    store::with_roles(conn, party_id, roles)
}
