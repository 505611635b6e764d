//! The words of letters about the people of a party.

use domain::actor::Role;
use domain::mail::{self, Letter};
use domain::party::Locale;
use serde::Serialize;

use super::{Error, Words, format};

/// What `staff_invited` says.
#[derive(Debug, Serialize)]
pub(super) struct StaffInvited {
    party_name: String,
    roles: String,
    token: String,
    until: String,
}

impl Words for StaffInvited {
    type Letter = mail::StaffInvited;

    const TEMPLATE: &'static str = "staff_invited";

    fn of(letter: &mail::StaffInvited, locale: Locale) -> Self {
        let preset = letter.roles.iter().map(|role| word(*role, locale).to_owned());
        let roles: Vec<String> = preset.chain(letter.custom_roles.iter().cloned()).collect();
        Self {
            party_name: letter.party_name.clone(),
            roles: roles.join(comma(locale)),
            token: letter.token.clone(),
            until: format::date(letter.until, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::StaffInvited(mail::StaffInvited {
            party_name: "Harbour & Sons Cloud".to_owned(),
            roles: vec![Role::AccountManager, Role::Finance],
            custom_roles: vec!["Quotes & offers".to_owned()],
            token: "AZqPsFFPcdKd2L6MIv8T5A.hP3Zk6mYHl0bQ9v1m5uRk2b4C8x7d9e0F1a2B3c4D5E".to_owned(),
            until: chrono::NaiveDate::from_ymd_opt(2026, 3, 10).unwrap_or_default(),
        }))
    }
}

/// What `managers_orphaned` says.
#[derive(Debug, Serialize)]
pub(super) struct ManagersOrphaned {
    party_name: String,
    director: String,
    managers: Vec<String>,
}

impl Words for ManagersOrphaned {
    type Letter = mail::ManagersOrphaned;

    const TEMPLATE: &'static str = "managers_orphaned";

    fn of(letter: &mail::ManagersOrphaned, _: Locale) -> Self {
        let mail::ManagersOrphaned { party_name, director, managers } = letter.clone();
        Self { party_name, director, managers }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::ManagersOrphaned(mail::ManagersOrphaned {
            party_name: "Harbour & Sons Cloud".to_owned(),
            director: "Chen Jie".to_owned(),
            managers: vec!["Dana O'Neill".to_owned(), "王芳".to_owned()],
        }))
    }
}

const fn comma(locale: Locale) -> &'static str {
    match locale {
        Locale::En => ", ",
        Locale::ZhCn => "、",
    }
}

const fn word(role: Role, locale: Locale) -> &'static str {
    match (role, locale) {
        (Role::Administrator, Locale::En) => "administrator",
        (Role::Administrator, Locale::ZhCn) => "管理员",
        (Role::Finance, Locale::En) => "finance",
        (Role::Finance, Locale::ZhCn) => "财务人员",
        (Role::Operations, Locale::En) => "operations",
        (Role::Operations, Locale::ZhCn) => "运营人员",
        (Role::AccountManager, Locale::En) => "account manager",
        (Role::AccountManager, Locale::ZhCn) => "客户经理",
        (Role::ManagerDirector, Locale::En) => "account manager director",
        (Role::ManagerDirector, Locale::ZhCn) => "客户经理主管",
    }
}
