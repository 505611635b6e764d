//! Letters about who may pay for a partner, and about claims.

use chrono::{DateTime, NaiveDate, Utc};
use schema::ids::{PayerAgreementId, RemittanceClaimId};
use schema::money::Money;

use super::Error;
use crate::db::Conn;
use crate::party;
use crate::payer_agreement;
use crate::remittance_claim::{self, Status};
use crate::staff;

/// Somebody may pay for a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PayerAgreementMade {
    /// The partner that is paid for.
    pub partner_name: String,
    /// Who may pay.
    pub payer_name: String,
    /// Why they do.
    pub reason: String,
    /// Who of the partner agreed.
    pub made_by: String,
    /// Since when it counts.
    pub effective_at: DateTime<Utc>,
    /// First instant at which it no longer counts; none: until it is voided.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A partner claims money that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceClaimSubmitted {
    /// Who claims.
    pub partner_name: String,
    /// How much.
    pub amount: Money,
    /// On which day it was wired.
    pub paid_on: NaiveDate,
    /// From whose account.
    pub payer_name: String,
    /// The claim.
    pub claim_id: RemittanceClaimId,
}

/// The vendor decided a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceClaimDecided {
    /// Who claimed.
    pub partner_name: String,
    /// How much.
    pub amount: Money,
    /// On which day it was wired.
    pub paid_on: NaiveDate,
    /// Whether the money is credited.
    pub is_approved: bool,
    /// What the reviewer says.
    pub opinion: Option<String>,
}

/// What the agreement says.
pub(super) fn agreed(conn: &mut Conn, id: PayerAgreementId) -> Result<PayerAgreementMade, Error> {
    let agreement = payer_agreement::get(conn, id)?.ok_or(Error::Missing)?;
    let partner = party::store::get(conn, agreement.party_id)?.ok_or(Error::Missing)?;
    let maker = staff::store::get(conn, agreement.created_by_id)?.ok_or(Error::Missing)?;
    Ok(PayerAgreementMade {
        partner_name: partner.name,
        payer_name: agreement.payer_name,
        reason: agreement.reason,
        made_by: maker.name,
        effective_at: agreement.effective_at,
        expires_at: agreement.expires_at,
    })
}

/// What the claim says.
pub(super) fn submitted(conn: &mut Conn, id: RemittanceClaimId) -> Result<RemittanceClaimSubmitted, Error> {
    let claim = remittance_claim::get(conn, id)?.ok_or(Error::Missing)?;
    let partner_name = party::store::get(conn, claim.party_id)?.ok_or(Error::Missing)?.name;
    let (amount, paid_on, payer_name) = (claim.amount, claim.paid_on, claim.payer_name);
    Ok(RemittanceClaimSubmitted { partner_name, amount, paid_on, payer_name, claim_id: id })
}

/// What became of the claim.
pub(super) fn decided(conn: &mut Conn, id: RemittanceClaimId) -> Result<RemittanceClaimDecided, Error> {
    let claim = remittance_claim::get(conn, id)?.ok_or(Error::Missing)?;
    let partner_name = party::store::get(conn, claim.party_id)?.ok_or(Error::Missing)?.name;
    let (amount, paid_on, opinion) = (claim.amount, claim.paid_on, claim.opinion);
    let is_approved = claim.state == Status::Approved;
    Ok(RemittanceClaimDecided { partner_name, amount, paid_on, is_approved, opinion })
}
