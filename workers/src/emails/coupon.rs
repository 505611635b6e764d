//! The words of letters about coupons.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar;
use domain::coupon::Kind;
use domain::mail::{self, Letter};
use domain::party::Locale;
use schema::money::Money;
use serde::Serialize;

use super::{Error, Words, format};

/// What `coupon_issued` says.
#[derive(Debug, Serialize)]
pub(super) struct CouponIssued {
    partner_name: String,
    customer_name: String,
    kind: &'static str,
    face_value: String,
    usable_from: String,
    usable_through: String,
}

impl Words for CouponIssued {
    type Letter = mail::CouponIssued;

    const TEMPLATE: &'static str = "coupon_issued";

    fn of(letter: &mail::CouponIssued, locale: Locale) -> Self {
        let day = |instant: DateTime<Utc>| format::date(calendar::day_of(instant), locale);
        // The validity ends before its last instant: at midnight, the day before is the last.
        let last = letter.valid_to.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(letter.valid_to);
        Self {
            partner_name: letter.partner_name.clone(),
            customer_name: letter.customer_name.clone(),
            kind: kind(letter.kind, locale),
            face_value: format::money(letter.face_value, locale),
            usable_from: day(letter.valid_from),
            usable_through: day(last),
        }
    }

    fn sample() -> Result<Letter, Error> {
        let day = |day: u32| chrono::NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default();
        Ok(Letter::CouponIssued(mail::CouponIssued {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            customer_name: "Lantern Foods Ltd".to_owned(),
            kind: Kind::Voucher,
            face_value: "1200.00 CNY".parse::<Money>()?,
            valid_from: calendar::start_of(day(3)),
            valid_to: calendar::start_of(day(19)),
        }))
    }
}

const fn kind(kind: Kind, locale: Locale) -> &'static str {
    match (locale, kind) {
        (Locale::En, Kind::Voucher) => "voucher",
        (Locale::En, Kind::CashCoupon) => "cash coupon",
        (Locale::ZhCn, Kind::Voucher) => "代金券",
        (Locale::ZhCn, Kind::CashCoupon) => "现金券",
    }
}
