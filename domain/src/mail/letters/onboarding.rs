//! Letters about customers who come to a partner.

use chrono::{DateTime, Utc};
use schema::ids::{InvitationId, OnboardingId, PartyId};

use super::{Error, Recipient};
use crate::db::Conn;
use crate::invitation::{self, Invitation, Mode, Status};
use crate::mask;
use crate::onboarding::{self, Onboarding};
use crate::party::{self, Party};
use crate::report;
use crate::vault::Vault;

/// A partner invites a customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerInvited {
    /// The partner.
    pub partner_name: String,
    /// To which kind of association.
    pub association_kind: Mode,
    /// What the link ends with.
    pub token: String,
    /// First instant at which the link no longer works.
    pub expires_at: DateTime<Utc>,
}

/// A customer whom somebody invited or registered is associated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerAssociated {
    /// The partner.
    pub partner_name: String,
    /// The customer, masked.
    pub customer_name: String,
    /// In which way.
    pub association_kind: Mode,
    /// Since when.
    pub associated_at: DateTime<Utc>,
}

/// A customer is told that it is associated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssociationCompleted {
    /// The customer.
    pub customer_name: String,
    /// The partner.
    pub partner_name: String,
    /// In which way.
    pub association_kind: Mode,
    /// Since when.
    pub associated_at: DateTime<Utc>,
}

/// What the mail of an invitation says, and to whom; to nobody when it was sent again since, accepted or taken back.
pub(super) fn invited(
    conn: &mut Conn,
    vault: &Vault,
    id: InvitationId,
    serial: i32,
) -> Result<(CustomerInvited, Option<Recipient>), Error> {
    let invitation = invitation::mailed(conn, id)?.ok_or(Error::Missing)?;
    let partner = party_of(conn, invitation.partner_id)?;
    let letter = CustomerInvited {
        partner_name: partner.name,
        association_kind: invitation.association_kind,
        token: invitation.token(vault),
        expires_at: invitation.expires_at.ok_or(Error::Missing)?,
    };
    let is_current = invitation.serial == serial && invitation.state == Status::Open;
    let to = if is_current { Some(recipient(conn, vault, &invitation)?) } else { None };
    Ok((letter, to))
}

fn recipient(conn: &mut Conn, vault: &Vault, invitation: &Invitation) -> Result<Recipient, Error> {
    let report = report::get(conn, invitation.report_id.ok_or(Error::Missing)?)?.ok_or(Error::Missing)?;
    let email = invitation.email(vault)?.ok_or(Error::Missing)?;
    Ok(Recipient { name: report.customer_name(vault)?, email, locale: invitation.locale })
}

/// What the partner's person is told of a customer.
pub(super) fn associated(conn: &mut Conn, id: OnboardingId) -> Result<CustomerAssociated, Error> {
    let (onboarding, customer, partner) = sides(conn, id)?;
    Ok(CustomerAssociated {
        partner_name: partner.name,
        customer_name: mask::name(&customer.name),
        association_kind: onboarding.association_kind,
        associated_at: onboarding.ended_at.ok_or(Error::Missing)?,
    })
}

/// What the customer is told of its partner.
pub(super) fn completed(conn: &mut Conn, id: OnboardingId) -> Result<AssociationCompleted, Error> {
    let (onboarding, customer, partner) = sides(conn, id)?;
    Ok(AssociationCompleted {
        customer_name: customer.name,
        partner_name: partner.name,
        association_kind: onboarding.association_kind,
        associated_at: onboarding.ended_at.ok_or(Error::Missing)?,
    })
}

fn sides(conn: &mut Conn, id: OnboardingId) -> Result<(Onboarding, Party, Party), Error> {
    let onboarding = onboarding::get(conn, id)?.ok_or(Error::Missing)?;
    let customer = party_of(conn, onboarding.customer_id)?;
    let partner = party_of(conn, onboarding.partner_id)?;
    Ok((onboarding, customer, partner))
}

fn party_of(conn: &mut Conn, id: PartyId) -> Result<Party, Error> {
    party::store::get(conn, id)?.ok_or(Error::Missing)
}
