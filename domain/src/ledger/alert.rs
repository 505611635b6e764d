//! Balance alerts: whoever owns an account is warned when its balance falls below a threshold (domain.md 3.5).
//!
//! Once a downward crossing: what is armed warns and is disarmed, and is armed again when the balance is back at the
//! threshold or above. Whether it crosses is looked at after a whole business act, under the lock of the account that
//! [`super::post`] holds anyway, so that two acts at once cannot both warn. A threshold that is set above the balance
//! does not warn: it waits until the balance was there.

use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use schema::ids::{AccountId, PartyId};
use schema::jobs::WarnBalance;
use schema::money::{Currency, Money, MoneyError};
use schema::notices::Notice;
use schema::problem::Code;

use super::{Account, AccountKind, store};
use crate::actor::{Actor, Forbidden, Permission, Role};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mail;
use crate::outbox;
use crate::party::{self, NotYourReseller};
use crate::refusal::Refusal;
use crate::staff;

/// Who of the owner is told.
const TOLD: &[Role] = &[Role::Administrator, Role::Finance];

/// Why no threshold was set.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor does not act for that reseller.
    #[error(transparent)]
    ActingFor(#[from] NotYourReseller),
    /// No such account, or not a cash or spending account of the party.
    #[error("no such cash or spending account of yours")]
    NoSuchAccount,
    /// The threshold is not more than zero.
    #[error("give a threshold of more than zero, or none")]
    Threshold,
    /// The threshold is no amount of money.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// The threshold is not in the account's currency.
    #[error("give a threshold in {0}, the account's currency")]
    Currency(Currency),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::ActingFor(error) => error.code(),
            Self::NoSuchAccount => Code::NotFound,
            Self::Threshold | Self::Amount(_) | Self::Currency(_) => Code::InvalidInput,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::ActingFor(error) => error.field(),
            Self::NoSuchAccount => Some("accountId"),
            Self::Threshold | Self::Amount(_) | Self::Currency(_) => Some("threshold"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}

/// A threshold to be set.
#[derive(Debug, Clone)]
pub struct Set {
    /// The reseller whose account it is, when a distributor does it for it.
    pub acting_for: Option<PartyId>,
    /// A cash or spending account of one's own.
    pub account_id: AccountId,
    /// More than zero, in the account's currency; none for no warnings any more.
    pub threshold: Option<Money>,
}

/// Sets the balance below which the owner of an account is warned, or removes it.
///
/// It is armed when the balance is at the threshold or above; else it waits until it is.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::NoSuchAccount`], [`Error::Threshold`], [`Error::Currency`].
///
/// # Source
/// domain.md 3.5, 1.8 ("set balance alert"), Q-02.
pub fn set(conn: &mut Conn, now: Now, actor: &Actor, input: &Set) -> Result<Account, Error> {
    let actor = &party::acting_for(conn, now, actor, input.acting_for)?;
    let person = actor.person_with(Permission::BalanceAlertManage)?;
    if input.threshold.is_some_and(|threshold| !threshold.is_positive()) {
        return Err(Error::Threshold);
    }
    let is_watched = |account: &Account| {
        account.owner_id == person.principal() && matches!(account.kind, AccountKind::Cash | AccountKind::Spending)
    };
    let account = super::lock(conn, &[input.account_id])?.pop().filter(is_watched).ok_or(Error::NoSuchAccount)?;
    if input.threshold.is_some_and(|threshold| threshold.currency() != account.currency) {
        return Err(Error::Currency(account.currency));
    }
    let threshold = input.threshold.map(Money::amount);
    let is_armed = !account.is_below(threshold);
    let account = store::set_alert(conn, account.id, threshold, is_armed)?;
    let details = serde_json::json!({ "threshold": input.threshold });
    let (party_id, subject) = (account.owner_id, account.id.to_string());
    audit::record(conn, now, actor, &audit::Line { party_id, operation: "balance_alert.set", subject, details })?;
    Ok(account)
}

/// Tells the owner's administrators and finance people that the balance fell below. Told twice, they read it once.
///
/// # Errors
/// [`outbox::Error`].
pub fn warn(conn: &mut Conn, now: Now, job: &WarnBalance) -> Result<(), outbox::Error> {
    let WarnBalance { account_id, version, threshold } = *job;
    let Some(crossing) = crossing(conn, account_id, version)? else { return Ok(()) };
    for person in staff::with_roles(conn, crossing.account.owner_id, TOLD)? {
        mail::enqueue(conn, now, person, &Notice::BalanceLow { account_id, version, threshold })?;
    }
    Ok(())
}

/// A balance that fell below its threshold.
#[derive(Debug)]
pub struct Crossing {
    /// The account, as it is now.
    pub account: Account,
    /// What was left on it.
    pub balance: Money,
    /// When.
    pub at: DateTime<Utc>,
}

/// What the transfer left on the account that made it this version.
///
/// # Errors
/// When the database does not answer.
pub fn crossing(conn: &mut Conn, id: AccountId, version: i64) -> db::Result<Option<Crossing>> {
    let left = store::left_by(conn, id, version)?;
    Ok(left.and_then(|(account, balance, at)| {
        let balance = Money::new(balance, account.currency).ok()?;
        Some(Crossing { account, balance, at })
    }))
}

impl Account {
    /// The balance below which its owner is warned; none for never.
    #[must_use]
    pub fn alert_threshold(&self) -> Option<Money> {
        self.alert_threshold.and_then(|threshold| Money::new(threshold, self.currency).ok())
    }

    fn is_below(&self, threshold: Option<Decimal>) -> bool {
        self.balance.zip(threshold).is_some_and(|(balance, threshold)| balance < threshold)
    }

    /// After a business act: arms the alert, or disarms it and says what to warn of.
    pub(super) fn watch(&mut self) -> Option<WarnBalance> {
        let (threshold, version) = (self.alert_threshold()?, self.version?);
        let was_armed = self.is_alert_armed;
        self.is_alert_armed = !self.is_below(self.alert_threshold);
        (was_armed && !self.is_alert_armed).then_some(WarnBalance { account_id: self.id, version, threshold })
    }
}
