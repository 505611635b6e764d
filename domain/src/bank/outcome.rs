//! Carrying decisions about entries out: money, lots, decisions, mails, events and audit, in one transaction.

use std::collections::HashMap;

use schema::ids::{BankEntryId, PartyId, RemittanceAccountId, RemittanceClaimId, StaffId, TransactionId};
use schema::money::Money;
use schema::notices::Notice;

use super::matching::{Payer, Reason, Rule};
use super::purses::Purses;
use super::state::EntryEvent;
use super::store::{self, Decided};
use super::{BankEntry, Error, taking_back};
use crate::actor::{Actor, Role};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::event::{self, EventKind, NewEvent};
use crate::ledger;
use crate::mail;
use crate::staff;

/// Who of a partner is told that money came in, or was taken back.
pub(super) const TOLD: &[Role] = &[Role::Administrator, Role::Finance];

/// What was decided about an entry.
pub(super) struct Outcome {
    /// As it was, locked.
    pub(super) entry: BankEntry,
    /// What becomes of it.
    pub(super) verdict: Verdict,
}

/// What becomes of an entry.
pub(super) enum Verdict {
    /// The holder of the remittance account is credited.
    Credit { account: RemittanceAccountId, payer: Payer, rule: Rule, claim: Option<RemittanceClaimId> },
    /// It moves no money.
    SetAside { event: EntryEvent, reason: Reason, named: Option<RemittanceAccountId> },
    /// It is the same receipt as this one.
    Repeat(BankEntryId),
    /// It takes this credit back.
    Reverse(BankEntryId),
}

/// The person who decided, and why.
pub(super) struct Judge {
    pub(super) staff_id: StaffId,
    pub(super) note: String,
}

/// Carries decisions out. The bank accounts of the entries are locked.
///
/// - `by`: the person who decided; none: a rule
///
/// # Errors
/// [`Error::State`], [`Error::Ledger`], [`Error::Outbox`].
pub(super) fn carry_out(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    outcomes: Vec<Outcome>,
    by: Option<&Judge>,
) -> Result<(), Error> {
    let mut purses = purses(conn, &outcomes)?;
    let credits = credit(conn, now, actor, &mut purses, &outcomes)?;
    let mut decided = Vec::with_capacity(outcomes.len());
    for outcome in &outcomes {
        decided.extend(decision(outcome, &credits)?);
    }
    let (staff_id, note) = (by.map(|judge| judge.staff_id), by.map(|judge| judge.note.as_str()));
    store::decide(conn, now, &decided, staff_id, note)?;
    // After the credits of the same batch: a reversal may be of one of them.
    let taken = taking_back::reverse(conn, now, actor, &mut purses, &outcomes, by)?;
    let mut news = news(conn, &outcomes, &credits)?;
    news.add(taking_back::news(conn, &taken)?);
    news.tell(conn, now, actor)
}

/// The accounts that the outcomes move money on, all locked at once.
fn purses(conn: &mut Conn, outcomes: &[Outcome]) -> Result<Purses, Error> {
    let mut accounts: HashMap<BankEntryId, RemittanceAccountId> = HashMap::new();
    let mut reversed = Vec::new();
    for Outcome { entry, verdict } in outcomes {
        match verdict {
            Verdict::Credit { account, .. } => drop(accounts.insert(entry.id, *account)),
            Verdict::Reverse(credit) => reversed.push(*credit),
            Verdict::SetAside { .. } | Verdict::Repeat(_) => {}
        }
    }
    reversed.retain(|credit| !accounts.contains_key(credit));
    if !reversed.is_empty() {
        accounts.extend(store::accounts_credited(conn, &reversed)?);
    }
    let accounts: Vec<RemittanceAccountId> = accounts.into_values().collect();
    if accounts.is_empty() {
        return Ok(Purses::none());
    }
    let accounts = store::remittance_accounts(conn, &accounts)?;
    Purses::open(conn, accounts.values())
}

/// A credit that was posted.
struct Posted {
    party_id: PartyId,
    transaction_id: TransactionId,
}

