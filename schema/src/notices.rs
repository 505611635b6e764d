//! What an e-mail is about: the notice's name and the ids it is written from.
//!
//! The words are found when the mail is sent, from the rows these ids name, in
//! the language of the person who gets it. Stored in `mails.notice`; the rule
//! for changing a variant is that of [`crate::jobs`].

use crate::ids::{
    AccountId, ApplicationId, AuthorizationId, BankEntryId, CouponId, InvitationId, OnboardingId, PartingId,
    PartnerInvitationId, PayerAgreementId, RemittanceClaimId, ReportId, StaffId, TeamMemberId, TransactionId,
    VerificationCodeId,
};
use crate::money::Money;

/// What a customer said to a partner.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CustomerAnswer {
    /// Yes.
    Granted,
    /// No.
    Refused,
    /// No longer.
    Revoked,
}

/// Which side of a parting reads a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartingReader {
    /// The customer or reseller.
    Lower,
    /// Its partner or distributor.
    Upper,
}

/// A notice to a person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Notice {
    /// A bank transfer was credited to the recipient's party.
    RemittanceCredited {
        /// The entry of the bank statement.
        bank_entry_id: BankEntryId,
        /// What credited it; none in notices of before, when an entry was credited but once.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        transaction_id: Option<TransactionId>,
    },
    /// A credit to the recipient's party was taken back.
    RemittanceReversed {
        /// The entry that was credited.
        bank_entry_id: BankEntryId,
        /// What took it back.
        transaction_id: TransactionId,
    },
    /// Money that named the recipient's party and was not credited goes back to its payer.
    RemittanceReturned {
        /// The entry of the bank statement.
        bank_entry_id: BankEntryId,
    },
    /// Somebody may pay for the recipient's party from now on.
    PayerAgreementMade {
        /// The agreement.
        payer_agreement_id: PayerAgreementId,
    },
    /// A partner claims money that came in; to the vendor's finance people.
    RemittanceClaimSubmitted {
        /// The claim.
        remittance_claim_id: RemittanceClaimId,
    },
    /// The vendor decided a claim of the recipient's party.
    RemittanceClaimDecided {
        /// The claim.
        remittance_claim_id: RemittanceClaimId,
    },
    /// A verification code was asked for; to a person, or to somebody outside.
    VerificationCode {
        /// The code.
        verification_code_id: VerificationCodeId,
    },
    /// A company was invited to be a partner; to somebody outside.
    PartnerInvited {
        /// The invitation.
        partner_invitation_id: PartnerInvitationId,
        /// How often it was sent.
        serial: i32,
    },
    /// An application waits for review; to the reviewers of its stage.
    ApplicationReceived {
        /// The application.
        application_id: ApplicationId,
    },
    /// An application was approved or rejected; to the applicant, a person or somebody outside.
    ApplicationDecided {
        /// The application.
        application_id: ApplicationId,
    },
    /// A partner asks the recipient's party for an authorisation.
    AuthorizationRequested {
        /// The authorisation.
        authorization_id: AuthorizationId,
    },
    /// The customer answered the request of the recipient, or took back what it had granted.
    AuthorizationAnswered {
        /// The authorisation.
        authorization_id: AuthorizationId,
        /// What it said.
        answer: CustomerAnswer,
    },
    /// The vendor decided about a report of the recipient.
    ReportDecided {
        /// The report.
        report_id: ReportId,
    },
    /// The recipient was invited to work for a party and has to choose a password.
    StaffInvited {
        /// The recipient.
        staff_id: StaffId,
        /// Which of the links.
        serial: i32,
    },
    /// A director left or has another role: the managers under them need another one.
    ManagersOrphaned {
        /// Who was their director.
        director_id: StaffId,
        /// The intervals that ended.
        team_member_ids: Vec<TeamMemberId>,
    },
    /// A partner invites a customer, who is somebody outside.
    CustomerInvited {
        /// The invitation.
        invitation_id: InvitationId,
        /// Which of its links.
        serial: i32,
    },
    /// A customer whom the recipient invited or registered is associated.
    CustomerAssociated {
        /// How it came.
        onboarding_id: OnboardingId,
    },
    /// The recipient's party is associated with a partner.
    AssociationCompleted {
        /// How it came.
        onboarding_id: OnboardingId,
    },
    /// A partner issued a coupon to the recipient's party.
    CouponIssued {
        /// The coupon.
        coupon_id: CouponId,
    },
    /// The other side wants to part; to who is asked.
    PartingRequested {
        /// The parting.
        parting_id: PartingId,
        /// On which side the recipient is.
        to: PartingReader,
    },
    /// A parting was refused, withdrawn, not answered in time, or blocked.
    PartingDecided {
        /// The parting.
        parting_id: PartingId,
        /// On which side the recipient is.
        to: PartingReader,
    },
    /// Two have parted, or stand in the other mode.
    PartingDone {
        /// The parting.
        parting_id: PartingId,
        /// On which side the recipient is.
        to: PartingReader,
    },
    /// The balance of an account of the recipient's party fell below its threshold.
    BalanceLow {
        /// The account.
        account_id: AccountId,
        /// Its version after the transfer with which it fell below.
        version: i64,
        /// The threshold of then.
        threshold: Money,
    },
}
