//! Reports: prospects that a partner announces before it invites them.
//!
//! A report that the vendor approved keeps the prospect for the partner until
//! its validity ends; the customer then registers with the reported mobile
//! number (domain.md 2.2, Q-07). What is overdue has expired, whether or not the
//! job that writes it down has come by: [`Report::state_at`].

mod lists;
mod personal;
mod refusals;
pub mod state;
mod store;

use chrono::{DateTime, TimeDelta, Utc};
use schema::ids::{PartyId, ReportId};
use schema::notices::Notice;
use serde::Serialize;

use crate::actor::{Actor, Permission, Person};
use crate::audit;
use crate::calendar;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::mail;
use crate::party::{self, Kind};
use crate::plain_text;
use crate::policy;
use crate::profile::{Email, Mobile, Sealed};
use crate::reservation;
use crate::vault::{self, Place, Vault};

pub use lists::{Filter, by_ids, count, page};
pub use refusals::Error;
pub use state::{Event, Refused, Status};
pub use store::Report;

/// Reports that are reviewed in one go.
const MOST_AT_ONCE: usize = 50;
/// The job in whose name overdue reports are ended.
const EXPIRY: &str = "expire_reports";

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

/// What the reviewer decides.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Yes; with 1 to 500 characters for the partner, or nothing.
    Approve(Option<String>),
    /// No; why, in 1 to 500 characters for the partner.
    Reject(String),
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
        end_overdue(conn, now, &report.mobile_index)?;
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

/// Refuses a batch of none or of more than 50 reports.
///
/// # Errors
/// [`Error::Batch`].
pub fn check_batch(ids: &[ReportId]) -> Result<(), Error> {
    if (1..=MOST_AT_ONCE).contains(&ids.len()) { Ok(()) } else { Err(Error::Batch(MOST_AT_ONCE)) }
}

/// Says yes or no to a report that waits. Yes makes it hold until the end of the last day of its validity.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotTheVendor`], [`Error::NotFound`], [`Error::Text`], [`Error::State`]; for a yes
/// also [`Error::Reserved`] and [`Error::Reported`].
///
/// # Source
/// domain.md 2.2, Q-07 (validity begins with the approval), invariant 18 (the vendor reviews, never the partner).
pub fn review(conn: &mut Conn, now: Now, actor: &Actor, id: ReportId, verdict: &Verdict) -> Result<Report, Error> {
    let person = actor.person_with(Permission::ApplicationReview)?;
    if person.party_kind != Kind::Vendor {
        return Err(Error::NotTheVendor);
    }
    let report = store::lock(conn, "true", id)?.ok_or(Error::NotFound)?;
    let (event, opinion) = match verdict {
        Verdict::Approve(opinion) => (Event::Approve, opinion.as_deref()),
        Verdict::Reject(opinion) => (Event::Reject, Some(opinion.as_str())),
    };
    let opinion = opinion.map(|text| plain_text::required(text, "opinion", 500)).transpose()?;
    let state = report.state_at(now).on(event)?;
    let is_approved = state == Status::Reported;
    if is_approved {
        end_overdue(conn, now, &report.mobile_index)?;
        may_hold(conn, now, &report)?;
    }
    let reviewed = store::Reviewed {
        state,
        reviewed_by_id: person.staff_id,
        reviewed_at: now.instant(),
        opinion,
        valid_until: if is_approved { Some(valid_until(conn, now)?) } else { None },
        ended_at: (!is_approved).then_some(now.instant()),
    };
    let report = store::set_reviewed(conn, id, &reviewed)?;
    mail::enqueue(conn, now, report.reported_by_id, &Notice::ReportDecided { report_id: id })?;
    audit(conn, now, actor, &report, "report.review", serde_json::json!({ "verdict": event }))?;
    Ok(report)
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

/// Ends at most `limit` reports whose time has run out; how many there were.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, now: Now, limit: i64) -> Result<usize, Error> {
    let mut overdue = store::lock_overdue(conn, now, None, limit)?;
    // Heads of audit chains are locked in one order.
    overdue.sort_by_key(|report| report.partner_id);
    for report in &overdue {
        end(conn, now, report)?;
    }
    Ok(overdue.len())
}

/// Whether the actor reviews reports at all.
#[must_use]
pub fn may_review(actor: &Actor) -> bool {
    actor.person_with(Permission::ApplicationReview).is_ok_and(|person| person.party_kind == Kind::Vendor)
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

/// The end of the last day: approved on day 0, it holds until day 15, 24:00 (example 12).
fn valid_until(conn: &mut Conn, now: Now) -> db::Result<DateTime<Utc>> {
    let days = policy::days(conn, policy::Key::ReportDays)?;
    let today = calendar::start_of(calendar::day_of(now.instant()));
    let until = TimeDelta::try_days(days.saturating_add(1)).and_then(|delta| today.checked_add_signed(delta));
    Ok(until.unwrap_or(DateTime::<Utc>::MAX_UTC))
}

/// Writes down that the report of this number is over, so that the next one can hold: there is at most one.
fn end_overdue(conn: &mut Conn, now: Now, mobile_index: &[u8]) -> Result<(), Error> {
    store::lock_overdue(conn, now, Some(mobile_index), 1)?.iter().try_for_each(|report| end(conn, now, report))
}

fn end(conn: &mut Conn, now: Now, report: &Report) -> Result<(), Error> {
    let report = store::set_ended(conn, now, report.id, report.state.on(Event::Expire)?)?;
    Ok(audit(conn, now, &Actor::system(EXPIRY), &report, "report.expire", serde_json::json!({}))?)
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
