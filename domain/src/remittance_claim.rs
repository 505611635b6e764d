//! Remittance claims: money that a partner wired without its exclusive number (domain.md 3.6, 汇款认领).
//!
//! ```text
//! created, ticket ─▶ awaiting evidence ─ file ─▶ submitted ─┬─▶ approved: a held entry is credited
//!                          │                        │       └─▶ rejected: why
//!                          └──────── withdrawn ◀────┘
//! ```
//!
//! | step | file |
//! |---|---|
//! | begun, renewed, withdrawn by the partner | here |
//! | the bank's receipt comes in, and is read again | [`evidence`] |
//! | the vendor decides | `review` |
//!
//! The vendor reviews, never the partner (invariant 18). A claim says whose the money is; that who paid may pay is for
//! [`crate::bank`] to decide.

mod error;
pub mod evidence;
mod lists;
mod review;
pub mod state;
mod store;

use chrono::{NaiveDate, TimeDelta};
use schema::ids::RemittanceClaimId;
use schema::money::Money;
use serde::Serialize;

use crate::actor::{Actor, Person};
use crate::audit;
use crate::bank;
use crate::calendar;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::payer_agreement::receiver;
use crate::plain_text;
use crate::secret::Secret;

pub use error::Error;
pub use evidence::EvidenceType;
pub use lists::{by_ids, candidates, count, page};
pub use review::{approve, reject};
pub use state::{Event, Refused, Status};
pub use store::{Filter, RemittanceClaim};

/// How long a ticket for the evidence works.
const TICKET_FOR: TimeDelta = TimeDelta::minutes(15);

/// What a partner says of money it wired.
#[derive(Debug, Clone, Serialize)]
pub struct Create {
    /// How much, more than zero.
    pub amount: Money,
    /// On which day, not after today.
    pub paid_on: NaiveDate,
    /// From whose account, 1 to 140 characters.
    pub payer_name: String,
    /// The serial number on the bank's receipt, 1 to 100 characters.
    pub bank_reference: Option<String>,
    /// What else there is to say, 1 to 500 characters.
    pub note: Option<String>,
}

/// Begins a claim and gives out a ticket for its evidence.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first claim
///
/// Returns the claim, and the ticket, which is stored nowhere: a repeat has none.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::Amount`], [`Error::PaidOn`], [`Error::NoRemittanceAccount`],
/// [`Error::Idempotency`].
///
/// # Source
/// domain.md 3.6.
pub fn create(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Create,
) -> Result<(Once<RemittanceClaim>, Option<Secret>), Error> {
    let person = receiver(actor)?;
    let command = Command { party_id: person.party_id, operation: "remittance_claim.create", key, input };
    let ticket = Secret::new()?;
    let once = idempotency::once(conn, now, command, |conn| begin(conn, now, actor, person, input, &ticket))?;
    let claim = store::get(conn, once.result)?.ok_or(Error::NotFound)?;
    let ticket = (!once.replayed).then_some(ticket);
    Ok((Once { result: claim, replayed: once.replayed }, ticket))
}

fn begin(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    person: &Person,
    input: &Create,
    ticket: &Secret,
) -> Result<RemittanceClaimId, Error> {
    let optional =
        |text: &Option<String>, field, max| text.as_deref().map(|it| plain_text::required(it, field, max)).transpose();
    if !input.amount.is_positive() {
        return Err(Error::Amount);
    }
    if input.paid_on > calendar::day_of(now.instant()) {
        return Err(Error::PaidOn);
    }
    let new = store::New {
        party_id: person.party_id,
        amount: input.amount,
        paid_on: input.paid_on,
        payer_name: plain_text::required(&input.payer_name, "payerName", 140)?,
        bank_reference: optional(&input.bank_reference, "bankReference", 100)?,
        note: optional(&input.note, "note", 500)?,
        submitted_by_id: person.staff_id,
        ticket_sha256: ticket.sha256(),
        ticket_expires_at: now.plus(TICKET_FOR),
    };
    let currency = input.amount.currency();
    if !bank::receives(conn, person.party_id, currency)? {
        return Err(Error::NoRemittanceAccount(currency));
    }
    let claim = store::insert(conn, now, new)?;
    record(conn, now, actor, &claim, "remittance_claim.create")?;
    Ok(claim.id)
}

/// Gives out a new ticket for the evidence of a claim of the actor's partner; the one before no longer works.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`] when the evidence has come.
pub fn renew_ticket(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: RemittanceClaimId,
) -> Result<(RemittanceClaim, Secret), Error> {
    let claim = own(conn, receiver(actor)?, id)?;
    claim.state.on(Event::Submit)?;
    let ticket = Secret::new()?;
    let claim = store::set_ticket(conn, claim.id, &ticket.sha256(), now.plus(TICKET_FOR))?;
    record(conn, now, actor, &claim, "remittance_claim.ticket_renew")?;
    Ok((claim, ticket))
}

/// Takes a claim of the actor's partner back before it is decided.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`].
pub fn withdraw(conn: &mut Conn, now: Now, actor: &Actor, id: RemittanceClaimId) -> Result<RemittanceClaim, Error> {
    let claim = own(conn, receiver(actor)?, id)?;
    let state = claim.state.on(Event::Withdraw)?;
    let claim = store::set_withdrawn(conn, now, claim.id, state)?;
    record(conn, now, actor, &claim, "remittance_claim.withdraw")?;
    Ok(claim)
}

/// The claim, whoever asks.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn get(conn: &mut Conn, id: RemittanceClaimId) -> db::Result<Option<RemittanceClaim>> {
    store::get(conn, id)
}

/// The claim of the person's partner, locked.
fn own(conn: &mut Conn, person: &Person, id: RemittanceClaimId) -> Result<RemittanceClaim, Error> {
    store::lock(conn, id)?.filter(|claim| claim.party_id == person.party_id).ok_or(Error::NotFound)
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    claim: &RemittanceClaim,
    operation: &'static str,
) -> db::Result<()> {
    let details = serde_json::json!({ "amount": claim.amount, "state": claim.state });
    let (party_id, subject) = (claim.party_id, claim.id.to_string());
    audit::record(conn, now, actor, &audit::Line { party_id, operation, subject, details })
}
