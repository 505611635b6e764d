//! The words of letters about reports.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar;
use domain::mail::{self, Letter};
use domain::party::Locale;
use serde::Serialize;

use super::{Error, Words, format};

/// What `report_decided` says. The prospect is named as lists show it.
#[derive(Debug, Serialize)]
pub(super) struct ReportDecided {
    partner_name: String,
    customer_name: String,
    mobile: String,
    reported_on: String,
    /// Empty when the reviewer said nothing.
    opinion: String,
    /// The last day of its validity; empty when it was rejected.
    valid_through: String,
}

impl Words for ReportDecided {
    type Letter = mail::ReportDecided;

    const TEMPLATE: &'static str = "report_decided";

    fn of(letter: &mail::ReportDecided, locale: Locale) -> Self {
        let day = |instant: DateTime<Utc>| format::date(calendar::day_of(instant), locale);
        // The validity ends at midnight: the day before is the last.
        let last = |until: DateTime<Utc>| day(until.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(until));
        Self {
            partner_name: letter.partner_name.clone(),
            customer_name: letter.customer_name.clone(),
            mobile: letter.mobile.clone(),
            reported_on: day(letter.created_at),
            opinion: letter.opinion.clone().unwrap_or_default(),
            valid_through: letter.valid_until.map(last).unwrap_or_default(),
        }
    }

    fn sample() -> Result<Letter, Error> {
        let day = |day: u32| chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default();
        Ok(Letter::ReportDecided(mail::ReportDecided {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            customer_name: "上海***".to_owned(),
            mobile: "+86138****0000".to_owned(),
            created_at: calendar::start_of(day(3)),
            opinion: Some("Please ask for their data centre plans first.".to_owned()),
            valid_until: Some(calendar::start_of(day(19))),
        }))
    }
}
