//! The words of letters about customers who come to a partner.

use chrono::{DateTime, TimeDelta, Utc};
use domain::calendar;
use domain::invitation::Mode;
use domain::mail::{self, Letter};
use domain::party::Locale;
use serde::Serialize;

use super::{Error, Words, format};

/// What `customer_invited` says. The preview in the API fills the same templates: they use nothing but these names.
#[derive(Debug, Serialize)]
pub(super) struct CustomerInvited {
    partner_name: String,
    association: &'static str,
    token: String,
    until: String,
}

impl Words for CustomerInvited {
    type Letter = mail::CustomerInvited;

    const TEMPLATE: &'static str = "customer_invited";

    fn of(letter: &mail::CustomerInvited, locale: Locale) -> Self {
        // The last day on which the link works, whatever the hour.
        let last = letter.expires_at.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(letter.expires_at);
        Self {
            partner_name: letter.partner_name.clone(),
            association: association(letter.association_kind, locale),
            token: letter.token.clone(),
            until: day(last, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::CustomerInvited(mail::CustomerInvited {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            association_kind: Mode::Resale,
            token: "AZXJ5pKbcIGSo0QmVXuAAQ.c2FtcGxlLXNhbXBsZS1zYW1wbGUtc2FtcGxlLXNhbXA".to_owned(),
            expires_at: sample_day(),
        }))
    }
}

/// What `customer_associated` says. The customer is named as lists show it.
#[derive(Debug, Serialize)]
pub(super) struct CustomerAssociated {
    partner_name: String,
    customer_name: String,
    association: &'static str,
    associated_on: String,
}

impl Words for CustomerAssociated {
    type Letter = mail::CustomerAssociated;

    const TEMPLATE: &'static str = "customer_associated";

    fn of(letter: &mail::CustomerAssociated, locale: Locale) -> Self {
        Self {
            partner_name: letter.partner_name.clone(),
            customer_name: letter.customer_name.clone(),
            association: association(letter.association_kind, locale),
            associated_on: day(letter.associated_at, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::CustomerAssociated(mail::CustomerAssociated {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            customer_name: "上海***".to_owned(),
            association_kind: Mode::Resale,
            associated_at: sample_day(),
        }))
    }
}

/// What `association_completed` says.
#[derive(Debug, Serialize)]
pub(super) struct AssociationCompleted {
    customer_name: String,
    partner_name: String,
    association: &'static str,
    /// What the association means for who pays whom.
    meaning: &'static str,
    associated_on: String,
}

impl Words for AssociationCompleted {
    type Letter = mail::AssociationCompleted;

    const TEMPLATE: &'static str = "association_completed";

    fn of(letter: &mail::AssociationCompleted, locale: Locale) -> Self {
        Self {
            customer_name: letter.customer_name.clone(),
            partner_name: letter.partner_name.clone(),
            association: association(letter.association_kind, locale),
            meaning: meaning(letter.association_kind, locale),
            associated_on: day(letter.associated_at, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::AssociationCompleted(mail::AssociationCompleted {
            customer_name: "上海海港食品有限公司".to_owned(),
            partner_name: "Harbour & Sons Cloud".to_owned(),
            association_kind: Mode::Resale,
            associated_at: sample_day(),
        }))
    }
}

const fn association(kind: Mode, locale: Locale) -> &'static str {
    match (kind, locale) {
        (Mode::Resale, Locale::En) => "resale",
        (Mode::Resale, Locale::ZhCn) => "代售",
        (Mode::Advisory, Locale::En) => "advisory",
        (Mode::Advisory, Locale::ZhCn) => "顾问销售",
    }
}

const fn meaning(kind: Mode, locale: Locale) -> &'static str {
    match (kind, locale) {
        (Mode::Resale, Locale::En) => {
            "From now on you buy through the partner: it allocates what you can spend, and it invoices you."
        }
        (Mode::Resale, Locale::ZhCn) => "今后您通过该伙伴购买云服务：由伙伴为您划拨可用额度并开具发票。",
        (Mode::Advisory, Locale::En) => "You go on buying from us and get our invoices; the partner advises you.",
        (Mode::Advisory, Locale::ZhCn) => "您仍直接向我们购买云服务并由我们开具发票，伙伴为您提供咨询服务。",
    }
}

fn day(instant: DateTime<Utc>, locale: Locale) -> String {
    format::date(calendar::day_of(instant), locale)
}

fn sample_day() -> DateTime<Utc> {
    calendar::start_of(chrono::NaiveDate::from_ymd_opt(2026, 3, 18).unwrap_or_default())
}
