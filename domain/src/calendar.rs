//! Days of the business: they begin and end in its own time zone.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

/// How far the business' clocks are ahead of UTC: GMT+8, without summer time (domain.md 11.3).
const AHEAD: TimeDelta = TimeDelta::hours(8);

/// The first instant of a day.
#[must_use]
pub fn start_of(day: NaiveDate) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() - AHEAD
}

/// The day of the business that `instant` falls on.
#[must_use]
pub fn day_of(instant: DateTime<Utc>) -> NaiveDate {
    local(instant).date()
}

/// What the business' clocks show at `instant`.
#[must_use]
pub fn local(instant: DateTime<Utc>) -> NaiveDateTime {
    instant.checked_add_signed(AHEAD).unwrap_or(instant).naive_utc()
}
