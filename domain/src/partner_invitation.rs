//! Partners' invitations: the vendor invites distributors, government-subsidy
//! partners and merchants, a distributor its resellers.
//!
//! ```text
//! invite ─ mail ─┬─ accept: an application comes of it
//!     ▲ resend   ├─ revoke
//!     └──────────┴─ expire
//! ```
//!
//! The link in the mail follows from the row's id and serial, so that it is
//! stored nowhere and a resend makes the one before useless.

mod error;
mod lists;
mod personal;
pub mod state;
mod store;

use chrono::NaiveDate;
use schema::ids::PartnerInvitationId;
use schema::notices::Notice;
use schema::text_enum;
use serde::Serialize;

use crate::actor::{Actor, Forbidden, Permission, Person};
use crate::audit;
use crate::calendar;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::mail::{self, Recipient};
use crate::party::{self, Kind, Locale};
use crate::plain_text;
use crate::policy;
use crate::profile::{self, Email, Sealed};
use crate::vault::{self, Place, Vault};

pub use error::Error;
pub use lists::{by_ids, count, page};
pub use state::{Event, Refused, Status};
pub use store::{Filter, PartnerInvitation};

/// Names the links among the vault's capabilities.
const LINK: &str = "partner-invitation";
/// Where the address is sealed.
const EMAIL: &str = "partner_invitations.email_sealed";
/// Where the name is sealed.
const CONTACT_NAME: &str = "partner_invitations.contact_name_sealed";

text_enum! {
    /// What a company is invited to be (domain.md 1.3).
    pub enum InvitedKind {
        /// By the vendor.
        Distributor = "distributor",
        /// By its distributor.
        Reseller = "reseller",
        /// By the vendor.
        GovSubsidy = "gov_subsidy",
        /// By the vendor.
        Merchant = "merchant",
    }
}

impl InvitedKind {
    /// Whether a party of `kind` invites such a partner.
    const fn is_invited_by(self, kind: Kind) -> bool {
        match self {
            Self::Distributor | Self::GovSubsidy | Self::Merchant => matches!(kind, Kind::Vendor),
            Self::Reseller => matches!(kind, Kind::Distributor),
        }
    }
}

/// A company to be invited.
#[derive(Debug, Clone, Serialize)]
pub struct Invite {
    /// To be what.
    pub kind: InvitedKind,
    /// What it is called, 1 to 200 characters.
    pub company_name: String,
    /// Who is written to, 1 to 100 characters.
    pub contact_name: String,
    /// Where.
    pub email: String,
    /// In which language.
    pub locale: Locale,
    /// Where it will do business; a distributor may leave it out.
    pub region: Option<String>,
}

