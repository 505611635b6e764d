//! Performance: what a partner sold in a calendar year, as the vendor recorded it.

pub(crate) mod store;

use std::collections::HashMap;

use chrono::Datelike;
use schema::ids::PartyId;
use schema::money::{Money, MoneyError};
use schema::problem::Code;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::calendar;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party;
use crate::profile;
use crate::refusal::Refusal;
use crate::visibility;

pub use store::Performance;

/// The first year that can be recorded.
const FIRST_YEAR: i32 = 2000;

/// Why no performance was recorded.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// No such partner.
    #[error("no such partner")]
    NotFound,
    /// The year has not begun, or is before 2000.
    #[error("give a year from {FIRST_YEAR} to {0}")]
    Year(i32),
    /// Less than nothing.
    #[error("give an amount of zero or more")]
    Amount,
    /// Not an amount of money.
    #[error(transparent)]
    NotMoney(#[from] MoneyError),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NotFound => Code::NotFound,
            Self::Year(_) | Self::Amount | Self::NotMoney(_) => Code::InvalidInput,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotFound => Some("partyId"),
            Self::Year(_) => Some("year"),
            Self::Amount | Self::NotMoney(_) => Some("amount"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}

/// Records what a partner sold in a year, or corrects it: the last figure counts.
///
/// - `year`: a calendar year (GMT+8) from 2000 that has begun
/// - `amount`: zero or more
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`] for who is no partner, [`Error::Year`], [`Error::Amount`].
///
/// # Source
/// domain.md 1.4 (annual performance).
pub fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    party_id: PartyId,
    year: i32,
    amount: Money,
) -> Result<Performance, Error> {
    let person = actor.person_with(Permission::ChannelManage)?;
    let this_year = calendar::day_of(now.instant()).year();
    if !(FIRST_YEAR..=this_year).contains(&year) {
        return Err(Error::Year(this_year));
    }
    if amount.is_negative() {
        return Err(Error::Amount);
    }
    let partner = party::store::lock(conn, party_id)?.filter(|it| profile::company::has_profile(it.kind));
    let partner = partner.ok_or(Error::NotFound)?;
    let before = store::find(conn, party_id, year)?.map(|it| it.amount);
    let (recorded_by_id, recorded_at) = (person.staff_id, now.instant());
    let recorded = store::put(conn, &Performance { party_id, year, amount, recorded_by_id, recorded_at })?;
    let details = serde_json::json!({ "year": year, "from": before, "to": amount });
    let subject = party_id.with_prefix(partner.kind.prefix());
    audit::record(conn, now, actor, &audit::Line { party_id, operation: "performance.record", subject, details })?;
    Ok(recorded)
}

/// The years of `parties` that the actor may see, newest first: its own, and all to the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn of(conn: &mut Conn, actor: &Actor, parties: &[PartyId]) -> db::Result<HashMap<PartyId, Vec<Performance>>> {
    let mut by_party: HashMap<PartyId, Vec<Performance>> = HashMap::new();
    for row in store::of(conn, &visibility::own(actor, "annual_performances.party_id"), parties)? {
        by_party.entry(row.party_id).or_default().push(row);
    }
    Ok(by_party)
}
