//! Whom an entry of a statement belongs to, decided from facts alone.
//!
//! One pure function, [`decide`]: it reads nothing, writes nothing and knows no
//! clock, so it gives the same answer whenever it is asked. Its rules, in order;
//! the first that applies decides:
//!
//! | rule | decision |
//! |---|---|
//! | it stands in a report of the running day | ignored |
//! | the bank has not booked it | ignored |
//! | it takes back an earlier entry: of exactly one credit | that credit is reversed |
//! | it takes back an earlier entry: of none or of several | held |
//! | money went out | ignored |
//! | it is a sum of payments that are not told apart | held |
//! | the bank gives no reference, so a repeat could not be recognised | held |
//! | no exclusive number is named | held |
//! | no named number is one of ours | held |
//! | two numbers of ours are named | held |
//! | it is in another currency than the account of the number | held |
//! | the bank does not say who paid | held |
//! | the holder of the account paid | credited |
//! | who paid has an effective agreement to pay for the holder | credited |
//! | otherwise | held |
//!
//! Reversals come before the direction: a debit that takes back a credit may have
//! to be taken from a partner (ISO 20022, `ReversalIndicator`: a reversal of a
//! credit is a debit). What is held is decided anew when an agreement is made for
//! its payer, and by [`decide_for`] when a person says whose it is: a person can
//! give the number that is missing, never the right of somebody else to pay.
//!
//! Source: domain.md 3.6 (BankReceipt) and invariant 9.

use chrono::{DateTime, Utc};
use schema::ids::{BankEntryId, PayerAgreementId, RemittanceAccountId};
use schema::money::{Currency, Money};

use super::holder_name::normalise;
use super::remittance_number::RemittanceNumber;
use super::statement::{Direction, StatementKind};

/// What a decision rests on.
#[derive(Debug, Clone, Copy)]
pub struct EntryFacts<'a> {
    /// What the message says about the account.
    pub kind: StatementKind,
    /// Whether it is booked.
    pub is_booked: bool,
    /// Whether money came in or went out.
    pub direction: Direction,
    /// Whether it takes back an earlier entry.
    pub is_reversal: bool,
    /// Whether it is a sum of several payments that are not told apart.
    pub is_batch_unclear: bool,
    /// The bank's serial number of the movement.
    pub bank_reference: Option<&'a str>,
    /// How much, above zero.
    pub amount: Money,
    /// When the bank booked it: the beginning of that day.
    pub booked_at: DateTime<Utc>,
    /// Where exclusive numbers are looked for: the account the payer addressed …
    pub payee_account: Option<&'a str>,
    /// … what the payer wrote, free …
    pub remittance_text: Option<&'a str>,
    /// … and structured …
    pub remittance_reference: Option<&'a str>,
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
    /// Who else may pay for the partner, or might once: all agreements that were ever effective.
    pub agreements: Vec<Agreement>,
}

/// A third-party payer agreement that is, or was, effective.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// Its id.
    pub id: PayerAgreementId,
    /// Who may pay, [normalised](normalise).
    pub payer_name: String,
    /// When it expired or was voided; none: it is effective.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A credit that a reversal may be of: of the same bank account, with the reversal's bank reference or the payer's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credited {
    /// The entry that was credited.
    pub bank_entry_id: BankEntryId,
    /// The bank's serial number of it.
    pub bank_reference: Option<String>,
    /// The payer's reference.
    pub end_to_end_reference: Option<String>,
    /// How much.
    pub amount: Money,
}

/// What becomes of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The holder of the remittance account is credited.
    Credit(RemittanceAccountId, Payer),
    /// The credit of this entry is taken back.
    Reverse(BankEntryId),
    /// A person has to look; no money moves.
    Hold(Reason),
    /// Nothing is to be done.
    Ignore(Reason),
}

/// By what right somebody paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payer {
    /// It is the holder of the account.
    Holder,
    /// An agreement lets them.
    Agreement(PayerAgreementId),
}

schema::text_enum! {
    /// Which rule kept an entry from being credited.
    pub enum Reason {
        /// It stands in a report of the running day and comes again, booked.
        ReportOnly = "report_only",
        /// The bank has announced it, not booked it.
        NotBooked = "not_booked",
        /// It takes back an earlier entry, and it is not certain which.
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
        /// Who paid is not the holder of the account and has no agreement.
        PayerDiffers = "payer_differs",
        /// Its bank reference names another receipt, of another amount.
        ReferenceReused = "reference_reused",
        /// A person took a match back.
        Unmatched = "unmatched",
        /// A person sends it back to the payer.
        SentBack = "sent_back",
        /// A person says that it is none of the partners' money.
        NoneOfOurs = "none_of_ours",
    }
}

