//! Reports: prospects that a partner announces before it invites them.
//!
//! A report that the vendor approved keeps the prospect for the partner until
//! its validity ends; the customer then registers with the reported mobile
//! number (domain.md 2.2, Q-07). What is overdue has expired, whether or not the
//! job that writes it down has come by: [`Report::state_at`].

mod expiry;
mod lists;
mod refusals;
mod review;
pub mod state;
mod store;

use chrono::{DateTime, Utc};
use schema::ids::{PartyId, ReportId};
use serde::Serialize;

use crate::actor::{Actor, Permission, Person};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::party;
use crate::plain_text;
use crate::policy;
use crate::profile::{Email, Mobile, Sealed};
use crate::reservation;
use crate::vault::{self, Place, Vault};

pub use expiry::expire;
pub use lists::{Filter, by_ids, count, page};
pub use refusals::Error;
pub use review::{Verdict, check_batch, may_review, review};
pub use state::{Event, Refused, Status};
pub use store::Report;

/// A prospect to be reported.
#[derive(Debug, Clone)]
pub struct Prospect {
    /// The reseller that a distributor's person does it for.
    pub acting_for: Option<PartyId>,
    /// The prospect's name, 1 to 200 characters.
    pub customer_name: String,
    /// The number it will register with, as [`Mobile::parse`] reads it.
    pub mobile: String,
    /// Where the invitation goes.
    pub email: String,
}

