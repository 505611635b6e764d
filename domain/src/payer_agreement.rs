//! Third-party payer agreements: who else may pay for a partner (domain.md 3.6).
//!
//! A transfer to an exclusive remittance account is credited when its holder paid. For money that somebody else pays,
//! the partner makes an agreement first, or while the money waits: it is effective at once, and what was held for want of
//! it is decided anew. It ends when it expires or is voided; what was credited by it stays.
//!
//! A name is stored as the partner writes it, to read, and in the one way names are compared, to match.

mod error;
mod lists;
pub mod state;
mod store;

use chrono::{DateTime, Utc};
use schema::ids::PayerAgreementId;
use schema::jobs::RetryHeldEntries;
use schema::notices::Notice;
use schema::text_enum;
use serde::Serialize;

use crate::actor::{Actor, Forbidden, Permission, Person, Role};
use crate::audit;
use crate::bank::{self, holder_name};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::mail;
use crate::outbox;
use crate::party::{self, Kind};
use crate::plain_text;
use crate::staff;
use crate::verification::{self, Proof};

pub use error::Error;
pub use lists::{by_ids, count, page};
pub use state::{Event, Refused, Status};
pub use store::{Filter, PayerAgreement};

/// Who of a partner is told that somebody may pay for it.
const TOLD: &[Role] = &[Role::Administrator, Role::Finance];

text_enum! {
    /// What somebody who pays is.
    pub enum PayerKind {
        /// An organisation.
        Company = "company",
        /// A human being.
        Person = "person",
    }
}

/// An agreement to be made.
#[derive(Debug, Clone, Serialize)]
pub struct Make {
    /// Who pays, as the bank will name them: 1 to 140 characters, with a letter or digit.
    pub payer_name: String,
    /// What they are.
    pub payer_kind: PayerKind,
    /// Why they pay, 1 to 500 characters.
    pub reason: String,
    /// First instant at which it no longer counts, after now; none: until it is voided.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Lets somebody else pay for the actor's partner, from now on. What the bank has booked before counts as well while it is
/// held.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first agreement
/// - `proof`: what a verification code came to, when the party switched codes on
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Verification`], [`Error::Text`], [`Error::Nobody`], [`Error::Oneself`],
/// [`Error::Expiry`], [`Error::NoRemittanceAccount`], [`Error::Exists`], [`Error::Idempotency`].
///
/// # Source
/// domain.md 3.6 (effective automatically), invariant 9.
pub fn create(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Make,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<Once<PayerAgreement>, Error> {
    let person = receiver(actor)?;
    let command = Command { party_id: person.party_id, operation: "payer_agreement.create", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        verification::require(conn, now, actor, proof.transpose()?)?;
        make(conn, now, actor, person, input)
    })?;
    let agreement = store::get(conn, once.result)?.ok_or(Error::NotFound)?;
    Ok(Once { result: agreement, replayed: once.replayed })
}

fn make(conn: &mut Conn, now: Now, actor: &Actor, person: &Person, input: &Make) -> Result<PayerAgreementId, Error> {
    let payer_name = plain_text::required(&input.payer_name, "payerName", 140)?;
    let payer_name_normalised = holder_name::normalise(&payer_name);
    let reason = plain_text::required(&input.reason, "reason", 500)?;
    if payer_name_normalised.is_empty() {
        return Err(Error::Nobody);
    }
    if input.expires_at.is_some_and(|expires_at| expires_at <= now.instant()) {
        return Err(Error::Expiry);
    }
    // Two at once would not see each other: one after the other for each partner.
    let party = party::store::lock(conn, person.party_id)?.ok_or(Error::NotFound)?;
    if holder_name::same_holder(&party.name, &payer_name) {
        return Err(Error::Oneself);
    }
    if !bank::has_remittance_account(conn, party.id)? {
        return Err(Error::NoRemittanceAccount);
    }
    if store::is_open(conn, now, party.id, &payer_name_normalised)? {
        return Err(Error::Exists);
    }
    let agreement = PayerAgreement {
        id: PayerAgreementId::new(),
        party_id: party.id,
        payer_name,
        payer_name_normalised,
        payer_kind: input.payer_kind,
        reason,
        created_by_id: person.staff_id,
        effective_at: now.instant(),
        expires_at: input.expires_at,
        voided_at: None,
        voided_by_id: None,
    };
    store::insert(conn, &agreement)?;
    outbox::enqueue(conn, now, &RetryHeldEntries { payer_agreement_id: agreement.id })?;
    let notice = Notice::PayerAgreementMade { payer_agreement_id: agreement.id };
    for reader in staff::with_roles(conn, party.id, TOLD)? {
        mail::enqueue(conn, now, reader, &notice)?;
    }
    let details = serde_json::json!({ "payer_kind": agreement.payer_kind, "expires_at": agreement.expires_at });
    let subject = agreement.id.to_string();
    let line = audit::Line { party_id: party.id, operation: "payer_agreement.create", subject, details };
    audit::record(conn, now, actor, &line)?;
    Ok(agreement.id)
}

/// Ends an agreement of the actor's partner now. What was credited by it stays; what the bank booked before it ended may
/// still be credited by it.
///
/// - `reason`: 1 to 500 characters, for the audit log
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::NotFound`], [`Error::State`] when it has ended.
pub fn void(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: PayerAgreementId,
    reason: Option<&str>,
) -> Result<PayerAgreement, Error> {
    let person = receiver(actor)?;
    let reason = reason.map(|reason| plain_text::required(reason, "reason", 500)).transpose()?;
    let agreement = store::lock(conn, id)?.filter(|it| it.party_id == person.party_id).ok_or(Error::NotFound)?;
    agreement.status(now).on(Event::Void)?;
    let agreement = store::set_voided(conn, now, id, person.staff_id)?;
    let details = serde_json::json!({ "reason": reason });
    let (party_id, subject) = (agreement.party_id, agreement.id.to_string());
    audit::record(conn, now, actor, &audit::Line { party_id, operation: "payer_agreement.void", subject, details })?;
    Ok(agreement)
}

/// The agreement, whoever asks.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn get(conn: &mut Conn, id: PayerAgreementId) -> db::Result<Option<PayerAgreement>> {
    store::get(conn, id)
}

/// Whether the actor makes and voids agreements, and claims money, for a partner.
#[must_use]
pub fn may_make(actor: &Actor) -> bool {
    receiver(actor).is_ok()
}

/// The person, who pays in for a partner: customers pay in without a remittance account.
///
/// # Errors
/// [`Forbidden`].
pub(crate) fn receiver(actor: &Actor) -> Result<&Person, Forbidden> {
    let person = actor.person_with(Permission::AccountRecharge)?;
    match person.party_kind {
        Kind::Vendor | Kind::Customer => Err(Forbidden(Permission::AccountRecharge)),
        Kind::Distributor | Kind::Reseller | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => Ok(person),
    }
}

impl PayerAgreement {
    /// Where it stands at `now`: nobody writes down that it expired.
    #[must_use]
    pub fn status(&self, now: Now) -> Status {
        if self.voided_at.is_some() {
            Status::Voided
        } else if self.expires_at.is_some_and(|expires_at| expires_at <= now.instant()) {
            Status::Expired
        } else {
            Status::Effective
        }
    }
}