/// Invites a company to be a partner and mails the link, which works for as many days as the policy says.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first invitation
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotYours`], [`Error::Text`], [`Error::Profile`], [`Error::NoRegion`],
/// [`Error::Waiting`], [`Error::Idempotency`].
///
/// # Source
/// domain.md 1.3 (distributors by invitation, resellers by their distributor's), 1.1 O-3.
pub fn invite(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    key: &str,
    input: &Invite,
) -> Result<Once<PartnerInvitation>, Error> {
    let person = actor.person_with(Permission::PartnerInvite)?;
    let command = Command { party_id: person.party_id, operation: "partner_invitation.invite", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        if !input.kind.is_invited_by(person.party_kind) {
            return Err(Error::NotYours);
        }
        party::store::lock(conn, person.party_id)?;
        let region = region(conn, person, input.region.as_deref())?;
        let invitation = compose(conn, now, vault, person, input, region)?;
        store::insert(conn, &invitation)?;
        send(conn, now, actor, &invitation, "partner_invitation.invite")?;
        Ok(invitation.id)
    })?;
    let invitation = store::lock(conn, once.result)?.ok_or(Error::NotFound)?;
    Ok(Once { result: invitation, replayed: once.replayed })
}

/// Mails an invitation again, with a new link and a new deadline; the link before stops working.
///
/// # Errors
/// [`Error::Forbidden`] also for the vendor on a distributor's, [`Error::NotFound`], [`Error::State`],
/// [`Error::Waiting`].
pub fn resend(conn: &mut Conn, now: Now, actor: &Actor, id: PartnerInvitationId) -> Result<PartnerInvitation, Error> {
    let invitation = lock(conn, actor, id)?;
    let status = check(actor, &invitation, Event::Resend)?;
    let expires_at = policy::days_from(conn, now, policy::Key::PartnerInvitationDays)?;
    let sent = store::set_sent(conn, now, id, status, invitation.serial + 1, expires_at)?;
    send(conn, now, actor, &sent, "partner_invitation.resend")?;
    Ok(sent)
}

/// Takes an invitation back; its link stops working.
///
/// # Errors
/// [`Error::Forbidden`] also for the vendor on a distributor's, [`Error::NotFound`], [`Error::State`].
pub fn revoke(conn: &mut Conn, now: Now, actor: &Actor, id: PartnerInvitationId) -> Result<PartnerInvitation, Error> {
    let invitation = lock(conn, actor, id)?;
    let status = check(actor, &invitation, Event::Revoke)?;
    let revoked = store::close(conn, now, id, status)?;
    record(conn, now, actor, &revoked, "partner_invitation.revoke")?;
    Ok(revoked)
}

/// Where `event`, by `actor`, leads; only the inviter's own people decide.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::State`].
pub fn check(actor: &Actor, invitation: &PartnerInvitation, event: Event) -> Result<Status, Error> {
    let person = actor.person_with(Permission::PartnerInvite)?;
    if person.party_id != invitation.inviter_id {
        return Err(Forbidden(Permission::PartnerInvite).into());
    }
    Ok(invitation.state.on(event)?)
}

/// Uses up the invitation whose link was mailed last. Whoever holds the link reads mail at its address; whoever calls
/// this audits what came of it.
///
/// # Errors
/// [`Error::UnknownLink`], [`Error::Used`], [`Error::Expired`].
pub(crate) fn take(conn: &mut Conn, now: Now, vault: &Vault, token: &str) -> Result<PartnerInvitation, Error> {
    let id = vault::claimed_id(token).map(PartnerInvitationId::from_uuid).ok_or(Error::UnknownLink)?;
    let invitation = store::lock(conn, id)?.ok_or(Error::UnknownLink)?;
    if !vault.is_capability(token, LINK, id.uuid(), invitation.serial) {
        return Err(Error::UnknownLink);
    }
    match invitation.state {
        Status::Revoked => return Err(Error::UnknownLink),
        Status::Accepted => return Err(Error::Used),
        Status::Sent if invitation.expires_at > now.instant() => {}
        Status::Sent | Status::Expired => return Err(Error::Expired),
    }
    let status = invitation.state.on(Event::Accept)?;
    Ok(store::close(conn, now, id, status)?)
}

/// Writes down that invitations have expired, at most `limit`; how many. Their links stopped working by themselves.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, now: Now, actor: &Actor, limit: i64) -> Result<usize, Error> {
    let late = store::lock_late(conn, now, limit)?;
    for invitation in &late {
        store::close(conn, now, invitation.id, invitation.state.on(Event::Expire)?)?;
    }
    for invitation in &late {
        record(conn, now, actor, invitation, "partner_invitation.expire")?;
    }
    Ok(late.len())
}

impl PartnerInvitation {
    /// Name and address of who is written to, in full.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn recipient(&self, vault: &Vault) -> Result<Recipient, vault::Error> {
        let open = |column, sealed| vault.open(Place(column, self.id.uuid()), sealed);
        let (name, email) = (open(CONTACT_NAME, &self.contact_name_sealed)?, open(EMAIL, &self.email_sealed)?);
        Ok(Recipient { name, email, locale: self.locale })
    }
}

