//! Crediting a held entry because a claim to it was approved.

use schema::ids::{BankEntryId, PartyId, RemittanceClaimId};
use schema::money::Money;

use super::matching::Rule;
use super::outcome::{self, Judge, Outcome, Verdict};
use super::state::{EntryEvent, EntryStatus, Refused};
use super::{Error, by_hand, store};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::Conn;

/// What a claim says of an entry.
pub(crate) struct Claimed {
    /// The claim.
    pub(crate) claim: RemittanceClaimId,
    /// Who claims.
    pub(crate) party: PartyId,
    /// How much.
    pub(crate) amount: Money,
    /// Why it is approved, 1 to 500 characters.
    pub(crate) note: String,
}

/// Credits a held entry to the partner that claims it. The claim's row is locked. A claim gives the number that is missing,
/// never the right of somebody else to pay.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`] when the entry is not held, [`Error::AmountDiffers`],
/// [`Error::NoRemittanceAccount`], [`Error::Unfit`], [`Error::ReceiptCredited`], [`Error::Ledger`].
///
/// # Source
/// domain.md 3.6 (claim approved), invariant 9.
pub(crate) fn credit_claimed(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: BankEntryId,
    claimed: &Claimed,
) -> Result<(), Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let accounts = store::bank_accounts_of(conn, &[id])?;
    store::lock_bank_accounts(conn, &accounts)?;
    let entry = store::lock_entry(conn, id)?.ok_or(Error::NotFound)?;
    if entry.state != EntryStatus::Held {
        return Err(Refused { from: entry.state.as_str(), event: EntryEvent::Credit.as_str() }.into());
    }
    if entry.amount != claimed.amount {
        return Err(Error::AmountDiffers(entry.amount));
    }
    let currency = entry.amount.currency();
    let account = store::remittance_account_of(conn, claimed.party, currency)?;
    let account = account.ok_or(Error::NoRemittanceAccount(currency))?;
    let payer = by_hand::payer_into(conn, now, &entry, account.id)?;
    let verdict = Verdict::Credit { account: account.id, payer, rule: Rule::Claim, claim: Some(claimed.claim) };
    let judge = Judge { staff_id: person.staff_id, note: claimed.note.clone() };
    outcome::carry_out(conn, now, actor, vec![Outcome { entry, verdict }], Some(&judge))
}