/// Posts the credits among `outcomes`: what each came to.
fn credit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    purses: &mut Purses,
    outcomes: &[Outcome],
) -> Result<HashMap<BankEntryId, Posted>, Error> {
    let credited = |outcome: &Outcome| match outcome.verdict {
        Verdict::Credit { account, .. } => Some(account),
        Verdict::SetAside { .. } | Verdict::Repeat(_) | Verdict::Reverse(_) => None,
    };
    let accounts: Vec<RemittanceAccountId> = outcomes.iter().filter_map(credited).collect();
    if accounts.is_empty() {
        return Ok(HashMap::new());
    }
    let accounts = store::remittance_accounts(conn, &accounts)?;
    let (mut acts, mut receivers) = (Vec::new(), Vec::new());
    for outcome in outcomes {
        let Some(account) = credited(outcome).and_then(|id| accounts.get(&id)) else { continue };
        acts.push(purses.credit(&outcome.entry, account.party_id)?);
        receivers.push((outcome.entry.id, account.party_id));
    }
    let posted = ledger::post_all(conn, now, actor, &acts)?;
    let first = |transfers: Vec<ledger::Transfer>| transfers.first().map(|transfer| transfer.transaction_id);
    let posted = receivers.into_iter().zip(posted).map(|((entry, party_id), transfers)| {
        let transaction_id = first(transfers).ok_or(Error::NotFound)?;
        Ok((entry, Posted { party_id, transaction_id }))
    });
    posted.collect()
}

/// The decision as it is written down; none for a reversal, which is written down with what it takes back.
fn decision(outcome: &Outcome, credits: &HashMap<BankEntryId, Posted>) -> Result<Option<Decided>, Error> {
    let Outcome { entry, verdict } = outcome;
    let blank = Decided::new(entry.id);
    Ok(match verdict {
        Verdict::Credit { account, payer, rule, claim } => {
            let posted = credits.get(&entry.id).ok_or(Error::NotFound)?.transaction_id;
            let agreement = if let Payer::Agreement(id) = payer { Some(*id) } else { None };
            Some(Decided {
                rule: Some(*rule),
                remittance_account_id: Some(*account),
                payer_agreement_id: agreement,
                remittance_claim_id: *claim,
                posted: Some(posted),
                transaction_id: Some(posted),
                ..blank(entry.state.on(EntryEvent::Credit)?)
            })
        }
        Verdict::SetAside { event, reason, named } => {
            Some(Decided { reason: Some(*reason), remittance_account_id: *named, ..blank(entry.state.on(*event)?) })
        }
        Verdict::Repeat(first) => {
            Some(Decided { duplicate_of_id: Some(*first), ..blank(entry.state.on(EntryEvent::Repeat)?) })
        }
        Verdict::Reverse(_) => None,
    })
}

/// What is told when all is done: to people, to the systems of partners, and to the audit log.
#[derive(Default)]
pub(super) struct News {
    pub(super) notices: Vec<(StaffId, Notice)>,
    pub(super) events: Vec<NewEvent>,
    pub(super) lines: Vec<audit::Line>,
}

impl News {
    fn add(&mut self, more: Self) {
        self.notices.extend(more.notices);
        self.events.extend(more.events);
        self.lines.extend(more.lines);
    }

    pub(super) fn tell(self, conn: &mut Conn, now: Now, actor: &Actor) -> Result<(), Error> {
        if !self.notices.is_empty() {
            mail::enqueue_all(conn, now, &self.notices)?;
        }
        if !self.events.is_empty() {
            event::record(conn, now, &self.events)?;
        }
        if self.lines.is_empty() { Ok(()) } else { Ok(audit::record_all(conn, now, actor, &self.lines)?) }
    }
}

/// What is to be told about credits.
fn news(conn: &mut Conn, outcomes: &[Outcome], credits: &HashMap<BankEntryId, Posted>) -> Result<News, Error> {
    let mut parties: Vec<PartyId> = credits.values().map(|posted| posted.party_id).collect();
    parties.sort_unstable();
    parties.dedup();
    let people = staff::with_roles_in(conn, &parties, TOLD)?;
    let mut news = News::default();
    for Outcome { entry, .. } in outcomes {
        let Some(Posted { party_id, transaction_id }) = credits.get(&entry.id) else { continue };
        for person in people.get(party_id).into_iter().flatten() {
            let (bank_entry_id, transaction_id) = (entry.id, Some(*transaction_id));
            news.notices.push((*person, Notice::RemittanceCredited { bank_entry_id, transaction_id }));
        }
        news.events.push(NewEvent {
            party_id: *party_id,
            kind: EventKind::RemittanceCredited,
            subject: entry.id.to_string(),
        });
        news.lines.push(audit::Line {
            party_id: *party_id,
            operation: "bank_entry.credit",
            subject: entry.id.to_string(),
            details: serde_json::json!({ "amount": entry.amount, "transaction": transaction_id.to_string() }),
        });
    }
    Ok(news)
}

/// Whether the payments together are the sum.
pub(super) fn make_the_sum(parts: &[BankEntry], sum: Money) -> bool {
    let total = parts.iter().try_fold(Money::zero(sum.currency()), |total, part| total.checked_add(part.amount));
    total.is_ok_and(|total| total == sum)
}
