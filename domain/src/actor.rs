//! Who acts, and what they may do.
//!
//! No operation runs without an [`Actor`]. [`permission`] holds the one table
//! that says which role of which kind of party may do what (domain.md 1.8).

pub mod permission;

use schema::ids::{AccessKeyId, PartyId, SessionId, StaffId, VerificationCodeId};

use crate::party::Kind;

pub use permission::{Permission, Role};

/// The actor's roles do not allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs the permission {}", .0.as_str().to_uppercase())]
pub struct Forbidden(pub Permission);

/// What a request came with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// An access token of this sign-in.
    Session(SessionId),
    /// A signature with this access key.
    AccessKey(AccessKeyId),
    /// A mailed code, for one operation.
    Code(VerificationCodeId),
}

/// Which of its party's customers a person sees (domain.md 1.8, 1.9; invariant 14).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scope {
    /// All of them.
    Whole,
    /// Those assigned to one of these managers, each from the moment of assignment.
    Managers(Vec<StaffId>),
}

/// A person who is signed in, or for whom a program acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub staff_id: StaffId,
    /// For whom.
    pub party_id: PartyId,
    /// What that party is.
    pub party_kind: Kind,
    /// The reseller a distributor's person acts for; set by [`crate::party::acting_for`] alone.
    pub acting_for: Option<PartyId>,
    /// As what, custom roles aside.
    pub roles: Vec<Role>,
    /// What all of the person's roles allow: [`permission::effective`].
    pub permissions: Vec<Permission>,
    /// Whose customers.
    pub scope: Scope,
    /// What the request came with.
    pub credential: Credential,
}

impl Person {
    /// The party whose business is done: the reseller acted for, else the person's own.
    #[must_use]
    pub fn principal(&self) -> PartyId {
        self.acting_for.unwrap_or(self.party_id)
    }
}

/// Who an operation acts for: a person, or the system in one of its jobs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// Somebody who is signed in.
    Person(Person),
    /// A job, by its name.
    System(&'static str),
}

impl Actor {
    /// The system, in the job named.
    #[must_use]
    pub const fn system(job: &'static str) -> Self {
        Self::System(job)
    }

    /// The person, when it is one.
    #[must_use]
    pub const fn person(&self) -> Option<&Person> {
        match self {
            Self::Person(person) => Some(person),
            Self::System(_) => None,
        }
    }

    /// Whether nothing is hidden from the actor: the vendor's staff and the system.
    #[must_use]
    pub fn sees_everything(&self) -> bool {
        self.person().is_none_or(|person| person.party_kind == Kind::Vendor)
    }

    /// Whether the actor holds `permission`. The system holds all.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        self.person().is_none_or(|person| person.permissions.contains(&permission))
    }

    /// Refuses who does not hold `permission`.
    ///
    /// # Errors
    /// [`Forbidden`].
    pub fn require(&self, permission: Permission) -> Result<(), Forbidden> {
        if self.may(permission) { Ok(()) } else { Err(Forbidden(permission)) }
    }

    /// A person who holds `permission`: for what only people do.
    ///
    /// # Errors
    /// [`Forbidden`], to the system too.
    pub fn person_with(&self, permission: Permission) -> Result<&Person, Forbidden> {
        self.person().filter(|_| self.may(permission)).ok_or(Forbidden(permission))
    }

    /// How audit and ledger name the actor: a staff id, or `system:job_name`.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::Person(person) => person.staff_id.to_string(),
            Self::System(job) => format!("system:{job}"),
        }
    }
}
