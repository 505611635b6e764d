//! Days of the business: they begin and end in its own time zone.

use chrono::{DateTime, Months, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};

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

/// The day of the same number `months` after `day`; the last of its month where that has no such day.
#[must_use]
pub fn months_after(day: NaiveDate, months: i64) -> NaiveDate {
    let months = u32::try_from(months).unwrap_or(u32::MAX);
    day.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

/// The billing cycle that `instant` falls in: its month of the business, `2026-03`.
#[must_use]
pub fn cycle_of(instant: DateTime<Utc>) -> String {
    day_of(instant).format("%Y-%m").to_string()
}