/// Reports a prospect, for the vendor to review.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first report
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotYourReseller`], [`Error::Contact`], [`Error::Text`], [`Error::Reserved`],
/// [`Error::Reported`] when another partner's report holds, [`Error::Open`] when an own one waits or holds,
/// [`Error::Limit`], [`Error::Idempotency`].
///
/// # Source
/// domain.md 2.2; example 12.
pub fn report(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    key: &str,
    input: &Prospect,
) -> Result<Once<Report>, Error> {
    let actor = &party::acting_for(conn, now, actor, input.acting_for)?;
    let person = actor.person_with(Permission::CustomerManage)?;
    let report = draft(now, vault, person, input)?;
    // Indexes stand for the input: a bare hash of a number could be guessed back.
    let name = vault.index("customer_name", &plain_text::clean(&input.customer_name));
    let asked = Asked { partner_id: report.partner_id, name, mobile: &report.mobile_index, email: &report.email_index };
    let command = Command { party_id: person.party_id, operation: "report.create", key, input: &asked };
    let once = idempotency::once(conn, now, command, |conn| {
        party::store::lock(conn, report.partner_id)?.ok_or(Error::NotFound)?;
        expiry::end_overdue(conn, now, &report.mobile_index)?;
        may_hold(conn, now, &report)?;
        let most = policy::count(conn, policy::Key::ReportLimit)?;
        if store::count_open(conn, now, report.partner_id)? >= most {
            return Err(Error::Limit(most));
        }
        store::insert(conn, &report)?;
        audit(conn, now, actor, &report, "report.create", serde_json::json!({}))?;
        Ok::<_, Error>(report.id)
    })?;
    let found = get(conn, once.result)?.ok_or(Error::NotFound)?;
    Ok(Once { result: found, replayed: once.replayed })
}

/// Gives a report up that waits or holds; the prospect is free at once.
///
/// - `acting_for`: the reseller that a distributor's person does it for
///
/// # Errors
/// [`Error::NotYourReseller`], [`Error::Forbidden`], [`Error::NotFound`], [`Error::NotYours`], [`Error::State`].
pub fn withdraw(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acting_for: Option<PartyId>,
    id: ReportId,
) -> Result<Report, Error> {
    let actor = &party::acting_for(conn, now, actor, acting_for)?;
    actor.person_with(Permission::CustomerManage)?;
    let report = store::lock(conn, &lists::visible(actor, now), id)?.ok_or(Error::NotFound)?;
    if !may_withdraw(actor, &report) {
        return Err(Error::NotYours);
    }
    let state = report.state_at(now).on(Event::Withdraw)?;
    let report = store::set_ended(conn, now, id, state)?;
    audit(conn, now, actor, &report, "report.withdraw", serde_json::json!({}))?;
    Ok(report)
}

/// Whether the actor is who can give `report` up.
#[must_use]
pub fn may_withdraw(actor: &Actor, report: &Report) -> bool {
    actor.person_with(Permission::CustomerManage).is_ok_and(|person| person.principal() == report.partner_id)
}

/// The partner's report of this mobile number that holds.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn in_force(
    conn: &mut Conn,
    now: Now,
    partner_id: PartyId,
    mobile_index: &[u8],
) -> db::Result<Option<Report>> {
    Ok(store::in_force(conn, now, mobile_index)?.filter(|report| report.partner_id == partner_id))
}

/// Whether another partner's report of this mobile number holds.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn of_another(conn: &mut Conn, now: Now, partner_id: PartyId, mobile_index: &[u8]) -> db::Result<bool> {
    Ok(store::in_force(conn, now, mobile_index)?.is_some_and(|report| report.partner_id != partner_id))
}

/// The report, for a mail about it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn get(conn: &mut Conn, id: ReportId) -> db::Result<Option<Report>> {
    Ok(store::by_ids(conn, "true", &[id])?.pop())
}

/// The report, locked, when it is the partner's; for who invites.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn lock_of(conn: &mut Conn, partner_id: PartyId, id: ReportId) -> db::Result<Option<Report>> {
    Ok(store::lock(conn, "true", id)?.filter(|report| report.partner_id == partner_id))
}

/// Ends a report that holds because its prospect became the partner's customer. Whoever calls it has decided so.
///
/// # Errors
/// [`Error::NotFound`], [`Error::State`].
pub(crate) fn associated(conn: &mut Conn, now: Now, actor: &Actor, id: ReportId) -> Result<Report, Error> {
    let report = store::lock(conn, "true", id)?.ok_or(Error::NotFound)?;
    let state = report.state_at(now).on(Event::Associate)?;
    let report = store::set_ended(conn, now, id, state)?;
    audit(conn, now, actor, &report, "report.associate", serde_json::json!({}))?;
    Ok(report)
}

impl Report {
    /// Where it stands at `now`: overdue is expired.
    #[must_use]
    pub fn state_at(&self, now: Now) -> Status {
        let is_overdue = self.state == Status::Reported && self.valid_until.is_none_or(|until| until <= now.instant());
        if is_overdue { Status::Expired } else { self.state }
    }

    /// When it ended, as seen at `now`: what is overdue ended with its validity.
    #[must_use]
    pub fn ended_by(&self, now: Now) -> Option<DateTime<Utc>> {
        self.ended_at.or(self.valid_until.filter(|_| self.state_at(now) == Status::Expired))
    }

    /// The prospect's name in full: for whom it was revealed to.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn customer_name(&self, vault: &Vault) -> Result<String, vault::Error> {
        vault.open(Place("reports.customer_name", self.id.uuid()), &self.customer_name_sealed)
    }

    /// The mobile number in full, likewise.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn mobile(&self, vault: &Vault) -> Result<String, vault::Error> {
        vault.open(Place("reports.mobile", self.id.uuid()), &self.mobile_sealed)
    }

    /// The mail address in full, likewise.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn email(&self, vault: &Vault) -> Result<String, vault::Error> {
        vault.open(Place("reports.email", self.id.uuid()), &self.email_sealed)
    }
}

/// What was asked for, without what it says.
#[derive(Serialize)]
struct Asked<'a> {
    partner_id: PartyId,
    name: Vec<u8>,
    mobile: &'a [u8],
    email: &'a [u8],
}

/// The report as it begins, sealed.
fn draft(now: Now, vault: &Vault, person: &Person, input: &Prospect) -> Result<Report, Error> {
    let id = ReportId::new();
    let place = |column| Place(column, id.uuid());
    let name = plain_text::required(&input.customer_name, "customerName", 200)?;
    let mobile = Sealed::mobile(vault, place("reports.mobile"), &Mobile::parse(&input.mobile)?)?;
    let email = Sealed::email(vault, place("reports.email"), &Email::parse(&input.email)?)?;
    Ok(Report {
        id,
        partner_id: person.principal(),
        reported_by_id: person.staff_id,
        customer_name_sealed: vault.seal(place("reports.customer_name"), &name)?,
        mobile_sealed: mobile.sealed,
        mobile_index: mobile.index,
        email_sealed: email.sealed,
        email_index: email.index,
        state: Status::PendingReview,
        created_at: now.instant(),
        reviewed_by_id: None,
        reviewed_at: None,
        opinion: None,
        valid_until: None,
        ended_at: None,
    })
}

/// Refuses a prospect whom the vendor keeps or another partner has.
fn may_hold(conn: &mut Conn, now: Now, report: &Report) -> Result<(), Error> {
    if reservation::applies(conn, now, &report.mobile_index, &report.email_index)? {
        return Err(Error::Reserved);
    }
    if of_another(conn, now, report.partner_id, &report.mobile_index)? { Err(Error::Reported) } else { Ok(()) }
}

fn audit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    report: &Report,
    operation: &'static str,
    details: serde_json::Value,
) -> db::Result<()> {
    let line = audit::Line { party_id: report.partner_id, operation, subject: report.id.to_string(), details };
    audit::record(conn, now, actor, &line)
}
