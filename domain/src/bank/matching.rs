//! Whom an entry of a statement belongs to, decided from facts alone.
//!
//! One pure function, [`decide`]: it reads nothing, writes nothing and knows no
//! clock, so it gives the same answer whenever it is asked. Its rules, in order;
//! the first that applies decides:
//!
//! | rule | decision |
//! |---|---|
//! | the bank has not booked it | ignored |
//! | it takes back an earlier entry, in whichever direction | held |
//! | money went out | ignored |
//! | it is a sum of payments that are not told apart | held |
//! | the bank gives no reference, so a repeat could not be recognised | held |
//! | no exclusive number is named | held |
//! | no named number is one of ours | held |
//! | two numbers of ours are named | held |
//! | it is in another currency than the account of the number | held |
//! | the bank does not say who paid | held |
//! | who paid is not the holder of the account | held |
//! | otherwise | credited |
//!
//! Reversals come before the direction: a debit that takes back a credit must be
//! seen by a person, for the credit may have reached a partner (ISO 20022,
//! `ReversalIndicator`: a reversal of a credit is a debit).
//!
//! Source: domain.md 3.6 (BankReceipt) and invariant 9.

use schema::ids::RemittanceAccountId;
use schema::money::Currency;

use super::holder_name::same_holder;
use super::remittance_number::RemittanceNumber;
use super::statement::{Batch, Direction, Entry};

/// What a decision rests on: an entry, whether read from a file or from a row.
#[derive(Debug, Clone, Copy)]
pub struct EntryFacts<'a> {
    /// Whether the bank has booked it.
    pub is_booked: bool,
    /// Whether money came in or went out.
    pub direction: Direction,
    /// Whether it takes back an earlier entry.
    pub is_reversal: bool,
    /// Whether it is a sum of several payments that are not told apart.
    pub is_batch_unclear: bool,
    /// The bank's serial number of the movement.
    pub bank_reference: Option<&'a str>,
    /// The currency of the amount.
    pub currency: Currency,
    /// Where exclusive numbers are looked for: the account the payer addressed …
    pub payee_account: Option<&'a str>,
    /// … what the payer wrote …
    pub remittance_text: Option<&'a str>,
    /// … and the payer's reference.
    pub end_to_end_reference: Option<&'a str>,
    /// Who paid, as the bank names them.
    pub payer_name: Option<&'a str>,
}

/// A remittance account that an entry may belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The account.
    pub remittance_account_id: RemittanceAccountId,
    /// Its number.
    pub number: RemittanceNumber,
    /// The real name of the partner it was issued to.
    pub holder_name: String,
    /// The currency of the ledger account it credits.
    pub currency: Currency,
}

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The holder of the remittance account is credited.
    Credit(RemittanceAccountId),
    /// A person has to look; no money moves.
    Hold(Reason),
    /// Nothing is to be done.
    Ignore(Reason),
}

schema::text_enum! {
    /// Which rule kept an entry from being credited.
    pub enum Reason {
        /// The bank has announced it, not booked it.
        NotBooked = "not_booked",
        /// It takes back an earlier entry.
        Reversal = "reversal",
        /// Money went out.
        Debit = "debit",
        /// It is a sum of several payments that the file does not tell apart.
        BatchUnclear = "batch_unclear",
        /// The bank gives no reference by which a repeat could be recognised.
        NoBankReference = "no_bank_reference",
        /// It names no exclusive remittance number.
        NoNumber = "no_number",
        /// It names a number, but none that was issued.
        UnknownNumber = "unknown_number",
        /// It names several numbers that were issued.
        AmbiguousNumber = "ambiguous_number",
        /// It is in another currency than the account of the number.
        CurrencyDiffers = "currency_differs",
        /// The bank does not say who paid.
        PayerUnknown = "payer_unknown",
        /// Who paid is not the holder of the account.
        PayerDiffers = "payer_differs",
        /// Its bank reference names another receipt, of another amount.
        ReferenceReused = "reference_reused",
    }
}

/// Decides what becomes of an entry.
///
/// - `candidates`: at least every remittance account whose number is among
///   [`numbers_named`]; others do no harm
///
/// # Source
/// The table of the module.
#[must_use]
pub fn decide(facts: &EntryFacts<'_>, candidates: &[Candidate]) -> Decision {
    if !facts.is_booked {
        return Decision::Ignore(Reason::NotBooked);
    }
    if facts.is_reversal {
        return Decision::Hold(Reason::Reversal);
    }
    if facts.direction == Direction::Debit {
        return Decision::Ignore(Reason::Debit);
    }
    match receiver(facts, candidates) {
        Ok(account) => Decision::Credit(account.remittance_account_id),
        Err(reason) => Decision::Hold(reason),
    }
}

/// The account a booked credit belongs to, or why that is not certain.
fn receiver<'c>(facts: &EntryFacts<'_>, candidates: &'c [Candidate]) -> Result<&'c Candidate, Reason> {
    if facts.is_batch_unclear {
        return Err(Reason::BatchUnclear);
    }
    if facts.bank_reference.is_none() {
        return Err(Reason::NoBankReference);
    }
    let named = numbers_named(facts);
    if named.is_empty() {
        return Err(Reason::NoNumber);
    }
    let mut ours = candidates.iter().filter(|candidate| named.contains(&candidate.number));
    let account = ours.next().ok_or(Reason::UnknownNumber)?;
    if ours.any(|other| other.number != account.number) {
        return Err(Reason::AmbiguousNumber);
    }
    if account.currency != facts.currency {
        return Err(Reason::CurrencyDiffers);
    }
    let payer = facts.payer_name.ok_or(Reason::PayerUnknown)?;
    if !same_holder(payer, &account.holder_name) {
        return Err(Reason::PayerDiffers);
    }
    Ok(account)
}

/// The remittance numbers an entry names anywhere, each once, whether issued or not.
#[must_use]
pub fn numbers_named(facts: &EntryFacts<'_>) -> Vec<RemittanceNumber> {
    let texts = [facts.payee_account, facts.remittance_text, facts.end_to_end_reference];
    let mut named: Vec<_> = texts.into_iter().flatten().flat_map(RemittanceNumber::find_all).collect();
    named.sort_unstable();
    named.dedup();
    named
}

impl<'a> From<&'a Entry> for EntryFacts<'a> {
    fn from(entry: &'a Entry) -> Self {
        Self {
            is_booked: entry.is_booked,
            direction: entry.direction,
            is_reversal: entry.is_reversal,
            is_batch_unclear: entry.batch == Batch::Unclear,
            bank_reference: entry.bank_reference.as_deref(),
            currency: entry.amount.currency(),
            payee_account: entry.payee_account.as_deref(),
            remittance_text: entry.remittance_text.as_deref(),
            end_to_end_reference: entry.end_to_end_reference.as_deref(),
            payer_name: entry.payer_name.as_deref(),
        }
    }
}
