//! The vendor decides a claim.

use schema::ids::{BankEntryId, RemittanceClaimId};
use schema::notices::Notice;

use super::{Error, Event, RemittanceClaim, record, store};
use crate::actor::{Actor, Permission, Person, Role};
use crate::bank::{self, Claimed};
use crate::clock::Now;
use crate::db::Conn;
use crate::mail;
use crate::plain_text;
use crate::staff;

/// Who of the partner is told, beside who submitted it.
const TOLD: &[Role] = &[Role::Administrator, Role::Finance];

/// What the decision about the entry says when the reviewer says nothing.
const NOTHING_SAID: &str = "claim approved";

/// Approves a claim: the held entry is the money, and is credited.
///
/// - `opinion`: 1 to 500 characters, for the partner to read
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::NotFound`], [`Error::SelfReview`], [`Error::State`],
/// [`Error::EntryClaimed`], [`Error::Bank`] with what keeps the entry from being credited.
///
/// # Source
/// domain.md 3.6, invariants 9 and 18.
pub fn approve(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: RemittanceClaimId,
    entry: BankEntryId,
    opinion: Option<&str>,
) -> Result<RemittanceClaim, Error> {
    let (person, claim) = reviewed(conn, actor, id)?;
    let opinion = opinion.map(|opinion| plain_text::required(opinion, "opinion", 500)).transpose()?;
    let state = claim.state.on(Event::Approve)?;
    let note = opinion.clone().unwrap_or_else(|| NOTHING_SAID.to_owned());
    let claimed = Claimed { claim: id, party: claim.party_id, amount: claim.amount, note };
    bank::credit_claimed(conn, now, actor, entry, &claimed)?;
    let claim = store::set_approved(conn, now, id, state, entry, person.staff_id, opinion.as_deref())?;
    tell(conn, now, &claim)?;
    record(conn, now, actor, &claim, "remittance_claim.approve")?;
    Ok(claim)
}

/// Rejects a claim.
///
/// - `opinion`: 1 to 500 characters, for the partner to read
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::NotFound`], [`Error::SelfReview`], [`Error::State`].
pub fn reject(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: RemittanceClaimId,
    opinion: &str,
) -> Result<RemittanceClaim, Error> {
    let (person, claim) = reviewed(conn, actor, id)?;
    let opinion = plain_text::required(opinion, "opinion", 500)?;
    let state = claim.state.on(Event::Reject)?;
    let claim = store::set_rejected(conn, now, id, state, person.staff_id, &opinion)?;
    tell(conn, now, &claim)?;
    record(conn, now, actor, &claim, "remittance_claim.reject")?;
    Ok(claim)
}

/// The reviewer, and the claim, locked.
fn reviewed<'a>(
    conn: &mut Conn,
    actor: &'a Actor,
    id: RemittanceClaimId,
) -> Result<(&'a Person, RemittanceClaim), Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let claim = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    let is_own = claim.submitted_by_id == person.staff_id || claim.party_id == person.party_id;
    if is_own { Err(Error::SelfReview) } else { Ok((person, claim)) }
}

fn tell(conn: &mut Conn, now: Now, claim: &RemittanceClaim) -> Result<(), Error> {
    let mut readers = staff::with_roles(conn, claim.party_id, TOLD)?;
    if !readers.contains(&claim.submitted_by_id) {
        readers.push(claim.submitted_by_id);
    }
    let notice = Notice::RemittanceClaimDecided { remittance_claim_id: claim.id };
    for reader in readers {
        mail::enqueue(conn, now, reader, &notice)?;
    }
    Ok(())
}
