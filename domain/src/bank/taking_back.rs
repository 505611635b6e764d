//! Taking credits back: because the bank did, or because a person matched an entry wrongly.
//!
//! Both take back exactly what was credited, in one act that names the credit and corrects it; the database lets a
//! credit be corrected once. What has moved on becomes arrears (domain.md 3.6, [`super::purses`]).

use schema::notices::Notice;

use super::matching::{Reason, Rule};
use super::outcome::{Judge, News, Outcome, TOLD, Verdict};
use super::purses::{Purses, TakenBack, next_decision};
use super::state::EntryEvent;
use super::store::{self, Decided};
use super::{BankEntry, Error};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::event::{EventKind, NewEvent};
use crate::staff;

/// A credit that was taken back, and what did it.
pub(super) struct Taken {
    /// As it was while it was credited.
    credit: BankEntry,
    back: TakenBack,
    /// The name of the act in the audit log.
    operation: &'static str,
}

/// Takes back what the reversals among `outcomes` reverse. The credits of the batch are posted and written down.
///
/// # Errors
/// [`Error::State`] when one of them is not credited, [`Error::Ledger`].
pub(super) fn reverse(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    purses: &mut Purses,
    outcomes: &[Outcome],
    by: Option<&Judge>,
) -> Result<Vec<Taken>, Error> {
    let mut taken = Vec::new();
    for Outcome { entry, verdict } in outcomes {
        let Verdict::Reverse(credit) = verdict else { continue };
        let credit = store::lock_entry(conn, *credit)?.ok_or(Error::NotFound)?;
        let (reversed, applied) = (credit.state.on(EntryEvent::Reverse)?, entry.state.on(EntryEvent::Apply)?);
        let back = take_back(conn, now, actor, purses, &credit, entry)?;
        let written = Decided {
            rule: Some(Rule::Reversal),
            remittance_account_id: credit.remittance_account_id,
            ..Decided::new(credit.id)(reversed)
        };
        let decided = [
            Decided { transaction_id: credit.transaction_id, ..written.clone() },
            Decided {
                id: entry.id,
                state: applied,
                reverses_id: Some(credit.id),
                posted: Some(back.transaction_id),
                transaction_id: Some(back.transaction_id),
                ..written
            },
        ];
        store::decide(conn, now, &decided, by.map(|judge| judge.staff_id), by.map(|judge| judge.note.as_str()))?;
        taken.push(Taken { credit, back, operation: "bank_entry.reverse" });
    }
    Ok(taken)
}

/// Takes back a credit that a person undoes: the entry is held again.
///
/// - `credit`: locked; so is its bank account
///
/// # Errors
/// [`Error::State`] when it is not credited, [`Error::Ledger`].
pub(super) fn unmatch(conn: &mut Conn, now: Now, actor: &Actor, credit: BankEntry, by: &Judge) -> Result<(), Error> {
    let held = credit.state.on(EntryEvent::Unmatch)?;
    let account = credit.remittance_account_id.ok_or(Error::NotFound)?;
    let accounts = store::remittance_accounts(conn, &[account])?;
    let mut purses = Purses::open(conn, accounts.values())?;
    let back = take_back(conn, now, actor, &mut purses, &credit, &credit)?;
    // Whom the entry itself names it goes on to name; whoever a person or a claim gave it to has no part in it any more.
    let is_named = matches!(store::rule_of(conn, credit.id)?, Some(Rule::Holder | Rule::Agreement));
    let decided = Decided {
        reason: Some(Reason::Unmatched),
        remittance_account_id: Some(account).filter(|_| is_named),
        posted: Some(back.transaction_id),
        ..Decided::new(credit.id)(held)
    };
    store::decide(conn, now, &[decided], Some(by.staff_id), Some(&by.note))?;
    news(conn, &[Taken { credit, back, operation: "bank_entry.unmatch" }])?.tell(conn, now, actor)
}

fn take_back(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    purses: &mut Purses,
    credit: &BankEntry,
    by: &BankEntry,
) -> Result<TakenBack, Error> {
    let account = credit.remittance_account_id.ok_or(Error::NotFound)?;
    let account = store::remittance_account(conn, account)?.ok_or(Error::NotFound)?;
    purses.take_back(conn, now, actor, credit, account.party_id, next_decision(by))
}

/// What is to be told about `taken`.
pub(super) fn news(conn: &mut Conn, taken: &[Taken]) -> Result<News, Error> {
    let mut parties: Vec<_> = taken.iter().map(|taken| taken.back.party_id).collect();
    parties.sort_unstable();
    parties.dedup();
    let people = staff::with_roles_in(conn, &parties, TOLD)?;
    let mut news = News::default();
    for Taken { credit, back, operation } in taken {
        let (bank_entry_id, transaction_id) = (credit.id, back.transaction_id);
        for person in people.get(&back.party_id).into_iter().flatten() {
            news.notices.push((*person, Notice::RemittanceReversed { bank_entry_id, transaction_id }));
        }
        let subject = credit.id.to_string();
        let kind = EventKind::RemittanceReversed;
        news.events.push(NewEvent { party_id: back.party_id, kind, subject: subject.clone() });
        let details = serde_json::json!({
            "amount": credit.amount, "moved_on": back.moved_on, "transaction": transaction_id.to_string(),
        });
        news.lines.push(audit::Line { party_id: back.party_id, operation, subject, details });
    }
    Ok(news)
}
