//! Invitations: how a partner asks a customer to associate with it.
//!
//! | channel | for | works |
//! |---|---|---|
//! | online mail | one reported customer | seven days; sent again, another seven under a new link |
//! | offline link, and its QR code | every customer the partner reported | until it is taken back |
//!
//! The link is derived from the row by the vault and stored nowhere. Accepting
//! is in [`crate::onboarding`] (domain.md 2.3).

mod error;
mod life;
mod lists;
mod offer;
mod personal;
mod preview;
pub mod state;
mod store;

use schema::ids::{InvitationId, PartyId, ReportId};
use schema::notices::Notice;
use schema::text_enum;
use serde::Serialize;

use crate::actor::{Actor, Permission, Person};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mail;
use crate::party::{self, EdgeKind, Locale};
use crate::policy::{self, Key};
use crate::profile::{self, Email};
use crate::report::{self, Report};
use crate::vault::{Place, Vault};
use crate::visibility;

pub use error::Error;
pub(crate) use life::accepted;
pub use life::expire;
pub use lists::{Filter, by_ids, count, page};
pub(crate) use offer::claimed;
pub use offer::{Offer, offer};
pub use preview::{Preview, preview};
pub use state::{Event, Refused, Status};
pub use store::Invitation;

/// Names the links among what the vault derives.
const PURPOSE: &str = "invitation";
/// Customers that are invited in one go.
const MOST_AT_ONCE: usize = 50;
/// Where the sealed address stands.
const EMAIL: &str = "invitations.email";

text_enum! {
    /// By which way a customer is invited.
    pub enum Channel {
        /// A mail to one reported customer.
        OnlineMail = "online_mail",
        /// A link, and a QR code of it, that the partner hands out itself.
        OfflineLink = "offline_link",
    }
}

text_enum! {
    /// How a customer stands under a partner (domain.md 0.3).
    pub enum Mode {
        /// It buys from the partner and spends what the partner allocates.
        Resale = "resale",
        /// It buys from the vendor on the partner's advice.
        Advisory = "advisory",
    }
}

impl Mode {
    /// The edge that is made.
    #[must_use]
    pub const fn edge(self) -> EdgeKind {
        match self {
            Self::Resale => EdgeKind::Resale,
            Self::Advisory => EdgeKind::Advisory,
        }
    }
}

/// A reported customer to be invited by mail.
#[derive(Debug, Clone, Serialize)]
pub struct Invite {
    /// The report.
    pub report_id: ReportId,
    /// To which kind of association.
    pub association_kind: Mode,
    /// Language of the mail; none for the partner's.
    pub locale: Option<Locale>,
    /// The reseller a distributor acts for.
    pub acting_for_id: Option<PartyId>,
}

/// An invitation to be sent again.
#[derive(Debug, Clone)]
pub struct Resend {
    /// Which.
    pub invitation_id: InvitationId,
    /// Where to, when the customer's mailbox has changed.
    pub email: Option<String>,
    /// The reseller a distributor acts for.
    pub acting_for_id: Option<PartyId>,
}

