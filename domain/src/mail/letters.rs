//! What mails say, by their notices.

mod authorization;
mod balance;
mod bank;
mod coupon;
mod onboarding;
mod parting;
mod remittance;
mod report;
mod staff;

use schema::notices::Notice;

use super::{Error, Recipient};
use crate::application;
use crate::db::Conn;
use crate::partner_invitation;
use crate::vault::Vault;
use crate::verification;

pub use authorization::{AuthorizationAnswered, AuthorizationRequested};
pub use balance::BalanceLow;
pub use bank::{RemittanceCredited, RemittanceReturned, RemittanceReversed};
pub use coupon::CouponIssued;
pub use onboarding::{AssociationCompleted, CustomerAssociated, CustomerInvited};
pub use parting::PartingLetter;
pub use remittance::{PayerAgreementMade, RemittanceClaimDecided, RemittanceClaimSubmitted};
pub use report::ReportDecided;
pub use staff::{ManagersOrphaned, StaffInvited};

/// What a mail says, by its notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// Money came in.
    RemittanceCredited(RemittanceCredited),
    /// A credit was taken back.
    RemittanceReversed(RemittanceReversed),
    /// Money goes back to its payer.
    RemittanceReturned(RemittanceReturned),
    /// Somebody may pay for a partner.
    PayerAgreementMade(PayerAgreementMade),
    /// A partner claims money.
    RemittanceClaimSubmitted(RemittanceClaimSubmitted),
    /// A claim was approved or rejected.
    RemittanceClaimDecided(RemittanceClaimDecided),
    /// A verification code.
    VerificationCode(verification::Mailed),
    /// A company is invited to be a partner.
    PartnerInvited(partner_invitation::Mailed),
    /// An application waits for review.
    ApplicationReceived(application::Received),
    /// An application was approved or rejected.
    ApplicationDecided(application::Decided),
    /// A partner asks for an authorisation.
    AuthorizationRequested(authorization::AuthorizationRequested),
    /// A customer answered.
    AuthorizationAnswered(authorization::AuthorizationAnswered),
    /// A report was approved or rejected.
    ReportDecided(ReportDecided),
    /// A person is asked to join.
    StaffInvited(StaffInvited),
    /// Managers are without a director.
    ManagersOrphaned(ManagersOrphaned),
    /// A customer is invited.
    CustomerInvited(CustomerInvited),
    /// A partner's customer is associated.
    CustomerAssociated(CustomerAssociated),
    /// A customer is told that it is associated.
    AssociationCompleted(AssociationCompleted),
    /// A partner issued a coupon.
    CouponIssued(CouponIssued),
    /// The other side wants to part.
    PartingRequested(PartingLetter),
    /// A parting came to nothing.
    PartingDecided(PartingLetter),
    /// Two have parted, or stand in the other mode.
    PartingDone(PartingLetter),
    /// A balance fell below its threshold.
    BalanceLow(BalanceLow),
}

/// The letter of a notice, read from the rows it names; and who gets it, when that is somebody outside.
pub(super) fn read(conn: &mut Conn, vault: &Vault, notice: Notice) -> Result<(Letter, Option<Recipient>), Error> {
    let inside = |letter| Ok((letter, None));
    match notice {
        Notice::RemittanceCredited { bank_entry_id, transaction_id } => {
            inside(Letter::RemittanceCredited(bank::credited(conn, bank_entry_id, transaction_id)?))
        }
        Notice::RemittanceReversed { bank_entry_id, transaction_id } => {
            inside(Letter::RemittanceReversed(bank::reversed(conn, bank_entry_id, transaction_id)?))
        }
        Notice::RemittanceReturned { bank_entry_id } => {
            inside(Letter::RemittanceReturned(bank::returned(conn, bank_entry_id)?))
        }
        Notice::PayerAgreementMade { payer_agreement_id } => {
            inside(Letter::PayerAgreementMade(remittance::agreed(conn, payer_agreement_id)?))
        }
        Notice::RemittanceClaimSubmitted { remittance_claim_id } => {
            inside(Letter::RemittanceClaimSubmitted(remittance::submitted(conn, remittance_claim_id)?))
        }
        Notice::RemittanceClaimDecided { remittance_claim_id } => {
            inside(Letter::RemittanceClaimDecided(remittance::decided(conn, remittance_claim_id)?))
        }
        Notice::VerificationCode { verification_code_id } => {
            let (mailed, to) = verification::mailed(conn, vault, verification_code_id)?.ok_or(Error::Missing)?;
            Ok((Letter::VerificationCode(mailed), to))
        }
        Notice::PartnerInvited { partner_invitation_id, serial: _ } => {
            let (mailed, to) = partner_invitation::mailed(conn, vault, partner_invitation_id)?.ok_or(Error::Missing)?;
            Ok((Letter::PartnerInvited(mailed), Some(to)))
        }
        Notice::ApplicationReceived { application_id } => {
            let received = application::received(conn, application_id)?.ok_or(Error::Missing)?;
            inside(Letter::ApplicationReceived(received))
        }
        Notice::ApplicationDecided { application_id } => {
            let (decided, to) = application::decided(conn, vault, application_id)?.ok_or(Error::Missing)?;
            Ok((Letter::ApplicationDecided(decided), to))
        }
        Notice::AuthorizationRequested { authorization_id } => {
            inside(Letter::AuthorizationRequested(authorization::requested(conn, authorization_id)?))
        }
        Notice::AuthorizationAnswered { authorization_id, answer } => {
            inside(Letter::AuthorizationAnswered(authorization::answered(conn, authorization_id, answer)?))
        }
        Notice::ReportDecided { report_id } => inside(Letter::ReportDecided(report::decided(conn, vault, report_id)?)),
        Notice::StaffInvited { staff_id, .. } => inside(Letter::StaffInvited(staff::invited(conn, vault, staff_id)?)),
        Notice::ManagersOrphaned { director_id, team_member_ids } => {
            inside(Letter::ManagersOrphaned(staff::orphaned(conn, director_id, &team_member_ids)?))
        }
        Notice::CustomerInvited { invitation_id, serial } => {
            let (invited, to) = onboarding::invited(conn, vault, invitation_id, serial)?;
            Ok((Letter::CustomerInvited(invited), to))
        }
        Notice::CustomerAssociated { onboarding_id } => {
            inside(Letter::CustomerAssociated(onboarding::associated(conn, onboarding_id)?))
        }
        Notice::CouponIssued { coupon_id } => inside(Letter::CouponIssued(coupon::issued(conn, coupon_id)?)),
        Notice::AssociationCompleted { onboarding_id } => {
            inside(Letter::AssociationCompleted(onboarding::completed(conn, onboarding_id)?))
        }
        Notice::PartingRequested { parting_id, to } => {
            inside(Letter::PartingRequested(parting::read(conn, parting_id, to)?))
        }
        Notice::PartingDecided { parting_id, to } => {
            inside(Letter::PartingDecided(parting::read(conn, parting_id, to)?))
        }
        Notice::PartingDone { parting_id, to } => inside(Letter::PartingDone(parting::read(conn, parting_id, to)?)),
        Notice::BalanceLow { account_id, version, threshold } => {
            inside(Letter::BalanceLow(balance::low(conn, account_id, version, threshold)?))
        }
    }
}
