//! Deciding entries, many at a time.
//!
//! The bank account is locked first, so that whoever decides entries of an account is alone with it: a receipt that two
//! files report is credited by the one and a duplicate to the other.

use std::collections::HashMap;

use schema::ids::{BankAccountId, BankEntryId, BankStatementId, BankUploadId, PayerAgreementId, RemittanceAccountId};
use schema::jobs::DecideBankEntries;

use super::import::BATCH;
use super::matching::{self, Candidate, Credited, Decision, Reason, Rule};
use super::outcome::{self, Outcome, Verdict};
use super::remittance_number::RemittanceNumber;
use super::state::{EntryEvent, EntryStatus};
use super::statement::StatementKind;
use super::{BankEntry, Error, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;
use crate::outbox;
use crate::payer_agreement;

/// Held entries that are decided anew in one transaction.
const RETRIED_AT_ONCE: i64 = 1_000;

/// Decides up to a [`BATCH`] of the upload's entries from `first` on and does what the decisions say: credits partners,
/// takes back what the bank reversed, has people told, or writes down why not. Entries that were decided before are left
/// as they are; what is not decided then is asked for.
///
/// # Errors
/// [`Error::Ledger`], [`Error::Outbox`].
///
/// # Source
/// domain.md 3.6, invariant 9.
pub fn decide_entries(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    upload: BankUploadId,
    first: BankEntryId,
) -> Result<(), Error> {
    let accounts = store::bank_accounts_of_upload(conn, upload)?;
    store::lock_bank_accounts(conn, &accounts)?;
    let entries = store::lock_received(conn, upload, first, BATCH)?;
    decide(conn, now, actor, entries)?;
    // With the upload locked, whoever stores more of its entries sees that none are left, or is seen here.
    store::lock_upload(conn, upload)?;
    ask_for_rest(conn, now, upload)
}

/// Has the entries of the upload decided that are not; the upload is locked.
pub(super) fn ask_for_rest(conn: &mut Conn, now: Now, upload: BankUploadId) -> Result<(), Error> {
    let Some(first) = store::first_received(conn, upload)? else { return Ok(()) };
    Ok(outbox::enqueue(conn, now, &DecideBankEntries { bank_upload_id: upload, first })?)
}

/// Decides one entry; one that was decided before is left as it is.
///
/// # Errors
/// [`Error::NotFound`], and those of [`decide_entries`].
pub fn credit_entry(conn: &mut Conn, now: Now, actor: &Actor, id: BankEntryId) -> Result<(), Error> {
    let accounts = store::bank_accounts_of(conn, &[id])?;
    store::lock_bank_accounts(conn, &accounts)?;
    let entry = store::lock_entry(conn, id)?.ok_or(Error::NotFound)?;
    if entry.state == EntryStatus::Received { decide(conn, now, actor, vec![entry]) } else { Ok(()) }
}

/// Decides anew what is held because its payer had no agreement, now that the partner has made one: credits what may be
/// credited and leaves the rest as it is. A thousand entries behind `after` at a time.
///
/// Returns the last entry that was looked at; none when there are no more.
///
/// # Errors
/// [`Error::NotFound`] for an unknown agreement, and those of [`decide_entries`].
///
/// # Source
/// domain.md 3.6 (HELD, agreement created, CREDITED).
pub fn retry_held(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    agreement: PayerAgreementId,
    after: Option<BankEntryId>,
) -> Result<Option<BankEntryId>, Error> {
    let party = payer_agreement::get(conn, agreement)?.ok_or(Error::NotFound)?.party_id;
    // All of them, and first: whoever is deciding entries there knows the agreement, or is done when these are locked.
    let accounts = store::bank_accounts_for(conn, party)?;
    store::lock_bank_accounts(conn, &accounts)?;
    let named: Vec<RemittanceAccountId> =
        store::remittance_accounts_of(conn, "true", &[party])?.iter().map(|account| account.id).collect();
    let held = store::lock_held_for(conn, &named, Reason::PayerDiffers, after, RETRIED_AT_ONCE)?;
    let last = held.last().map(|entry| entry.id);
    let mut outcomes = judge_all(conn, now, held)?;
    outcomes.retain(|outcome| matches!(outcome.verdict, Verdict::Credit { .. }));
    outcome::carry_out(conn, now, actor, outcomes, None)?;
    Ok(last)
}

/// Decides entries that are locked, of bank accounts that are locked.
fn decide(conn: &mut Conn, now: Now, actor: &Actor, entries: Vec<BankEntry>) -> Result<(), Error> {
    let outcomes = judge_all(conn, now, entries)?;
    outcome::carry_out(conn, now, actor, outcomes, None)
}

/// What becomes of each entry, in their order.
fn judge_all(conn: &mut Conn, now: Now, entries: Vec<BankEntry>) -> Result<Vec<Outcome>, Error> {
    let mut knowledge = Knowledge::gather(conn, now, &entries)?;
    let mut outcomes = Vec::with_capacity(entries.len());
    for entry in entries {
        let verdict = knowledge.judge(&entry);
        knowledge.learn(&entry, &verdict);
        outcomes.push(Outcome { entry, verdict });
    }
    Ok(outcomes)
}

/// What the decisions about some entries rest on.
#[derive(Default)]
struct Knowledge {
    kinds: HashMap<BankStatementId, StatementKind>,
    candidates: HashMap<RemittanceNumber, Candidate>,
    /// Receipts by account and bank reference, the first decided first.
    receipts: HashMap<(BankAccountId, String), Vec<BankEntry>>,
    /// Payments by account and the reference of the sum they were booked in.
    parts: HashMap<(BankAccountId, String), Vec<BankEntry>>,
    credits: HashMap<BankAccountId, Vec<Credited>>,
}

impl Knowledge {
    fn gather(conn: &mut Conn, now: Now, entries: &[BankEntry]) -> Result<Self, Error> {
        let statements: Vec<BankStatementId> = entries.iter().map(|entry| entry.bank_statement_id).collect();
        let mut knowledge = Self { kinds: store::kinds_of(conn, &statements)?, ..Self::default() };
        let mut numbers: Vec<RemittanceNumber> =
            entries.iter().flat_map(|entry| matching::numbers_named(&knowledge.facts(entry))).collect();
        numbers.sort_unstable();
        numbers.dedup();
        for candidate in store::candidates(conn, now, &numbers)? {
            knowledge.candidates.insert(candidate.number, candidate);
        }
        let mut accounts: Vec<BankAccountId> = entries.iter().map(|entry| entry.bank_account_id).collect();
        accounts.dedup();
        for account in accounts {
            knowledge.look_back(conn, account, entries)?;
        }
        Ok(knowledge)
    }

    /// What was decided before under the references of the account's entries.
    fn look_back(&mut self, conn: &mut Conn, account: BankAccountId, entries: &[BankEntry]) -> Result<(), Error> {
        let of_account = || entries.iter().filter(|entry| entry.bank_account_id == account);
        let references: Vec<&str> = of_account().filter_map(|entry| entry.bank_reference.as_deref()).collect();
        for receipt in store::earlier_receipts(conn, account, &references)? {
            let reference = receipt.bank_reference.clone().unwrap_or_default();
            self.receipts.entry((account, reference)).or_default().push(receipt);
        }
        let sums: Vec<&str> = of_account()
            .filter(|entry| entry.is_batch_unclear)
            .filter_map(|entry| entry.bank_reference.as_deref())
            .collect();
        if !sums.is_empty() {
            let parts = store::parts_of_sums(conn, account, &sums)?;
            self.parts.extend(parts.into_iter().map(|(reference, parts)| ((account, reference), parts)));
        }
        let reversals = || of_account().filter(|entry| entry.is_reversal);
        if reversals().next().is_some() {
            let by_bank: Vec<&str> = reversals().filter_map(|entry| entry.bank_reference.as_deref()).collect();
            let by_payer: Vec<&str> = reversals().filter_map(|entry| entry.end_to_end_reference.as_deref()).collect();
            self.credits.insert(account, store::credits_under(conn, account, &by_bank, &by_payer)?);
        }
        Ok(())
    }

    fn facts<'e>(&self, entry: &'e BankEntry) -> matching::EntryFacts<'e> {
        // A statement that is not there has no entries either; to look at only is the safe answer.
        entry.facts(self.kinds.get(&entry.bank_statement_id).copied().unwrap_or(StatementKind::Report))
    }

    fn judge(&self, entry: &BankEntry) -> Verdict {
        let facts = self.facts(entry);
        let numbers = matching::numbers_named(&facts);
        let candidates: Vec<Candidate> =
            numbers.iter().filter_map(|number| self.candidates.get(number)).cloned().collect();
        let named = if let [only] = candidates.as_slice() { Some(only.remittance_account_id) } else { None };
        let credits = self.credits.get(&entry.bank_account_id).map(Vec::as_slice).unwrap_or_default();
        let decision = matching::decide(&facts, &candidates, credits);
        if let Decision::Ignore(reason) = decision {
            return Verdict::SetAside { event: EntryEvent::Ignore, reason, named };
        }
        match self.earlier(entry) {
            Some(first) if first.is_same_receipt(entry) => return Verdict::Repeat(first.id),
            Some(_) if matches!(decision, Decision::Credit(..)) => {
                return Verdict::SetAside { event: EntryEvent::Hold, reason: Reason::ReferenceReused, named };
            }
            Some(_) | None => {}
        }
        match decision {
            Decision::Credit(account, payer) => {
                Verdict::Credit { account, payer, rule: Rule::from(payer), claim: None }
            }
            Decision::Reverse(credit) => Verdict::Reverse(credit),
            Decision::Hold(reason) => Verdict::SetAside { event: EntryEvent::Hold, reason, named },
            Decision::Ignore(reason) => Verdict::SetAside { event: EntryEvent::Ignore, reason, named },
        }
    }

    /// The receipt that came first under the entry's bank reference: of the same direction, for a reversal may carry
    /// the reference of what it takes back and is no repeat of it. Of a sum, the first of its payments that another
    /// message told apart, when they make the sum. Of an entry that was held before, what came before it, or was credited
    /// since.
    fn earlier(&self, entry: &BankEntry) -> Option<&BankEntry> {
        let place = (entry.bank_account_id, entry.bank_reference.clone()?);
        let alike = |it: &BankEntry| it.direction == entry.direction && it.is_reversal == entry.is_reversal;
        let receipts = self.receipts.get(&place).map(Vec::as_slice).unwrap_or_default();
        let own = receipts.iter().position(|it| it.id == entry.id).unwrap_or(receipts.len());
        let counts = |at: usize, it: &BankEntry| {
            at < own || (at > own && matches!(it.state, EntryStatus::Credited | EntryStatus::Reversed))
        };
        let first = receipts.iter().enumerate().find(|(at, it)| counts(*at, it) && alike(it)).map(|(_, it)| it);
        first.or_else(|| {
            let parts = self.parts.get(&place).filter(|_| entry.is_batch_unclear)?;
            outcome::make_the_sum(parts, entry.amount).then(|| parts.first()).flatten()
        })
    }

    /// What is decided is known to the entries that follow.
    fn learn(&mut self, entry: &BankEntry, verdict: &Verdict) {
        let is_receipt = match verdict {
            Verdict::Credit { .. } | Verdict::Reverse(_) => true,
            Verdict::SetAside { event, .. } => *event == EntryEvent::Hold,
            Verdict::Repeat(_) => false,
        };
        if let (true, Some(reference)) = (is_receipt, entry.bank_reference.clone()) {
            self.receipts.entry((entry.bank_account_id, reference)).or_default().push(entry.clone());
        }
        // Only accounts with reversals have them.
        let Some(credits) = self.credits.get_mut(&entry.bank_account_id) else { return };
        match verdict {
            Verdict::Credit { .. } => credits.push(Credited {
                bank_entry_id: entry.id,
                bank_reference: entry.bank_reference.clone(),
                end_to_end_reference: entry.end_to_end_reference.clone(),
                amount: entry.amount,
            }),
            Verdict::Reverse(credit) => credits.retain(|it| it.bank_entry_id != *credit),
            Verdict::SetAside { .. } | Verdict::Repeat(_) => {}
        }
    }
}
