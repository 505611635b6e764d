//! Customers: what is known of them, as their partners see it.
//!
//! A partner sees its own customers within the scope of the person who asks; a
//! distributor also its resellers', of which label and managers stay with the
//! reseller (domain.md 2.1, 2.10; Q-03).

pub mod identity;
mod store;

use std::collections::HashMap;

use schema::ids::{PartyId, StaffId};
use schema::problem::Code;
use schema::text_enum;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::manager;
use crate::page::{Page, Slice};
use crate::party::association::{self, Filter, List};
use crate::party::{self, Edge, EdgeKind, Kind, NotYourReseller, Party};
use crate::plain_text::{self, NotPlain};
use crate::profile::{self, Profile};
use crate::refusal::Refusal;
use crate::visibility;

pub use store::Record;

text_enum! {
    /// What a customer is.
    pub enum CustomerType {
        /// Not known yet.
        None = "none",
        /// A person.
        Person = "person",
        /// An enterprise.
        Enterprise = "enterprise",
    }
}

text_enum! {
    /// Where a customer's real-name authentication stands.
    pub enum VerifiedStatus {
        /// Not begun.
        None = "none",
        /// In review.
        InReview = "in_review",
        /// Refused.
        Failed = "failed",
        /// Verified.
        Verified = "verified",
    }
}

/// Why a command on a customer changed nothing.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for that reseller.
    #[error(transparent)]
    ActingFor(#[from] NotYourReseller),
    /// No customer of the partner's, or not one the person looks after.
    #[error("no such customer")]
    NotFound,
    /// The label is too long.
    #[error(transparent)]
    Label(#[from] NotPlain),
    /// The actor's party is no customer.
    #[error("only a customer says what it is")]
    NoCustomer,
    /// What the customer is was verified, or is being verified.
    #[error("real-name authentication says what the customer is")]
    TypeVerified,
    /// An identity of another form.
    #[error("{0}")]
    Identity(profile::Error),
    /// Asked too often.
    #[error("at most {0} checks a minute: wait before the next")]
    TooManyChecks(i32),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::ActingFor(error) => error.code(),
            Self::NotFound => Code::NotFound,
            Self::Label(_) => Code::InvalidInput,
            Self::NoCustomer | Self::TypeVerified => Code::StateConflict,
            Self::Identity(error) => error.code(),
            Self::TooManyChecks(_) => Code::TooManyAttempts,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ActingFor(error) => error.field(),
            Self::NotFound => Some("customerId"),
            Self::Label(error) => Some(error.field),
            Self::TypeVerified => Some("customerType"),
            Self::Identity(_) => Some("value"),
            Self::Forbidden(_) | Self::NoCustomer | Self::TooManyChecks(_) | Self::Database(_) => None,
        }
    }
}

/// What is known of a customer.
#[derive(Debug, Clone)]
pub struct Customer {
    /// What only customers have.
    pub record: Record,
    /// What every party has.
    pub profile: Profile,
    /// What its partner calls it; none for who is neither of that partner nor of the vendor.
    pub label: Option<String>,
    /// Who of that partner looks after it today; none likewise.
    pub manager_id: Option<StaffId>,
}

/// A page of the customers the actor may see that stand under a partner today, ordered by when they came.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 2.1 (`ListSubCustomers`), 2.10.
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Party>> {
    association::page(conn, now, actor, &list(now, actor, filter), page)
}

/// How many customers [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    association::count(conn, now, actor, &list(now, actor, filter))
}

/// What is known of those of `ids` that are customers the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, now: Now, actor: &Actor, ids: &[PartyId]) -> db::Result<HashMap<PartyId, Customer>> {
    let found = store::of(conn, &seen(actor, "customers.party_id", now), ids)?;
    let mut labels = association::labels(conn, now, actor, ids)?;
    let managers = manager::of_today(conn, actor, ids)?;
    let customer = |(record, profile): (Record, Profile)| {
        let id = record.party_id;
        let manager_id = managers.get(&id).map(|assignment| assignment.manager_id);
        (id, Customer { label: labels.remove(&id), manager_id, record, profile })
    };
    Ok(found.into_iter().map(customer).collect())
}