schema::text_enum! {
    /// By what an entry was credited, or a credit taken back.
    pub enum Rule {
        /// Exclusive number, and the holder's own name.
        Holder = "holder",
        /// Exclusive number, and an agreement with the payer.
        Agreement = "agreement",
        /// A claim that was approved.
        Claim = "claim",
        /// A person said whose it is.
        Person = "person",
        /// The bank's reversal.
        Reversal = "reversal",
    }
}

impl From<Payer> for Rule {
    fn from(payer: Payer) -> Self {
        match payer {
            Payer::Holder => Self::Holder,
            Payer::Agreement(_) => Self::Agreement,
        }
    }
}

/// Decides what becomes of an entry.
///
/// - `candidates`: at least every remittance account whose number is among
///   [`numbers_named`]; others do no harm
/// - `credits`: of a reversal, every credit it may be of, as [`Credited`] says; others do no harm
///
/// # Source
/// The table of the module.
#[must_use]
pub fn decide(facts: &EntryFacts<'_>, candidates: &[Candidate], credits: &[Credited]) -> Decision {
    if facts.kind == StatementKind::Report {
        return Decision::Ignore(Reason::ReportOnly);
    }
    if !facts.is_booked {
        return Decision::Ignore(Reason::NotBooked);
    }
    if facts.is_reversal {
        return reversed(facts, credits).map_or(Decision::Hold(Reason::Reversal), Decision::Reverse);
    }
    if facts.direction == Direction::Debit {
        return Decision::Ignore(Reason::Debit);
    }
    match receiver(facts, candidates) {
        Ok(account) => pay_in(facts, account),
        Err(reason) => Decision::Hold(reason),
    }
}

/// Decides an entry that a person, or a claim, gives to `account`: whether it is
/// money that came in, in the right currency, from somebody who may pay. What
/// number it names does not matter any more.
#[must_use]
pub fn decide_for(facts: &EntryFacts<'_>, account: &Candidate) -> Decision {
    let is_receipt = facts.kind != StatementKind::Report && facts.is_booked && facts.direction == Direction::Credit;
    if facts.is_reversal {
        return Decision::Hold(Reason::Reversal);
    }
    if !is_receipt {
        return decide(facts, &[], &[]);
    }
    if facts.is_batch_unclear {
        return Decision::Hold(Reason::BatchUnclear);
    }
    pay_in(facts, account)
}

/// The account a booked credit names, or why that is not certain.
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
    if ours.any(|other| other.number != account.number) { Err(Reason::AmbiguousNumber) } else { Ok(account) }
}

/// Whether who paid may pay into `account`.
fn pay_in(facts: &EntryFacts<'_>, account: &Candidate) -> Decision {
    if account.currency != facts.amount.currency() {
        return Decision::Hold(Reason::CurrencyDiffers);
    }
    let payer = normalise(facts.payer_name.unwrap_or_default());
    if payer.is_empty() {
        return Decision::Hold(Reason::PayerUnknown);
    }
    if payer == normalise(&account.holder_name) {
        return Decision::Credit(account.remittance_account_id, Payer::Holder);
    }
    // Effective at the booking: at some time between the bank's and ours, for an agreement made for a payment that waits
    // lets it in, and one that ended in between does not stop it.
    let was_effective = |agreement: &&Agreement| agreement.ended_at.is_none_or(|ended_at| ended_at > facts.booked_at);
    match account.agreements.iter().filter(was_effective).find(|agreement| agreement.payer_name == payer) {
        Some(agreement) => Decision::Credit(account.remittance_account_id, Payer::Agreement(agreement.id)),
        None => Decision::Hold(Reason::PayerDiffers),
    }
}

/// The credit that a reversal takes back: the one under its bank reference, else the one under the payer's; of the
/// whole amount, and only one.
fn reversed(facts: &EntryFacts<'_>, credits: &[Credited]) -> Option<BankEntryId> {
    let whole = || credits.iter().filter(|credit| credit.amount == facts.amount);
    let by_bank =
        whole().filter(|it| facts.bank_reference.is_some() && it.bank_reference.as_deref() == facts.bank_reference);
    let by_payer = whole().filter(|it| {
        facts.end_to_end_reference.is_some() && it.end_to_end_reference.as_deref() == facts.end_to_end_reference
    });
    let only = |found: Vec<&Credited>| if let [only] = found.as_slice() { Some(only.bank_entry_id) } else { None };
    let found: Vec<&Credited> = by_bank.collect();
    let is_taken_back = facts.direction == Direction::Debit;
    let found = if found.is_empty() { by_payer.collect() } else { found };
    only(found).filter(|_| is_taken_back)
}

/// The remittance numbers an entry names anywhere, each once, whether issued or not.
#[must_use]
pub fn numbers_named(facts: &EntryFacts<'_>) -> Vec<RemittanceNumber> {
    let texts = [facts.payee_account, facts.remittance_text, facts.remittance_reference, facts.end_to_end_reference];
    let mut named: Vec<_> = texts.into_iter().flatten().flat_map(RemittanceNumber::find_all).collect();
    named.sort_unstable();
    named.dedup();
    named
}
