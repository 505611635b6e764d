//! The vendor says yes or no to a report.

use chrono::{DateTime, TimeDelta, Utc};
use schema::ids::ReportId;
use schema::notices::Notice;

use super::store::{self, Report};
use super::{Error, Event, Status, audit, expiry, may_hold};
use crate::actor::{Actor, Permission};
use crate::calendar;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mail;
use crate::party::Kind;
use crate::plain_text;
use crate::policy;

/// Reports that are reviewed in one go.
const MOST_AT_ONCE: usize = 50;

/// What the reviewer decides.
#[derive(Debug, Clone)]
pub enum Verdict {
    /// Yes; with 1 to 500 characters for the partner, or nothing.
    Approve(Option<String>),
    /// No; why, in 1 to 500 characters for the partner.
    Reject(String),
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
        expiry::end_overdue(conn, now, &report.mobile_index)?;
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

/// Whether the actor reviews reports at all.
#[must_use]
pub fn may_review(actor: &Actor) -> bool {
    actor.person_with(Permission::ApplicationReview).is_ok_and(|person| person.party_kind == Kind::Vendor)
}

/// The end of the last day: approved on day 0, it holds until day 15, 24:00 (example 12).
fn valid_until(conn: &mut Conn, now: Now) -> db::Result<DateTime<Utc>> {
    let days = policy::days(conn, policy::Key::ReportDays)?;
    let today = calendar::start_of(calendar::day_of(now.instant()));
    let until = TimeDelta::try_days(days.saturating_add(1)).and_then(|delta| today.checked_add_signed(delta));
    Ok(until.unwrap_or(DateTime::<Utc>::MAX_UTC))
}
