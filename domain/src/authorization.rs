//! Authorisations: what a resale customer lets its partner do for it.
//!
//! ```text
//! requested ─▶ granted ─▶ revoked (by the customer, any time)
//!     ├─▶ refused  └─▶ withdrawn, ended
//!     └─▶ withdrawn, ended
//! ```
//!
//! One belongs to an association and ends with it, or when its last day is
//! over. From that instant it counts as ended, whether or not a job has written
//! that down (domain.md 2.6, Q-12).

mod refusals;
pub mod state;
mod store;

use chrono::NaiveDate;
use schema::ids::{AgreementId, AuthorizationId, PartyId};
use schema::notices::{CustomerAnswer, Notice};
use schema::text_enum;

use crate::actor::{Actor, Permission, Role};
use crate::agreement;
use crate::audit;
use crate::calendar;
use crate::clock::Now;
use crate::customer;
use crate::db::{self, Conn};
use crate::mail;
use crate::page::{Page, Slice};
use crate::party::{self, EdgeKind};
use crate::staff;
use crate::verification::{self, Proof};
use crate::visibility;

pub use refusals::Error;
pub use state::{Event, Refused, Status};
pub use store::Authorization;

text_enum! {
    /// What an authorisation is for.
    pub enum Scope {
        /// Placing orders for the customer.
        OrderOnBehalf = "order_on_behalf",
        /// Running the customer's resources.
        OperateOnBehalf = "operate_on_behalf",
    }
}

text_enum! {
    /// What the customer says to a request.
    pub enum Verdict {
        /// Yes.
        Grant = "grant",
        /// No.
        Refuse = "refuse",
    }
}

/// What a partner asks a customer for.
#[derive(Debug, Clone)]
pub struct Request {
    /// The reseller whose business it is, when a distributor asks for it.
    pub acting_for: Option<PartyId>,
    /// A resale customer of that partner.
    pub customer_id: PartyId,
    /// What for.
    pub scope: Scope,
    /// Last day, GMT+8, today or later; none for no end.
    pub expires_on: Option<NaiveDate>,
    /// Agreements that are accepted with it: the commitment letter, before the first request.
    pub agreement_ids: Vec<AgreementId>,
}

/// Which authorisations a list has.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<Status>,
    /// Only for this.
    pub scope: Option<Scope>,
    /// Only of this customer.
    pub customer_id: Option<PartyId>,
    /// Only of this partner.
    pub partner_id: Option<PartyId>,
}

impl Authorization {
    /// Where it stands: what is past its last day, or outlived its association, has ended.
    #[must_use]
    pub fn status(&self, now: Now) -> Status {
        let is_over = self.expires_on.is_some_and(|last| last < calendar::day_of(now.instant()));
        let is_parted = self.parted_at.is_some_and(|at| at <= now.instant());
        if is_over || is_parted { self.state.on(Event::End).unwrap_or(self.state) } else { self.state }
    }
}

/// Asks a resale customer for an authorisation; its administrators are mailed.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::NoSuchCustomer`], [`Error::NotResale`], [`Error::Expiry`],
/// [`Error::Agreement`], [`Error::Open`].
///
/// # Source
/// domain.md 2.6.
pub fn request(conn: &mut Conn, now: Now, actor: &Actor, request: &Request) -> Result<Authorization, Error> {
    let actor = &party::acting_for(conn, now, actor, request.acting_for)?;
    let person = actor.person_with(Permission::CustomerManage)?;
    let partner_id = person.principal();
    if request.expires_on.is_some_and(|last| last < calendar::day_of(now.instant())) {
        return Err(Error::Expiry);
    }
    let edge = customer::lock(conn, now, actor, request.customer_id)?.ok_or(Error::NoSuchCustomer)?;
    if edge.kind != EdgeKind::Resale {
        return Err(Error::NotResale);
    }
    let purpose = agreement::Purpose::Operate;
    agreement::accept(conn, now, actor, partner_id, person.staff_id, purpose, &request.agreement_ids)?;
    let open = store::lock_open(conn, partner_id, request.customer_id, request.scope)?;
    if let Some(lapsed) = open.filter(|open| open.status(now) == Status::Ended) {
        end(conn, now, actor, &lapsed)?;
    }
    let new = store::New {
        edge_id: edge.id,
        partner_id,
        customer_id: request.customer_id,
        scope: request.scope,
        expires_on: request.expires_on,
        requested_by_id: person.staff_id,
    };
    let id = store::insert(conn, now, &new)?;
    for administrator in staff::with_roles(conn, request.customer_id, &[Role::Administrator])? {
        mail::enqueue(conn, now, administrator, &Notice::AuthorizationRequested { authorization_id: id })?;
    }
    written(conn, now, actor, id, "authorization.request")
}