/// What a partner calls one of its customers from now on.
///
/// - `acting_for`: the reseller whose business it is, when a distributor does it
/// - `label`: 1 to 64 characters; none, or nothing but white space, takes it away
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::NotFound`], [`Error::Label`].
///
/// # Source
/// domain.md 2.1 (`label`).
pub fn label_set(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acting_for: Option<PartyId>,
    customer: PartyId,
    label: Option<&str>,
) -> Result<Party, Error> {
    let actor = &party::acting_for(conn, now, actor, acting_for)?;
    actor.person_with(Permission::CustomerManage)?;
    let label = label.filter(|label| !plain_text::clean(label).is_empty());
    let label = label.map(|label| plain_text::required(label, "label", 64)).transpose()?;
    let edge = lock(conn, now, actor, customer)?.ok_or(Error::NotFound)?;
    association::set_label(conn, &edge, label.as_deref())?;
    let details = serde_json::json!({ "labelled": label.is_some() });
    write_down(conn, now, actor, customer, "customer.label_set", details)?;
    party::by_ids(conn, now, actor, &[customer])?.pop().ok_or(Error::NotFound)
}

/// What a customer says of itself, until real-name authentication says it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NoCustomer`], [`Error::TypeVerified`].
///
/// # Source
/// domain.md 2.1 (`customer_type`).
pub fn type_set(conn: &mut Conn, now: Now, actor: &Actor, customer_type: CustomerType) -> Result<Party, Error> {
    let person = actor.person_with(Permission::AccountInfoManage)?;
    if person.party_kind != Kind::Customer {
        return Err(Error::NoCustomer);
    }
    let record = store::lock(conn, person.party_id)?.ok_or(Error::NoCustomer)?;
    match record.verified_status {
        VerifiedStatus::None | VerifiedStatus::Failed => {}
        VerifiedStatus::InReview | VerifiedStatus::Verified => return Err(Error::TypeVerified),
    }
    store::set_type(conn, record.party_id, customer_type)?;
    let details = serde_json::json!({ "customerType": customer_type });
    write_down(conn, now, actor, record.party_id, "customer.type_set", details)?;
    party::by_ids(conn, now, actor, &[record.party_id])?.pop().ok_or(Error::NoCustomer)
}

/// Locks a customer for a command of its partner: the edge under which it stands below the actor's principal today;
/// none for a customer of others, or one the person does not look after.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn lock(conn: &mut Conn, now: Now, actor: &Actor, id: PartyId) -> db::Result<Option<Edge>> {
    let Some(partner) = actor.person().map(crate::actor::Person::principal) else { return Ok(None) };
    if !store::is_seen(conn, &seen(actor, "customers.party_id", now), id)? {
        return Ok(None);
    }
    Ok(association::lock(conn, now, id)?.filter(|edge| edge.upper_id == partner))
}

/// The edge under which a customer stands below the actor's principal today, as [`lock`] has it, without locking.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn find(conn: &mut Conn, now: Now, actor: &Actor, id: PartyId) -> db::Result<Option<Edge>> {
    let Some(partner) = actor.person().map(crate::actor::Person::principal) else { return Ok(None) };
    if !store::is_seen(conn, &seen(actor, "customers.party_id", now), id)? {
        return Ok(None);
    }
    Ok(association::find(conn, now, id)?.filter(|edge| edge.upper_id == partner))
}

/// SQL: what is known of the customer in `column` may be seen. A person without the permission sees their own party.
fn seen(actor: &Actor, column: &str, now: Now) -> String {
    let own = actor.person().filter(|_| !actor.may(Permission::CustomerView));
    match own {
        Some(person) => format!("{column} = '{}'::uuid", person.party_id.uuid()),
        None => visibility::customer(actor, column, now),
    }
}

fn list<'a>(now: Now, actor: &Actor, filter: &'a Filter) -> List<'a> {
    List { kinds: &[EdgeKind::Resale, EdgeKind::Advisory], visible: seen(actor, "edges.lower_id", now), filter }
}

fn write_down(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    customer: PartyId,
    operation: &'static str,
    details: serde_json::Value,
) -> db::Result<()> {
    audit::record(
        conn,
        now,
        actor,
        &audit::Line { party_id: customer, operation, subject: customer.to_string(), details },
    )
}
