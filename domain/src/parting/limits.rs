//! One request in three months: who wanted one waits before the next (domain.md 2.5, invariant 20, Q-04).

use chrono::{DateTime, TimeDelta, Utc};
use schema::ids::PartyId;

use super::{Error, Side, store};
use crate::calendar;
use crate::clock::Now;
use crate::db::Conn;
use crate::party::Edge;
use crate::policy::{self, Key};

/// From when on a party that asked at `asked_at` may ask again: the beginning of the day of the same number `months`
/// later, of the last day where that month has no such day.
#[must_use]
pub fn free_from(asked_at: DateTime<Utc>, months: i64) -> DateTime<Utc> {
    calendar::start_of(calendar::months_after(calendar::day_of(asked_at), months))
}

/// Refuses who asked too short a time ago. Whatever became of a request, it counts.
///
/// | who asks | waits after |
/// |---|---|
/// | a customer | its own last request, to whatever partner |
/// | a partner | its own last request to that customer, and that customer's last to it |
/// | the vendor | nothing |
///
/// # Errors
/// [`Error::TooSoon`].
pub(super) fn check(conn: &mut Conn, now: Now, side: Side, edge: &Edge) -> Result<(), Error> {
    let months = policy::count(conn, Key::PartingMonths)?;
    match asked_last(conn, side, edge)?.map(|at| free_from(at, months)) {
        Some(from) if now.instant() < from => Err(Error::TooSoon(calendar::day_of(from))),
        Some(_) | None => Ok(()),
    }
}

/// The end of the last day for an answer: asked on day 0, it can be answered until day 7, 24:00.
pub(super) fn answer_by(conn: &mut Conn, now: Now) -> Result<DateTime<Utc>, Error> {
    let days = policy::days(conn, Key::PartingAnswerDays)?;
    let today = calendar::start_of(calendar::day_of(now.instant()));
    let until = TimeDelta::try_days(days.saturating_add(1)).and_then(|delta| today.checked_add_signed(delta));
    Ok(until.unwrap_or(DateTime::<Utc>::MAX_UTC))
}

fn asked_last(conn: &mut Conn, side: Side, edge: &Edge) -> Result<Option<DateTime<Utc>>, Error> {
    let customer: PartyId = edge.lower_id;
    Ok(match side {
        Side::Vendor => None,
        Side::Customer => store::asked_last(conn, customer, None, &[Side::Customer])?,
        Side::Partner => store::asked_last(conn, customer, Some(edge.upper_id), &[Side::Customer, Side::Partner])?,
    })
}
