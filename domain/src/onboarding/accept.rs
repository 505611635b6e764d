//! A customer accepts an invitation.

use chrono::TimeDelta;
use schema::ids::{AgreementId, OnboardingId, PartyId};

use super::{Error, Failure, Onboarding, Source, Status, associate, known, profile_of, store};
use crate::actor::{Actor, Permission, Person};
use crate::agreement::{self, Purpose};
use crate::clock::Now;
use crate::db::Conn;
use crate::invitation::{self, Channel, Invitation};
use crate::party::{self, Kind, Party};
use crate::policy::{self, Key};
use crate::report::{self, Report};
use crate::vault::Vault;

/// An invitation to be accepted.
#[derive(Debug, Clone)]
pub struct Accept {
    /// What its link ends with.
    pub token: String,
    /// The agreements accepted with it, in their versions in force.
    pub agreement_ids: Vec<AgreementId>,
}

/// Associates the actor's party, a customer, with the partner that invited it: at once and whole.
///
/// What stands against it is told in this order: the link, the customer ([`Failure`]), its mobile number and report,
/// its age, the agreements.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::InvitationNotFound`], [`Error::InvitationUsed`], [`Error::InvitationExpired`];
/// [`Error::Failed`]; [`Error::MobileMismatch`], [`Error::ReportMissing`], [`Error::AccountTooOld`];
/// [`Error::Agreement`].
///
/// # Source
/// domain.md 2.2 (the mobile number of the report), 2.3; invariant 19.
pub fn accept(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, accept: &Accept) -> Result<Onboarding, Error> {
    let person = customer_person(actor)?;
    // The customer's row first: whoever else wants this customer waits here.
    let customer = party::store::lock(conn, person.party_id)?.ok_or(Error::NotFound)?;
    let invitation = usable(conn, now, vault, &accept.token)?;
    let known = known(conn, now, customer.id, invitation.partner_id)?;
    known.facts().check(invitation.association_kind.edge())?;
    let report = fitting_report(conn, now, &customer, &invitation)?;
    let purpose = Purpose::of_association(invitation.association_kind.edge()).ok_or(Error::NotFound)?;
    agreement::accept(conn, now, actor, customer.id, person.staff_id, purpose, &accept.agreement_ids)?;
    let onboarding = Onboarding {
        id: OnboardingId::new(),
        customer_id: customer.id,
        partner_id: invitation.partner_id,
        association_kind: invitation.association_kind,
        source: Source::Invitation,
        state: Status::Done,
        failure: None,
        invitation_id: Some(invitation.id),
        report_id: Some(report.id),
        inviter_id: Some(invitation.inviter_id),
        created_at: now.instant(),
        ended_at: Some(now.instant()),
    };
    store::insert(conn, &onboarding)?;
    invitation::accepted(conn, now, &invitation, customer.id)?;
    associate(conn, now, actor, &onboarding)?;
    Ok(onboarding)
}

/// A partner's people are told why, and not that they miss a permission which nobody could give them.
fn customer_person(actor: &Actor) -> Result<&Person, Error> {
    let is_partner = |person: &Person| !matches!(person.party_kind, Kind::Customer | Kind::Vendor);
    if actor.person().is_some_and(is_partner) {
        return Err(Failure::IsPartner.into());
    }
    Ok(actor.person_with(Permission::AssociationManage)?)
}

/// The invitation of the link, locked, when it can be accepted.
fn usable(conn: &mut Conn, now: Now, vault: &Vault, token: &str) -> Result<Invitation, Error> {
    let invitation = invitation::claimed(conn, vault, token)?.ok_or(Error::InvitationNotFound)?;
    match invitation.state_at(now) {
        invitation::Status::Open => Ok(invitation),
        invitation::Status::Accepted => Err(Error::InvitationUsed),
        invitation::Status::Expired => Err(Error::InvitationExpired),
        invitation::Status::Revoked => Err(Error::InvitationNotFound),
    }
}

/// The report that the association fulfils: in force, and of the customer's mobile number.
fn fitting_report(conn: &mut Conn, now: Now, customer: &Party, invitation: &Invitation) -> Result<Report, Error> {
    let mobile = profile_of(conn, customer.id)?.mobile_index;
    match invitation.channel {
        Channel::OnlineMail => {
            let report_id = invitation.report_id.ok_or(Error::ReportMissing)?;
            let report = report::lock_of(conn, invitation.partner_id, report_id)?.ok_or(Error::ReportMissing)?;
            if mobile.as_ref() != Some(&report.mobile_index) {
                return Err(Error::MobileMismatch);
            }
            if report.state_at(now) == report::Status::Reported { Ok(report) } else { Err(Error::ReportMissing) }
        }
        Channel::OfflineLink => {
            let report = reported(conn, now, invitation.partner_id, mobile.as_deref())?;
            let days = policy::days(conn, Key::OfflineAccountDays)?;
            let oldest = now.minus(TimeDelta::try_days(days).unwrap_or(TimeDelta::MAX));
            if customer.created_at < oldest { Err(Error::AccountTooOld) } else { Ok(report) }
        }
    }
}

fn reported(conn: &mut Conn, now: Now, partner: PartyId, mobile: Option<&[u8]>) -> Result<Report, Error> {
    let mobile = mobile.ok_or(Error::MobileMismatch)?;
    report::in_force(conn, now, partner, mobile)?.ok_or(Error::ReportMissing)
}
