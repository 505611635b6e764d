//! The evidence of a claim: the bank's receipt, a PDF or a picture.
//!
//! It comes in for a ticket, as bank files do, and goes out by a link that works once and for five minutes. What it is, its
//! first bytes say, never its name; nobody opens it here, and it is only ever given out as a download.

use chrono::{DateTime, TimeDelta, Utc};
use schema::ids::RemittanceClaimId;
use schema::notices::Notice;
use schema::text_enum;

use super::{Error, Event, RemittanceClaim, Status, record, store};
use crate::actor::{Actor, Permission, Role};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::mail;
use crate::party;
use crate::secret::sha256;
use crate::staff;
use crate::vault::{self, Vault};

/// Most bytes of a file.
pub const MOST_BYTES: u64 = 10 * 1024 * 1024;

/// How many of its first bytes say what a file is.
pub const HEAD_BYTES: usize = 8;

/// How long a link works.
const LINK_FOR: TimeDelta = TimeDelta::minutes(5);

/// Who of the vendor is told that a claim waits.
const TOLD: &[Role] = &[Role::Finance];

text_enum! {
    /// What evidence is, as a browser names it.
    pub enum EvidenceType {
        /// A document.
        Pdf = "application/pdf",
        /// A photograph.
        Jpeg = "image/jpeg",
        /// A picture of a screen.
        Png = "image/png",
    }
}

/// A file that lies in the object store.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Where.
    pub object_key: String,
    /// What it is.
    pub kind: EvidenceType,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// SHA-256 of its bytes, 32 of them.
    pub sha256: Vec<u8>,
}

impl EvidenceType {
    /// What a file is that begins with `head`, at least [`HEAD_BYTES`] of it when it has as many; none when it is none of
    /// these.
    #[must_use]
    pub fn of(head: &[u8]) -> Option<Self> {
        let kinds: [(&[u8], Self); 3] =
            [(b"%PDF-", Self::Pdf), (b"\xFF\xD8\xFF", Self::Jpeg), (b"\x89PNG\r\n\x1A\n", Self::Png)];
        kinds.into_iter().find(|(magic, _)| head.starts_with(magic)).map(|(_, kind)| kind)
    }

    /// The end of a file's name.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpg",
            Self::Png => "png",
        }
    }
}

/// The claim a ticket is for, before the file is read.
///
/// # Errors
/// [`Error::NotFound`], [`Error::TicketUsed`], [`Error::TicketExpired`].
pub fn admit(conn: &mut Conn, now: Now, ticket: &str) -> Result<RemittanceClaim, Error> {
    let claim = store::lock_by_ticket(conn, &sha256(ticket.as_bytes()))?.ok_or(Error::NotFound)?;
    if claim.state != Status::AwaitingEvidence {
        return Err(Error::TicketUsed);
    }
    if claim.ticket_expires_at <= now.instant() { Err(Error::TicketExpired) } else { Ok(claim) }
}

/// Takes note of the file that came for a ticket, and uses the ticket up: the vendor has to decide.
///
/// # Errors
/// Those of [`admit`].
pub fn submit(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    ticket: &str,
    evidence: &Evidence,
) -> Result<RemittanceClaim, Error> {
    let claim = admit(conn, now, ticket)?;
    let state = claim.state.on(Event::Submit)?;
    let claim = store::set_submitted(conn, now, claim.id, state, evidence)?;
    let vendor = party::vendor(conn)?.ok_or(Error::NotFound)?;
    let notice = Notice::RemittanceClaimSubmitted { remittance_claim_id: claim.id };
    for reader in staff::with_roles(conn, vendor.id, TOLD)? {
        mail::enqueue(conn, now, reader, &notice)?;
    }
    record(conn, now, actor, &claim, "remittance_claim.submit")?;
    Ok(claim)
}

/// A link's secret, for who may see the evidence: the claimant's people and, in the vendor, who manages the bank. It is for
/// one download, and useless after another one.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::NoEvidence`].
pub fn link(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, id: RemittanceClaimId) -> Result<String, Error> {
    let needed = if actor.sees_everything() { Permission::BankManage } else { Permission::AccountView };
    let person = actor.person_with(needed)?;
    let claim = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    if !actor.sees_everything() && claim.party_id != person.party_id {
        return Err(Error::NotFound);
    }
    if claim.evidence_key.is_none() {
        return Err(Error::NoEvidence);
    }
    record(conn, now, actor, &claim, "remittance_claim.evidence")?;
    Ok(secret(vault, &claim, now.plus(LINK_FOR)))
}

/// The claim whose evidence a link leads to, which is used up by that.
///
/// # Errors
/// [`Error::NotFound`] for what is no link of ours, [`Error::TicketExpired`], [`Error::TicketUsed`].
pub fn follow(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, link: &str) -> Result<RemittanceClaim, Error> {
    let (capability, expiry) = link.rsplit_once('.').ok_or(Error::NotFound)?;
    let seconds: i64 = expiry.parse().or(Err(Error::NotFound))?;
    let expires_at = DateTime::from_timestamp(seconds, 0).ok_or(Error::NotFound)?;
    let id = vault::claimed_id(capability).ok_or(Error::NotFound)?;
    let claim = store::lock(conn, RemittanceClaimId::from_uuid(id))?.ok_or(Error::NotFound)?;
    // Any number of earlier downloads may have been meant: what is not of ours at all is not told from what does not exist.
    let is_ours = |serial| vault.is_capability(capability, &purpose(expires_at), claim.id.uuid(), serial);
    if !(0..=claim.evidence_serial).any(is_ours) {
        return Err(Error::NotFound);
    }
    if expires_at <= now.instant() {
        return Err(Error::TicketExpired);
    }
    if !is_ours(claim.evidence_serial) {
        return Err(Error::TicketUsed);
    }
    let claim = store::count_download(conn, claim.id)?;
    let details = serde_json::json!({ "download": claim.evidence_serial });
    let (party_id, subject) = (claim.party_id, claim.id.to_string());
    let line = audit::Line { party_id, operation: "remittance_claim.evidence_download", subject, details };
    audit::record(conn, now, actor, &line)?;
    Ok(claim)
}

fn secret(vault: &Vault, claim: &RemittanceClaim, expires_at: DateTime<Utc>) -> String {
    let capability = vault.capability(&purpose(expires_at), claim.id.uuid(), claim.evidence_serial);
    format!("{capability}.{}", expires_at.timestamp())
}

fn purpose(expires_at: DateTime<Utc>) -> String {
    format!("remittance_claim.evidence:{}", expires_at.timestamp())
}
