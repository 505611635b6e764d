//! Who acts, and what each role may do.
//!
//! No operation runs without an [`Actor`]. `GRANTS` below is the one table that
//! says which role of which kind of party holds which permission (domain.md 1.8).

use schema::ids::{PartyId, SessionId, StaffId};
use schema::text_enum;

use crate::party::Kind;

text_enum! {
    /// What a person is at work; one to three a person.
    pub enum Role {
        /// Runs the party's account; holds every permission of its kind of party.
        Administrator = "administrator",
        /// Handles money.
        Finance = "finance",
        /// Keeps things running.
        Operations = "operations",
    }
}

text_enum! {
    /// Something a role allows.
    pub enum Permission {
        /// See balances, transfers and statements of account within one's visibility.
        AccountView = "account_view",
        /// See bank accounts, files, statements and entries.
        BankView = "bank_view",
        /// Register bank accounts and upload their statements.
        BankManage = "bank_manage",
        /// Set money of a partner aside and give it back.
        HoldManage = "hold_manage",
        /// Enter parties and their staff, associate them, issue remittance accounts.
        ChannelManage = "channel_manage",
        /// See background jobs.
        JobView = "job_view",
        /// Retry and discard dead jobs.
        JobManage = "job_manage",
    }
}

const EVERYONE: &[Role] = &[Role::Administrator, Role::Finance, Role::Operations];
const PARTNERS: &[Kind] =
    &[Kind::Distributor, Kind::Reseller, Kind::SolutionProvider, Kind::GovSubsidy, Kind::Merchant, Kind::Customer];
const VENDOR: &[Kind] = &[Kind::Vendor];

/// Permission, the kinds of party it exists in, the roles that hold it there.
const GRANTS: &[(Permission, &[Kind], &[Role])] = &[
    (Permission::AccountView, VENDOR, EVERYONE),
    // Viewing the balance is a default right of every role (domain.md 1.8).
    (Permission::AccountView, PARTNERS, EVERYONE),
    (Permission::BankView, VENDOR, EVERYONE),
    (Permission::BankManage, VENDOR, &[Role::Administrator, Role::Finance]),
    (Permission::HoldManage, VENDOR, &[Role::Administrator, Role::Finance]),
    (Permission::ChannelManage, VENDOR, &[Role::Administrator]),
    (Permission::JobView, VENDOR, &[Role::Administrator, Role::Operations]),
    (Permission::JobManage, VENDOR, &[Role::Administrator, Role::Operations]),
];

/// The actor's roles do not allow it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this needs the permission {}", .0.as_str().to_uppercase())]
pub struct Forbidden(pub Permission);

/// A person who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Who.
    pub staff_id: StaffId,
    /// For whom.
    pub party_id: PartyId,
    /// What that party is.
    pub party_kind: Kind,
    /// As what.
    pub roles: Vec<Role>,
    /// The sign-in this came by.
    pub session_id: SessionId,
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
        self.person().is_none_or(|person| {
            GRANTS.iter().any(|(granted, kinds, roles)| {
                *granted == permission
                    && kinds.contains(&person.party_kind)
                    && person.roles.iter().any(|role| roles.contains(role))
            })
        })
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

    /// Every permission the actor holds, in the order of declaration.
    #[must_use]
    pub fn permissions(&self) -> Vec<Permission> {
        Permission::ALL.iter().copied().filter(|permission| self.may(*permission)).collect()
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
