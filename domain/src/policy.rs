//! Policies: figures of the rules that the vendor may change.
//!
//! Each is a row from the first migration on; a rule reads it when it decides,
//! so a change is effective from the next decision. What was decided stays.

mod store;

use chrono::{DateTime, TimeDelta, Utc};
use schema::money::Money;
use schema::problem::Code;
use schema::text_enum;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party;
use crate::refusal::Refusal;

pub use store::Policy;

text_enum! {
    /// A figure.
    pub enum Key {
        /// Most reports a partner has pending and in force (domain.md 2.2).
        ReportLimit = "report_limit",
        /// How long a report is in force (domain.md 2.2).
        ReportDays = "report_days",
        /// How long a customer's invitation can be accepted (domain.md 2.3).
        InvitationDays = "invitation_days",
        /// How long a partner's invitation can be accepted (domain.md 1.3).
        PartnerInvitationDays = "partner_invitation_days",
        /// How long an invited person can join (domain.md 1.8).
        StaffInvitationDays = "staff_invitation_days",
        /// How old an account may be that accepts an offline invitation (domain.md 2.3).
        OfflineAccountDays = "offline_account_days",
        /// Most roles a party defines for itself (domain.md 1.8).
        CustomRoleLimit = "custom_role_limit",
        /// What a reseller sells in a year before it may be a support centre (domain.md 1.4).
        SupportCentrePerformance = "support_centre_performance",
        /// How many months lie between two requests to part (domain.md 2.5).
        PartingMonths = "parting_months",
        /// How long the other side has to answer one.
        PartingAnswerDays = "parting_answer_days",
    }
}

text_enum! {
    /// What a figure counts.
    pub enum Unit {
        /// How many: 1 to 999 999.
        Count = "count",
        /// Days: 1 to 3 650.
        Days = "days",
        /// Money: not less than zero.
        Amount = "amount",
    }
}

impl Key {
    /// What the figure counts.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::ReportLimit | Self::CustomRoleLimit | Self::PartingMonths => Unit::Count,
            Self::ReportDays
            | Self::InvitationDays
            | Self::PartnerInvitationDays
            | Self::StaffInvitationDays
            | Self::OfflineAccountDays
            | Self::PartingAnswerDays => Unit::Days,
            Self::SupportCentrePerformance => Unit::Amount,
        }
    }
}

impl Unit {
    /// `text` in the one form of the unit; none when it is not a figure of it.
    fn written(self, text: &str) -> Option<String> {
        let number = |most: i64| text.parse::<i64>().ok().filter(|number| (1..=most).contains(number));
        match self {
            Self::Count => number(999_999).map(|number| number.to_string()),
            Self::Days => number(3_650).map(|number| number.to_string()),
            Self::Amount => {
                text.parse::<Money>().ok().filter(|amount| !amount.is_negative()).map(|amount| amount.to_string())
            }
        }
    }
}

/// Why a policy was not changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Not a figure of the policy's unit.
    #[error("{}", match .0 {
        Unit::Count => "give a whole number from 1 to 999999",
        Unit::Days => "give a whole number of days from 1 to 3650",
        Unit::Amount => "give an amount with two decimals and its currency: 800000.00 CNY",
    })]
    NotAFigure(Unit),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NotAFigure(_) => Code::InvalidInput,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotAFigure(_) => Some("value"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}

/// How many.
///
/// # Errors
/// When the database does not answer, or the policy counts something else.
pub fn count(conn: &mut Conn, key: Key) -> db::Result<i64> {
    store::read(conn, key, Unit::Count)
}

/// How many days.
///
/// # Errors
/// When the database does not answer, or the policy counts something else.
pub fn days(conn: &mut Conn, key: Key) -> db::Result<i64> {
    store::read(conn, key, Unit::Days)
}

/// The instant as many days after `now` as the policy says.
///
/// # Errors
/// Those of [`days`].
pub fn days_from(conn: &mut Conn, now: Now, key: Key) -> db::Result<DateTime<Utc>> {
    let days = days(conn, key)?;
    Ok(now.plus(TimeDelta::try_days(days).unwrap_or(TimeDelta::MAX)))
}

/// How much money.
///
/// # Errors
/// When the database does not answer, or the policy counts something else.
pub fn amount(conn: &mut Conn, key: Key) -> db::Result<Money> {
    store::read(conn, key, Unit::Amount)
}

/// All policies, in the order of [`Key`]; none for who is not of the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn all(conn: &mut Conn, actor: &Actor) -> db::Result<Vec<Policy>> {
    if !actor.sees_everything() {
        return Ok(Vec::new());
    }
    let mut policies = store::all(conn)?;
    policies.sort_by_key(|policy| policy.key);
    Ok(policies)
}

/// Changes a policy.
///
/// - `value`: a figure of the policy's [`Unit`], as text
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotAFigure`].
///
/// # Source
/// domain.md 1.4, 2.2, 2.3 (the figures), Q-21 (policies are the vendor's to maintain).
pub fn set(conn: &mut Conn, now: Now, actor: &Actor, key: Key, value: &str) -> Result<Policy, Error> {
    let person = actor.person_with(Permission::PolicyManage)?;
    let value = key.unit().written(value).ok_or(Error::NotAFigure(key.unit()))?;
    let before = store::lock(conn, key)?;
    let policy = store::set(conn, now, key, &value, person.staff_id)?;
    let details = serde_json::json!({ "from": before.value, "to": policy.value });
    let party_id = party::vendor(conn)?.map_or(person.party_id, |vendor| vendor.id);
    let line = audit::Line { party_id, operation: "policy.set", subject: key.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(policy)
}