/// Invites a reported customer by mail. The link works for the policy's seven days.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Acting`], [`Error::NoSuchReport`], [`Error::ReportMissing`] unless the report is in
/// force, [`Error::Invited`] when an invitation of it is open.
///
/// # Source
/// domain.md 2.3, online e-mail; Q-07.
pub fn invite(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, invite: &Invite) -> Result<Invitation, Error> {
    let actor = &party::acting_for(conn, now, actor, invite.acting_for_id)?;
    let person = actor.person_with(Permission::CustomerManage)?;
    let report = report_in_force(conn, now, actor, person, invite.report_id)?;
    if let Some(open) = store::lock_of_report(conn, report.id)? {
        if open.state_at(now) == Status::Open {
            return Err(Error::Invited);
        }
        store::set_closed(conn, now, open.id, open.state.on(Event::Expire)?, None)?;
    }
    let id = InvitationId::new();
    let email = report.email(vault)?;
    let invitation = Invitation {
        id,
        partner_id: report.partner_id,
        inviter_id: person.staff_id,
        channel: Channel::OnlineMail,
        association_kind: invite.association_kind,
        report_id: Some(report.id),
        email_sealed: Some(vault.seal(Place(EMAIL, id.uuid()), &email)?),
        locale: language(conn, report.partner_id, invite.locale)?,
        serial: 1,
        state: Status::Open,
        tag: tag(conn, person)?,
        created_at: now.instant(),
        sent_at: Some(now.instant()),
        expires_at: Some(policy::days_from(conn, now, Key::InvitationDays)?),
        closed_at: None,
        customer_id: None,
    };
    store::insert(conn, &invitation)?;
    tell(conn, now, &invitation)?;
    record(conn, now, actor, &invitation, "invitation.create")?;
    Ok(invitation)
}

/// Sends an invitation again: a new link, another seven days; the link before is useless.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Acting`], [`Error::NotFound`], [`Error::State`] for a link and for what was accepted or taken back,
/// [`Error::ReportMissing`], [`Error::Contact`] for no address.
///
/// # Source
/// domain.md 2.2 (changed mailbox), 2.3.
pub fn resend(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, resend: &Resend) -> Result<Invitation, Error> {
    let actor = &party::acting_for(conn, now, actor, resend.acting_for_id)?;
    let person = actor.person_with(Permission::CustomerManage)?;
    let id = resend.invitation_id;
    let invitation = lock(conn, now, actor, person, id)?;
    let status = invitation.state_at(now).on(Event::Resend)?;
    let report_id = invitation.report_id.ok_or(Error::NotMailed)?;
    report_in_force(conn, now, actor, person, report_id)?;
    let email = resend.email.as_deref().map(Email::parse).transpose()?;
    let sealed = email.map(|email| vault.seal(Place(EMAIL, id.uuid()), email.as_str())).transpose()?;
    let resent = store::Resent {
        status,
        serial: invitation.serial.saturating_add(1),
        email_sealed: sealed.or(invitation.email_sealed),
        expires_at: policy::days_from(conn, now, Key::InvitationDays)?,
    };
    let invitation = store::set_resent(conn, now, id, &resent)?;
    tell(conn, now, &invitation)?;
    record(conn, now, actor, &invitation, "invitation.resend")?;
    Ok(invitation)
}

/// The person's offline link of a kind: made when there is none, else the one there is. It never expires.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Acting`].
///
/// # Source
/// domain.md 2.3, offline link; 2.1, tag.
pub fn link(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    kind: Mode,
    acting_for_id: Option<PartyId>,
) -> Result<Invitation, Error> {
    let actor = &party::acting_for(conn, now, actor, acting_for_id)?;
    let person = actor.person_with(Permission::CustomerManage)?;
    let partner_id = person.principal();
    // Two at once would both find none: the partner's row decides.
    party::store::lock(conn, partner_id)?.ok_or(Error::NotFound)?;
    if let Some(link) = store::lock_link(conn, partner_id, person.staff_id, kind)? {
        return Ok(link);
    }
    let link = Invitation {
        id: InvitationId::new(),
        partner_id,
        inviter_id: person.staff_id,
        channel: Channel::OfflineLink,
        association_kind: kind,
        report_id: None,
        email_sealed: None,
        locale: language(conn, partner_id, None)?,
        serial: 1,
        state: Status::Open,
        tag: tag(conn, person)?,
        created_at: now.instant(),
        sent_at: None,
        expires_at: None,
        closed_at: None,
        customer_id: None,
    };
    store::insert(conn, &link)?;
    record(conn, now, actor, &link, "invitation.link")?;
    Ok(link)
}