/// What the mail of an invitation says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mailed {
    /// Who invites.
    pub inviter_name: String,
    /// Who is invited.
    pub company_name: String,
    /// To be what.
    pub kind: InvitedKind,
    /// What the link ends with.
    pub token: String,
    /// The last day on which the link works.
    pub until: NaiveDate,
}

/// What the mail of an invitation says, and to whom.
///
/// # Errors
/// When name or address cannot be opened.
pub(crate) fn mailed(
    conn: &mut Conn,
    vault: &Vault,
    id: PartnerInvitationId,
) -> Result<Option<(Mailed, Recipient)>, mail::Error> {
    let Some(invitation) = store::by_ids(conn, "true", &[id])?.pop() else { return Ok(None) };
    let Some(inviter) = party::store::get(conn, invitation.inviter_id)? else { return Ok(None) };
    let recipient = invitation.recipient(vault)?;
    let mailed = Mailed {
        inviter_name: inviter.name,
        company_name: invitation.company_name,
        kind: invitation.kind,
        token: vault.capability(LINK, id.uuid(), invitation.serial),
        until: calendar::day_of(invitation.expires_at),
    };
    Ok(Some((mailed, recipient)))
}

fn lock(conn: &mut Conn, actor: &Actor, id: PartnerInvitationId) -> Result<PartnerInvitation, Error> {
    actor.require(Permission::PartnerInvite)?;
    let seen = by_ids(conn, actor, &[id])?;
    if seen.is_empty() {
        return Err(Error::NotFound);
    }
    store::lock(conn, id)?.ok_or(Error::NotFound)
}

/// The region asked for; for a distributor's invitation its own.
fn region(conn: &mut Conn, person: &Person, asked: Option<&str>) -> Result<String, Error> {
    let asked = asked.map(profile::company::region).transpose()?;
    if person.party_kind == Kind::Vendor {
        return Ok(asked.ok_or(profile::Error::NotARegion)?);
    }
    let own = profile::of(conn, &[person.party_id])?.pop().and_then(|profile| profile.region);
    let own = own.ok_or(Error::NoRegion)?;
    if asked.is_some_and(|asked| asked != own) { Err(profile::Error::RegionMismatch.into()) } else { Ok(own) }
}

fn compose(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    person: &Person,
    input: &Invite,
    region: String,
) -> Result<PartnerInvitation, Error> {
    let id = PartnerInvitationId::new();
    let contact_name = plain_text::required(&input.contact_name, "contactName", 100)?;
    let email = Sealed::email(vault, Place(EMAIL, id.uuid()), &Email::parse(&input.email)?)?;
    Ok(PartnerInvitation {
        id,
        inviter_id: person.party_id,
        invited_by_id: person.staff_id,
        kind: input.kind,
        company_name: plain_text::required(&input.company_name, "companyName", 200)?,
        contact_name_sealed: vault.seal(Place(CONTACT_NAME, id.uuid()), &contact_name)?,
        email_sealed: email.sealed,
        email_index: email.index,
        locale: input.locale,
        region,
        state: Status::Sent,
        serial: 1,
        created_at: now.instant(),
        sent_at: now.instant(),
        expires_at: policy::days_from(conn, now, policy::Key::PartnerInvitationDays)?,
        closed_at: None,
    })
}

fn send(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    invitation: &PartnerInvitation,
    operation: &'static str,
) -> Result<(), Error> {
    // The serial makes another notice of a resend, and so another mail.
    let notice = Notice::PartnerInvited { partner_invitation_id: invitation.id, serial: invitation.serial };
    mail::enqueue_outside(conn, now, &notice)?;
    Ok(record(conn, now, actor, invitation, operation)?)
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    invitation: &PartnerInvitation,
    operation: &'static str,
) -> db::Result<()> {
    let details = serde_json::json!({ "kind": invitation.kind, "serial": invitation.serial });
    let (party_id, subject) = (invitation.inviter_id, invitation.id.to_string());
    audit::record(conn, now, actor, &audit::Line { party_id, operation, subject, details })
}
