//! Holds: money of a partner that the vendor sets aside and gives back.
//!
//! `available → held` when it is placed, `held → available` when it is
//! released (domain.md 3.1). It is frozen (RFROZEN) or earmarked, kept for the purpose that the reason names
//! (`designatedAmount`); either way it is not allocated. The partner sees it and the reason.

mod error;
pub mod state;
mod store;

use std::collections::HashMap;

use schema::ids::{AccountId, HoldId, PartyId};
use schema::money::Money;
use schema::text_enum;
use serde::Serialize;

use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::ledger::{self, Account, AccountKind, Movement, movements};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::plain_text;
use crate::visibility::{self, At};

pub use error::Error;
pub use state::{Event, Refused, Status};
pub use store::Hold;

text_enum! {
    /// What money is set aside for.
    pub enum Purpose {
        /// Nobody shall spend it.
        Frozen = "frozen",
        /// It is kept for what the reason says.
        Earmarked = "earmarked",
    }
}

impl Purpose {
    /// The account on which it waits.
    const fn account(self) -> AccountKind {
        match self {
            Self::Frozen => AccountKind::Held,
            Self::Earmarked => AccountKind::Earmarked,
        }
    }
}

/// Money to be set aside.
#[derive(Debug, Clone, Serialize)]
pub struct Place {
    /// A partner's cash account.
    pub account_id: AccountId,
    /// What for.
    pub purpose: Purpose,
    /// More than zero, in the account's currency.
    pub amount: Money,
    /// Why, 1 to 500 characters; the partner reads it.
    pub reason: String,
}

/// Sets money of a partner aside.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first hold
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NoSuchAccount`], [`Error::Amount`], [`Error::Reason`],
/// [`Error::Idempotency`], [`Error::Ledger`] when less is available.
///
/// # Source
/// domain.md 3.1 (RFROZEN), invariant 3.
pub fn place(conn: &mut Conn, now: Now, actor: &Actor, key: &str, input: &Place) -> Result<Once<Hold>, Error> {
    let person = actor.person_with(Permission::HoldManage)?;
    let command = Command { party_id: person.party_id, operation: "hold.place", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        let reason = plain_text::required(&input.reason, "reason", 500)?;
        if !input.amount.is_positive() {
            return Err(Error::Amount);
        }
        let (cash, held) = accounts(conn, now, actor, input.account_id, input.purpose, input.amount)?;
        let hold = store::insert(conn, now, input, &reason, person.staff_id)?;
        let movement = match input.purpose {
            Purpose::Frozen => movements::hold(hold.id, cash.id, held.id, input.amount),
            Purpose::Earmarked => movements::earmark(hold.id, cash.id, held.id, input.amount),
        };
        settle(conn, now, actor, cash.owner_id, &hold, movement, "hold.place")
    })?;
    replay(conn, once)
}

/// Gives the money of a hold back.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first answer
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`] when it was released before
/// under another key, [`Error::Idempotency`].
pub fn release(conn: &mut Conn, now: Now, actor: &Actor, key: &str, id: HoldId) -> Result<Once<Hold>, Error> {
    let person = actor.person_with(Permission::HoldManage)?;
    let command = Command { party_id: person.party_id, operation: "hold.release", key, input: &id };
    let once = idempotency::once(conn, now, command, |conn| {
        let hold = store::lock(conn, id)?.ok_or(Error::NotFound)?;
        let status = hold.state.on(Event::Release)?;
        let (cash, held) = accounts(conn, now, actor, hold.account_id, hold.purpose, hold.amount)?;
        let hold = store::set_released(conn, now, id, status, person.staff_id)?;
        let movement = match hold.purpose {
            Purpose::Frozen => movements::hold_release(hold.id, held.id, cash.id, hold.amount),
            Purpose::Earmarked => movements::earmark_release(hold.id, held.id, cash.id, hold.amount),
        };
        settle(conn, now, actor, cash.owner_id, &hold, movement, "hold.release")
    })?;
    replay(conn, once)
}

/// Those of `ids` on accounts whose money the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[HoldId]) -> db::Result<Vec<Hold>> {
    store::by_ids(conn, &visibility::account(actor, "ledger_accounts", At::Now(now)), ids)
}

/// For each of `accounts` whose money the actor may see, a page of the holds on it.
///
/// # Errors
/// When the database does not answer.
pub fn of_accounts(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    accounts: &[AccountId],
    page: &Page,
) -> db::Result<HashMap<AccountId, Slice<Hold>>> {
    let sql = store::of_account(&visibility::account(actor, "ledger_accounts", At::Now(now)));
    let children = Children { sql: &sql, id: "holds.id" };
    page::store::pages(conn, accounts, &children, page, |conn, ids| store::by_ids(conn, "true", ids), |hold| hold.id)
}

/// For each of `accounts`, how many holds [`of_accounts`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_of_accounts(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    accounts: &[AccountId],
) -> db::Result<HashMap<AccountId, i64>> {
    let sql = store::of_account(&visibility::account(actor, "ledger_accounts", At::Now(now)));
    page::store::counts(conn, accounts, &Children { sql: &sql, id: "holds.id" })
}

/// The cash account meant, and the same owner's account for money set aside.
fn accounts(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: AccountId,
    purpose: Purpose,
    amount: Money,
) -> Result<(Account, Account), Error> {
    let cash = ledger::accounts_by_ids(conn, now, actor, &[id])?.pop();
    let cash = cash.filter(|cash| cash.kind == AccountKind::Cash).ok_or(Error::NoSuchAccount)?;
    if cash.currency != amount.currency() {
        return Err(Error::Currency(cash.currency));
    }
    let held = ledger::account(conn, cash.owner_id, purpose.account(), cash.currency)?.ok_or(Error::NoSuchAccount)?;
    Ok((cash, held))
}

fn settle(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    owner: PartyId,
    hold: &Hold,
    movement: Movement,
    operation: &'static str,
) -> Result<HoldId, Error> {
    ledger::post(conn, now, actor, &[movement])?;
    let details = serde_json::json!({ "amount": hold.amount });
    audit::record(
        conn,
        now,
        actor,
        &audit::Line { party_id: owner, operation, subject: hold.id.to_string(), details },
    )?;
    Ok(hold.id)
}

fn replay(conn: &mut Conn, once: Once<HoldId>) -> Result<Once<Hold>, Error> {
    let hold = store::lock(conn, once.result)?.ok_or(Error::NotFound)?;
    Ok(Once { result: hold, replayed: once.replayed })
}
