//! The words of letters about authorisations.

use chrono::NaiveDate;
use domain::authorization::Scope;
use domain::mail::{AuthorizationAnswered, AuthorizationRequested, Letter};
use domain::party::Locale;
use schema::notices::CustomerAnswer;
use serde::Serialize;

use super::{Error, Words, format};

/// What `authorization_requested` says.
#[derive(Debug, Serialize)]
pub(super) struct Requested {
    partner_name: String,
    customer_name: String,
    scope: &'static str,
    expires_on: String,
}

impl Words for Requested {
    type Letter = AuthorizationRequested;

    const TEMPLATE: &'static str = "authorization_requested";

    fn of(letter: &AuthorizationRequested, locale: Locale) -> Self {
        Self {
            partner_name: letter.partner_name.clone(),
            customer_name: letter.customer_name.clone(),
            scope: scope(letter.scope, locale),
            expires_on: last_day(letter.expires_on, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::AuthorizationRequested(AuthorizationRequested {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            customer_name: "上海灯笼食品有限公司".to_owned(),
            scope: Scope::OrderOnBehalf,
            expires_on: None,
        }))
    }
}

/// What `authorization_answered` says. The customer's name is masked, as everywhere.
#[derive(Debug, Serialize)]
pub(super) struct Answered {
    partner_name: String,
    customer_name: String,
    scope: &'static str,
    expires_on: String,
    answer: CustomerAnswer,
}

impl Words for Answered {
    type Letter = AuthorizationAnswered;

    const TEMPLATE: &'static str = "authorization_answered";

    fn of(letter: &AuthorizationAnswered, locale: Locale) -> Self {
        Self {
            partner_name: letter.partner_name.clone(),
            customer_name: letter.customer_name.clone(),
            scope: scope(letter.scope, locale),
            expires_on: last_day(letter.expires_on, locale),
            answer: letter.answer,
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::AuthorizationAnswered(AuthorizationAnswered {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            customer_name: "上海***".to_owned(),
            scope: Scope::OperateOnBehalf,
            expires_on: NaiveDate::from_ymd_opt(2026, 12, 31),
            answer: CustomerAnswer::Granted,
        }))
    }
}

const fn scope(scope: Scope, locale: Locale) -> &'static str {
    match (locale, scope) {
        (Locale::En, Scope::OrderOnBehalf) => "placing orders",
        (Locale::En, Scope::OperateOnBehalf) => "running cloud resources",
        (Locale::ZhCn, Scope::OrderOnBehalf) => "代客户下单",
        (Locale::ZhCn, Scope::OperateOnBehalf) => "代客运维",
    }
}

fn last_day(on: Option<NaiveDate>, locale: Locale) -> String {
    let open = match locale {
        Locale::En => "no end: until it is revoked, or the association ends",
        Locale::ZhCn => "长期有效，直至被撤销或关联关系解除",
    };
    on.map_or_else(|| open.to_owned(), |on| format::date(on, locale))
}
