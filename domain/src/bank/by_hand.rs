//! What people do with entries: say whose one is, undo that, send it back, or say which credit a reversal takes back.
//!
//! A person gives what is missing, the number, and never the right of somebody else to pay: that is an agreement's
//! ([`matching::decide_for`]). Each act says why, is written down with the decision, and of two at once one wins.
//!
//! | act | of | leaves it |
//! |---|---|---|
//! | [`match_entry`] | a held credit | credited |
//! | [`apply_reversal`] | a held reversal | applied, its credit reversed |
//! | [`unmatch`] | a credited entry | held, what was credited taken back |
//! | [`send_back`] | a held credit | returned |
//! | [`dismiss`] | what is held | ignored |

use schema::ids::{BankEntryId, PartyId, RemittanceAccountId};
use schema::notices::Notice;
use serde::Serialize;

use super::matching::{self, Decision, Payer, Reason, Rule};
use super::outcome::{self, Judge, News, Outcome, TOLD, Verdict};
use super::state::{EntryEvent, EntryStatus, Refused};
use super::statement::{Direction, StatementKind};
use super::{BankEntry, Error, store, taking_back};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::party;
use crate::plain_text;
use crate::staff;
use crate::verification::{self, Proof};

/// Something a person can do with an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Say whose it is.
    Match,
    /// Say which credit it takes back.
    ApplyReversal,
    /// Take a match back.
    Unmatch,
    /// Send it back to the payer.
    SendBack,
    /// Say that it is nobody's.
    Dismiss,
}

impl Act {
    /// The command, as the key is kept and the audit log says it.
    const fn command(self) -> &'static str {
        match self {
            Self::Match => "bank_entry.match",
            Self::ApplyReversal => "bank_entry.apply_reversal",
            Self::Unmatch => "bank_entry.unmatch",
            Self::SendBack => "bank_entry.return",
            Self::Dismiss => "bank_entry.dismiss",
        }
    }
}

impl BankEntry {
    /// Whether a person can do that with it now.
    ///
    /// # Errors
    /// [`Refused`].
    pub fn check(&self, act: Act) -> Result<(), Refused> {
        let is_receipt = !self.is_reversal && self.direction == Direction::Credit;
        let (from, is_of_its_kind) = match act {
            Act::Match | Act::SendBack => (EntryStatus::Held, is_receipt),
            Act::ApplyReversal => (EntryStatus::Held, self.is_reversal && self.direction == Direction::Debit),
            Act::Unmatch => (EntryStatus::Credited, true),
            Act::Dismiss => (EntryStatus::Held, true),
        };
        let refused = Refused { from: self.state.as_str(), event: act.command() };
        if self.state == from && is_of_its_kind { Ok(()) } else { Err(refused) }
    }
}

/// How a command is given.
#[derive(Debug)]
pub struct Given<'a> {
    /// The caller's name for it: 1 to 64 printable ASCII characters.
    pub key: &'a str,
    /// What a verification code came to, when the vendor switched codes on.
    pub proof: Option<Result<Proof, verification::Error>>,
}

/// Whose an entry is.
#[derive(Debug, Clone, Copy, Serialize)]
pub enum Receiver {
    /// The holder's of this remittance account.
    Account(RemittanceAccountId),
    /// This partner's.
    Party(PartyId),
}

/// Gives a held entry to a partner.
///
/// - `reason`: 1 to 500 characters; the partner reads it
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Verification`], [`Error::NotFound`], [`Error::State`]; [`Error::Unfit`] when the payer
/// may not pay for the partner, the currency is another's, or it is a sum that is not told apart;
/// [`Error::ReceiptCredited`] when it was credited as another entry; [`Error::Text`], [`Error::Idempotency`].
///
/// # Source
/// domain.md 3.6; invariant 9.
pub fn match_entry(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    given: Given<'_>,
    id: BankEntryId,
    receiver: Receiver,
    reason: &str,
) -> Result<Once<BankEntry>, Error> {
    let input = (id, receiver, reason);
    carry_out(conn, now, actor, Act::Match, given, &input, id, reason, |conn, entry, judge| {
        let account = match receiver {
            Receiver::Account(id) => Some(id),
            Receiver::Party(party) => {
                store::remittance_account_of(conn, party, entry.amount.currency())?.map(|account| account.id)
            }
        };
        let account = account.ok_or(Error::NotFound)?;
        let payer = payer_into(conn, now, &entry, account)?;
        let verdict = Verdict::Credit { account, payer, rule: Rule::Person, claim: None };
        outcome::carry_out(conn, now, actor, vec![Outcome { entry, verdict }], Some(judge))
    })
}

/// By what right the payer of an entry may pay into an account that a person, or a claim, gives it to.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Unfit`] when the payer may not, the currency is another's, or it is no receipt that is
/// told apart; [`Error::ReceiptCredited`] when it, the sum it is part of, or a part of it was credited as another entry.
pub(super) fn payer_into(
    conn: &mut Conn,
    now: Now,
    entry: &BankEntry,
    account: RemittanceAccountId,
) -> Result<Payer, Error> {
    let candidate = store::candidate(conn, now, account)?.ok_or(Error::NotFound)?;
    let kinds = store::kinds_of(conn, &[entry.bank_statement_id])?;
    let kind = kinds.get(&entry.bank_statement_id).copied().unwrap_or(StatementKind::Report);
    let payer = match matching::decide_for(&entry.facts(kind), &candidate) {
        Decision::Credit(_, payer) => payer,
        Decision::Hold(reason) | Decision::Ignore(reason) => return Err(Error::Unfit(reason)),
        Decision::Reverse(_) => return Err(Error::Unfit(Reason::Reversal)),
    };
    if store::is_credited_under(conn, entry)? { Err(Error::ReceiptCredited) } else { Ok(payer) }
}