/// Takes an invitation back: its link no longer works.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Acting`], [`Error::NotFound`], [`Error::State`] unless it is open.
pub fn revoke(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: InvitationId,
    acting_for_id: Option<PartyId>,
) -> Result<Invitation, Error> {
    let actor = &party::acting_for(conn, now, actor, acting_for_id)?;
    let person = actor.person_with(Permission::CustomerManage)?;
    let invitation = lock(conn, now, actor, person, id)?;
    let status = invitation.state_at(now).on(Event::Revoke)?;
    let invitation = store::set_closed(conn, now, id, status, None)?;
    record(conn, now, actor, &invitation, "invitation.revoke")?;
    Ok(invitation)
}

/// Whether the actor is who can send `invitation` again, take it back and hand its link out.
#[must_use]
pub fn may_change(actor: &Actor, invitation: &Invitation) -> bool {
    actor.person_with(Permission::CustomerManage).is_ok_and(|person| {
        // Who made it for a reseller hands it out, too.
        person.principal() == invitation.partner_id || person.staff_id == invitation.inviter_id
    })
}

/// Refuses a batch that is none or too large.
///
/// # Errors
/// [`Error::Count`].
pub fn check_batch(reports: &[ReportId]) -> Result<(), Error> {
    if (1..=MOST_AT_ONCE).contains(&reports.len()) { Ok(()) } else { Err(Error::Count(MOST_AT_ONCE)) }
}

/// The invitation as it is mailed, whoever reads it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn mailed(conn: &mut Conn, id: InvitationId) -> db::Result<Option<Invitation>> {
    Ok(store::by_ids(conn, "true", &[id])?.pop())
}

/// An invitation of the partner whose business is done, locked.
fn lock(conn: &mut Conn, now: Now, actor: &Actor, person: &Person, id: InvitationId) -> Result<Invitation, Error> {
    let visible = visibility::report(actor, "invitations.partner_id", "invitations.inviter_id", now);
    let found = store::lock(conn, &visible, id)?.filter(|it| it.partner_id == person.principal());
    found.ok_or(Error::NotFound)
}

/// A report of the partner whose business is done, which must be in force.
fn report_in_force(conn: &mut Conn, now: Now, actor: &Actor, person: &Person, id: ReportId) -> Result<Report, Error> {
    let visible = report::by_ids(conn, now, actor, &[id])?.pop().ok_or(Error::NoSuchReport)?;
    let found = report::lock_of(conn, person.principal(), visible.id)?.ok_or(Error::NoSuchReport)?;
    if found.state_at(now) == report::Status::Reported { Ok(found) } else { Err(Error::ReportMissing) }
}

/// What the links of a person carry: the partner's account name, else the person's id.
fn tag(conn: &mut Conn, person: &Person) -> db::Result<String> {
    let profile = profile::of(conn, &[person.principal()])?.pop();
    Ok(profile.and_then(|profile| profile.account_name).unwrap_or_else(|| person.staff_id.to_string()))
}

fn language(conn: &mut Conn, partner_id: PartyId, wanted: Option<Locale>) -> db::Result<Locale> {
    if let Some(locale) = wanted {
        return Ok(locale);
    }
    Ok(party::store::get(conn, partner_id)?.map_or(Locale::En, |partner| partner.locale))
}

fn tell(conn: &mut Conn, now: Now, invitation: &Invitation) -> Result<(), Error> {
    let notice = Notice::CustomerInvited { invitation_id: invitation.id, serial: invitation.serial };
    Ok(mail::enqueue_outside(conn, now, &notice)?)
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    invitation: &Invitation,
    operation: &'static str,
) -> db::Result<()> {
    let details = serde_json::json!({
        "channel": invitation.channel,
        "associationKind": invitation.association_kind,
        "reportId": invitation.report_id.map(|id| id.to_string()),
    });
    let line = audit::Line { party_id: invitation.partner_id, operation, subject: invitation.id.to_string(), details };
    audit::record(conn, now, actor, &line)
}
