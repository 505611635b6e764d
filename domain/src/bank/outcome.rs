//! Carrying decisions about entries out: money, lots, decisions, mails, events and audit, in one transaction.

use std::collections::HashMap;

use schema::ids::{BankEntryId, PartyId, RemittanceAccountId, RemittanceClaimId, StaffId, TransactionId};
use schema::money::{Currency, Money};
use schema::notices::Notice;

use super::matching::{Payer, Reason, Rule};
use super::state::EntryEvent;
use super::store::{self, Decided};
use super::{BankEntry, Error, RemittanceAccount};
use crate::actor::{Actor, Role};
use crate::audit;
use crate::calendar;
use crate::clock::Now;
use crate::db::Conn;
use crate::event::{self, EventKind, NewEvent};
use crate::ledger::movements::{self, EntryDecision};
use crate::ledger::{self, AccountKind, Channel, Movement, Origin};
use crate::mail;
use crate::staff;

/// Who of a partner is told that money came in.
const TOLD: &[Role] = &[Role::Administrator, Role::Finance];

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
    let credits = credit(conn, now, actor, &outcomes)?;
    let mut decided = Vec::with_capacity(outcomes.len());
    for outcome in &outcomes {
        decided.push(decision(outcome, &credits)?);
    }
    let (staff_id, note) = (by.map(|judge| judge.staff_id), by.map(|judge| judge.note.as_str()));
    store::decide(conn, now, &decided, staff_id, note)?;
    tell(conn, now, actor, &outcomes, &credits)
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
    let mut purses = Purses::open(conn, accounts.values())?;
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

/// The ledger accounts that credits move money on, locked, and what their owners owe.
struct Purses {
    clearing: HashMap<Currency, schema::ids::AccountId>,
    accounts: HashMap<(PartyId, Currency), Purse>,
}

struct Purse {
    cash: schema::ids::AccountId,
    debt: schema::ids::AccountId,
    /// Zero or above.
    owed: Money,
}

impl Purses {
    fn open<'a>(conn: &mut Conn, accounts: impl Iterator<Item = &'a RemittanceAccount>) -> Result<Self, Error> {
        let mut owners: HashMap<Currency, Vec<PartyId>> = HashMap::new();
        for account in accounts {
            owners.entry(account.currency).or_default().push(account.party_id);
        }
        let mut purses = Self { clearing: HashMap::new(), accounts: HashMap::new() };
        let (mut ids, mut found) = (Vec::new(), Vec::new());
        for (currency, owners) in owners {
            let clearing = ledger::platform_account(conn, AccountKind::BankClearing, currency)?;
            purses.clearing.insert(currency, clearing.id);
            let kinds = [AccountKind::Cash, AccountKind::Debt];
            let accounts = ledger::accounts_in(conn, &owners, &kinds, currency)?;
            for owner in owners {
                let missing = |kind| ledger::Error::NoAccount { kind, currency };
                let cash = accounts.get(&(owner, AccountKind::Cash)).ok_or(missing(AccountKind::Cash))?;
                let debt = accounts.get(&(owner, AccountKind::Debt)).ok_or(missing(AccountKind::Debt))?;
                ids.extend([cash.id, debt.id]);
                found.push((owner, currency, cash.id, debt.id));
            }
        }
        let locked: HashMap<_, _> = ledger::lock(conn, &ids)?.into_iter().map(|it| (it.id, it.money())).collect();
        for (owner, currency, cash, debt) in found {
            let owed = locked.get(&debt).copied().flatten().unwrap_or(Money::zero(currency)).negated();
            purses.accounts.insert((owner, currency), Purse { cash, debt, owed });
        }
        Ok(purses)
    }

    /// What crediting the entry moves: it comes in, and clears what the partner owes first.
    fn credit(&mut self, entry: &BankEntry, party: PartyId) -> Result<Vec<Movement>, Error> {
        let currency = entry.amount.currency();
        let missing = || ledger::Error::NoAccount { kind: AccountKind::Cash, currency };
        let clearing = *self.clearing.get(&currency).ok_or_else(missing)?;
        let purse = self.accounts.get_mut(&(party, currency)).ok_or_else(missing)?;
        let origin = Origin {
            channel: Channel::BankTransfer,
            reference: entry.bank_reference.clone().unwrap_or_default(),
            arrived_at: calendar::start_of(entry.booked_on),
        };
        let decision = EntryDecision { entry: entry.id, revision: entry.revision + 1 };
        let mut act = vec![movements::remittance(decision, clearing, purse.cash, entry.amount, origin)];
        if purse.owed.is_positive() {
            let cleared = purse.owed.min(entry.amount).map_err(ledger::Error::from)?;
            purse.owed = purse.owed.checked_sub(cleared).map_err(ledger::Error::from)?;
            act.push(movements::remittance_arrears_clearing(decision, purse.cash, purse.debt, cleared));
        }
        Ok(act)
    }
}