/// Takes back the credit that a held reversal is of.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Verification`], [`Error::NotFound`], [`Error::State`] when the reversal is not held or
/// the other is not credited, [`Error::NotItsCredit`], [`Error::Text`], [`Error::Idempotency`].
pub fn apply_reversal(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    given: Given<'_>,
    id: BankEntryId,
    credit: BankEntryId,
    reason: &str,
) -> Result<Once<BankEntry>, Error> {
    let input = (id, credit, reason);
    carry_out(conn, now, actor, Act::ApplyReversal, given, &input, id, reason, |conn, entry, judge| {
        let credited = store::lock_entry(conn, credit)?.ok_or(Error::NotFound)?;
        if (credited.bank_account_id, credited.amount) != (entry.bank_account_id, entry.amount) {
            return Err(Error::NotItsCredit);
        }
        credited.state.on(EntryEvent::Reverse)?;
        let outcomes = vec![Outcome { entry, verdict: Verdict::Reverse(credit) }];
        outcome::carry_out(conn, now, actor, outcomes, Some(judge))
    })
}

/// Takes back what an entry was credited with, by a transaction that corrects the credit: the entry is held again.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Verification`], [`Error::NotFound`], [`Error::State`], [`Error::Text`],
/// [`Error::Idempotency`].
///
/// # Source
/// design.md 4: a correction is a new transaction that names the one it reverses.
pub fn unmatch(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    given: Given<'_>,
    id: BankEntryId,
    reason: &str,
) -> Result<Once<BankEntry>, Error> {
    carry_out(conn, now, actor, Act::Unmatch, given, &(id, reason), id, reason, |conn, entry, judge| {
        taking_back::unmatch(conn, now, actor, entry, judge)
    })
}

/// Sends held money back to its payer: none of ours moves, and the partner that it names is told.
///
/// # Errors
/// Those of [`unmatch`].
pub fn send_back(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    given: Given<'_>,
    id: BankEntryId,
    reason: &str,
) -> Result<Once<BankEntry>, Error> {
    let (event, why) = (EntryEvent::Return, Reason::SentBack);
    carry_out(conn, now, actor, Act::SendBack, given, &(id, reason), id, reason, |conn, entry, judge| {
        set_aside(conn, now, actor, entry, judge, event, why)
    })
}

/// Says that what is held is none of the partners' money.
///
/// # Errors
/// Those of [`unmatch`].
pub fn dismiss(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    given: Given<'_>,
    id: BankEntryId,
    reason: &str,
) -> Result<Once<BankEntry>, Error> {
    let (event, why) = (EntryEvent::Ignore, Reason::NoneOfOurs);
    carry_out(conn, now, actor, Act::Dismiss, given, &(id, reason), id, reason, |conn, entry, judge| {
        set_aside(conn, now, actor, entry, judge, event, why)
    })
}

#[expect(clippy::too_many_arguments, reason = "what every command has, said once")]
fn carry_out<I: Serialize>(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    act: Act,
    given: Given<'_>,
    input: &I,
    id: BankEntryId,
    reason: &str,
    does: impl FnOnce(&mut Conn, BankEntry, &Judge) -> Result<(), Error>,
) -> Result<Once<BankEntry>, Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let Given { key, proof } = given;
    let command = Command { party_id: person.party_id, operation: act.command(), key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        verification::require(conn, now, actor, proof.transpose()?)?;
        let note = plain_text::required(reason, "reason", 500)?;
        let accounts = store::bank_accounts_of(conn, &[id])?;
        store::lock_bank_accounts(conn, &accounts)?;
        let entry = store::lock_entry(conn, id)?.ok_or(Error::NotFound)?;
        entry.check(act)?;
        does(conn, entry, &Judge { staff_id: person.staff_id, note })?;
        Ok::<_, Error>(id)
    })?;
    let entry = store::entries_by_ids(conn, "true", &[once.result])?.pop().ok_or(Error::NotFound)?;
    Ok(Once { result: entry, replayed: once.replayed })
}

/// Moves no money, and tells the partner that the entry names when it goes back.
fn set_aside(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    entry: BankEntry,
    judge: &Judge,
    event: EntryEvent,
    reason: Reason,
) -> Result<(), Error> {
    let (id, amount, named) = (entry.id, entry.amount, entry.remittance_account_id);
    let act = if event == EntryEvent::Return { Act::SendBack } else { Act::Dismiss };
    let verdict = Verdict::SetAside { event, reason, named };
    outcome::carry_out(conn, now, actor, vec![Outcome { entry, verdict }], Some(judge))?;
    let named = named.map(|account| store::remittance_account(conn, account)).transpose()?.flatten();
    let partner = named.map(|account| account.party_id);
    let mut news = News::default();
    if let (Act::SendBack, Some(partner)) = (act, partner) {
        let people = staff::with_roles_in(conn, &[partner], TOLD)?;
        let notice = Notice::RemittanceReturned { bank_entry_id: id };
        news.notices.extend(people.into_values().flatten().map(|person| (person, notice.clone())));
    }
    let party_id = match partner {
        Some(partner) => partner,
        None => party::vendor(conn)?.ok_or(Error::NotFound)?.id,
    };
    let details = serde_json::json!({ "amount": amount });
    news.lines.push(audit::Line { party_id, operation: act.command(), subject: id.to_string(), details });
    news.tell(conn, now, actor)
}