/// The customer's answer to a request; who asked is mailed.
///
/// - `proof`: of a verification code, when the customer switched codes on
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`], [`Error::Verification`].
///
/// # Source
/// domain.md 2.6, 1.8 (critical operations).
pub fn answer(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: AuthorizationId,
    verdict: Verdict,
    proof: Option<Proof>,
) -> Result<Authorization, Error> {
    let (event, told) = match verdict {
        Verdict::Grant => (Event::Grant, CustomerAnswer::Granted),
        Verdict::Refuse => (Event::Refuse, CustomerAnswer::Refused),
    };
    say(conn, now, actor, id, event, told, proof)
}

/// The customer takes an authorisation back, at any time; who asked for it is mailed.
///
/// # Errors
/// Those of [`answer`].
pub fn revoke(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: AuthorizationId,
    proof: Option<Proof>,
) -> Result<Authorization, Error> {
    say(conn, now, actor, id, Event::Revoke, CustomerAnswer::Revoked, proof)
}

fn say(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: AuthorizationId,
    event: Event,
    told: CustomerAnswer,
    proof: Option<Proof>,
) -> Result<Authorization, Error> {
    let person = actor.person_with(Permission::AssociationManage)?;
    let asked = store::lock(conn, id)?.filter(|it| it.customer_id == person.party_id).ok_or(Error::NotFound)?;
    let status = asked.status(now).on(event)?;
    verification::require(conn, now, actor, proof)?;
    store::set_answered(conn, now, id, status, person.staff_id)?;
    let notice = Notice::AuthorizationAnswered { authorization_id: id, answer: told };
    mail::enqueue(conn, now, asked.requested_by_id, &notice)?;
    let operation = match event {
        Event::Grant => "authorization.grant",
        Event::Refuse => "authorization.refuse",
        Event::Revoke | Event::Withdraw | Event::End => "authorization.revoke",
    };
    written(conn, now, actor, id, operation)
}

/// The partner no longer wants what it asked for, or was granted.
///
/// - `acting_for`: the reseller whose business it is, when a distributor does it
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::NotFound`], [`Error::State`].
pub fn withdraw(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acting_for: Option<PartyId>,
    id: AuthorizationId,
) -> Result<Authorization, Error> {
    let actor = &party::acting_for(conn, now, actor, acting_for)?;
    let partner_id = actor.person_with(Permission::CustomerManage)?.principal();
    let visible = visibility::authorization(actor, now);
    let asked = store::lock(conn, id)?.filter(|it| it.partner_id == partner_id).ok_or(Error::NotFound)?;
    if store::by_ids(conn, &visible, &[asked.id])?.is_empty() {
        return Err(Error::NotFound);
    }
    let status = asked.status(now).on(Event::Withdraw)?;
    store::set_state(conn, now, id, status)?;
    written(conn, now, actor, id, "authorization.withdraw")
}

/// Writes down that authorisations have ended, at most `limit`; returns how many.
///
/// # Errors
/// When the database does not answer.
pub fn end_lapsed(conn: &mut Conn, now: Now, actor: &Actor, limit: i64) -> Result<usize, Error> {
    let lapsed = store::lock_lapsed(conn, now, limit)?;
    for authorization in &lapsed {
        end(conn, now, actor, authorization)?;
    }
    Ok(lapsed.len())
}

fn end(conn: &mut Conn, now: Now, actor: &Actor, lapsed: &Authorization) -> Result<(), Error> {
    store::set_state(conn, now, lapsed.id, lapsed.state.on(Event::End)?)?;
    write_down(conn, now, actor, lapsed, "authorization.end")
}

/// Whether `customer` lets `partner` do what `scope` says, now.
///
/// # Errors
/// When the database does not answer.
pub fn is_granted(conn: &mut Conn, now: Now, partner: PartyId, customer: PartyId, scope: Scope) -> db::Result<bool> {
    store::is_granted(conn, now, partner, customer, scope)
}

/// One, for what is written about it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn get(conn: &mut Conn, id: AuthorizationId) -> db::Result<Option<Authorization>> {
    Ok(store::by_ids(conn, "true", &[id])?.pop())
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[AuthorizationId]) -> db::Result<Vec<Authorization>> {
    store::by_ids(conn, &visibility::authorization(actor, now), ids)
}

/// A page of the authorisations the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    filter: &Filter,
    page: &Page,
) -> db::Result<Slice<Authorization>> {
    store::page(conn, &visibility::authorization(actor, now), now, filter, page)
}

/// How many authorisations [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, &visibility::authorization(actor, now), now, filter)
}

fn written(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: AuthorizationId,
    operation: &'static str,
) -> Result<Authorization, Error> {
    let authorization = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    write_down(conn, now, actor, &authorization, operation)?;
    Ok(authorization)
}

fn write_down(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    authorization: &Authorization,
    operation: &'static str,
) -> Result<(), Error> {
    let Authorization { id, customer_id, partner_id, scope, .. } = authorization;
    let details = serde_json::json!({ "partner": partner_id.to_string(), "scope": scope });
    let line = audit::Line { party_id: *customer_id, operation, subject: id.to_string(), details };
    Ok(audit::record(conn, now, actor, &line)?)
}