/// The decision as it is written down.
fn decision(outcome: &Outcome, credits: &HashMap<BankEntryId, Posted>) -> Result<Decided, Error> {
    let Outcome { entry, verdict } = outcome;
    let blank = Decided::new(entry.id);
    Ok(match verdict {
        Verdict::Credit { account, payer, rule, claim } => {
            let posted = credits.get(&entry.id).ok_or(Error::NotFound)?.transaction_id;
            let agreement = if let Payer::Agreement(id) = payer { Some(*id) } else { None };
            Decided {
                rule: Some(*rule),
                remittance_account_id: Some(*account),
                payer_agreement_id: agreement,
                remittance_claim_id: *claim,
                posted: Some(posted),
                transaction_id: Some(posted),
                ..blank(entry.state.on(EntryEvent::Credit)?)
            }
        }
        Verdict::SetAside { event, reason, named } => {
            Decided { reason: Some(*reason), remittance_account_id: *named, ..blank(entry.state.on(*event)?) }
        }
        Verdict::Repeat(first) => {
            Decided { duplicate_of_id: Some(*first), ..blank(entry.state.on(EntryEvent::Repeat)?) }
        }
        // Until the credit is taken back by whoever may, it waits for a person.
        Verdict::Reverse(_) => Decided { reason: Some(Reason::Reversal), ..blank(entry.state.on(EntryEvent::Hold)?) },
    })
}

/// Has the staff of who was credited told, and writes what happened down.
fn tell(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    outcomes: &[Outcome],
    credits: &HashMap<BankEntryId, Posted>,
) -> Result<(), Error> {
    if credits.is_empty() {
        return Ok(());
    }
    let mut parties: Vec<PartyId> = credits.values().map(|posted| posted.party_id).collect();
    parties.sort_unstable();
    parties.dedup();
    let people = staff::with_roles_in(conn, &parties, TOLD)?;
    let (mut notices, mut events, mut lines) = (Vec::new(), Vec::new(), Vec::new());
    for Outcome { entry, .. } in outcomes {
        let Some(Posted { party_id, transaction_id }) = credits.get(&entry.id) else { continue };
        for person in people.get(party_id).into_iter().flatten() {
            notices.push((*person, Notice::RemittanceCredited { bank_entry_id: entry.id }));
        }
        events.push(NewEvent {
            party_id: *party_id,
            kind: EventKind::RemittanceCredited,
            subject: entry.id.to_string(),
        });
        lines.push(audit::Line {
            party_id: *party_id,
            operation: "bank_entry.credit",
            subject: entry.id.to_string(),
            details: serde_json::json!({ "amount": entry.amount, "transaction": transaction_id.to_string() }),
        });
    }
    mail::enqueue_all(conn, now, &notices)?;
    event::record(conn, now, &events)?;
    Ok(audit::record_all(conn, now, actor, &lines)?)
}

/// Whether the payments together are the sum.
pub(super) fn make_the_sum(parts: &[BankEntry], sum: Money) -> bool {
    let total = parts.iter().try_fold(Money::zero(sum.currency()), |total, part| total.checked_add(part.amount));
    total.is_ok_and(|total| total == sum)
}
