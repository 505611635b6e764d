//! Every refusal an outsider can see: one word a fact, stable for ever.
//!
//! A code stands in `userErrors.code`, in `extensions.code` of a top-level
//! error and in the SDL. A word is never reused for another meaning.

use crate::text_enum;

text_enum! {
    /// A refusal, or a failure, in one word.
    pub enum Code {
        /// Nobody is signed in, or the access token has expired or was revoked.
        Unauthenticated = "UNAUTHENTICATED",
        /// E-mail and password do not belong together.
        WrongCredentials = "WRONG_CREDENTIALS",
        /// The refresh token is unknown, expired, used or revoked: sign in again.
        SessionEnded = "SESSION_ENDED",
        /// The caller's roles do not allow this.
        Forbidden = "FORBIDDEN",
        /// It does not exist, or the caller may not see it.
        NotFound = "NOT_FOUND",
        /// A value is not of the form its description asks for.
        InvalidInput = "INVALID_INPUT",
        /// The account has less available than the amount.
        InsufficientFunds = "INSUFFICIENT_FUNDS",
        /// The same idempotency key came before with another input.
        IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED",
        /// The object is not in a state that allows this.
        StateConflict = "STATE_CONFLICT",
        /// Something with this identity exists already.
        AlreadyExists = "ALREADY_EXISTS",
        /// The upload ticket was used already.
        TicketUsed = "TICKET_USED",
        /// The upload ticket was not used within its time.
        TicketExpired = "TICKET_EXPIRED",
        /// The file is larger than the limit.
        FileTooLarge = "FILE_TOO_LARGE",
        /// Too many attempts: wait, or prove the address by a mailed code.
        TooManyAttempts = "TOO_MANY_ATTEMPTS",
        /// The operation needs a verification code.
        CodeRequired = "CODE_REQUIRED",
        /// The verification code is wrong.
        CodeWrong = "CODE_WRONG",
        /// The verification code has expired or was used.
        CodeExpired = "CODE_EXPIRED",
        /// Too many verification codes were asked for.
        TooManyCodes = "TOO_MANY_CODES",
        /// The caller does not act for this reseller.
        NotYourReseller = "NOT_YOUR_RESELLER",
        /// Who applied does not review.
        SelfReview = "SELF_REVIEW",
        /// As many as there may be are there.
        LimitReached = "LIMIT_REACHED",
        /// What the rule asks for is not reached.
        NotEligible = "NOT_ELIGIBLE",
        /// Reseller and distributor are of different regions.
        RegionMismatch = "REGION_MISMATCH",
        /// There is no such invitation.
        InvitationNotFound = "INVITATION_NOT_FOUND",
        /// The invitation has expired.
        InvitationExpired = "INVITATION_EXPIRED",
        /// The invitation was used.
        InvitationUsed = "INVITATION_USED",
        /// The mobile number is not the reported one.
        MobileMismatch = "MOBILE_MISMATCH",
        /// The mobile number belongs to another account.
        MobileInUse = "MOBILE_IN_USE",
        /// The partner has no report of this customer in force.
        ReportMissing = "REPORT_MISSING",
        /// The account is too old for an offline invitation.
        AccountTooOld = "ACCOUNT_TOO_OLD",
        /// An agreement was not accepted in its version in force.
        AgreementMissing = "AGREEMENT_MISSING",
        /// Another partner reported the customer.
        CustomerReported = "CUSTOMER_REPORTED",
        /// The customer is a partner, or applies to be one.
        CustomerIsPartner = "CUSTOMER_IS_PARTNER",
        /// The customer is associated with a partner.
        CustomerAssociated = "CUSTOMER_ASSOCIATED",
        /// The customer has a special contract.
        CustomerSpecialContract = "CUSTOMER_SPECIAL_CONTRACT",
        /// The customer uses the consumer cloud.
        CustomerConsumerCloud = "CUSTOMER_CONSUMER_CLOUD",
        /// The vendor keeps the customer for itself.
        CustomerReserved = "CUSTOMER_RESERVED",
        /// The customer is in the vendor's reward programme.
        CustomerInRewardProgramme = "CUSTOMER_IN_REWARD_PROGRAMME",
        /// The customer has a credit account.
        CustomerHasCredit = "CUSTOMER_HAS_CREDIT",
        /// The customer's money is in the custody of its enterprise.
        CustomerInCustody = "CUSTOMER_IN_CUSTODY",
        /// The customer is in arrears.
        CustomerInArrears = "CUSTOMER_IN_ARREARS",
        /// The customer's account is frozen.
        CustomerFrozen = "CUSTOMER_FROZEN",
        /// An advisory customer pays the vendor itself: no money is allocated to it.
        AdvisoryCustomer = "ADVISORY_CUSTOMER",
        /// The coupon quota has less left than the coupons asked for.
        InsufficientQuota = "INSUFFICIENT_QUOTA",
        /// A coupon may not be wider or longer than its quota.
        OutsideQuota = "OUTSIDE_QUOTA",
        /// Who paid is not the partner and has no payer agreement with it in force.
        PayerAgreementMissing = "PAYER_AGREEMENT_MISSING",
        /// Something stands in the way of parting: `blockers` says what.
        PartingBlocked = "PARTING_BLOCKED",
        /// It was asked for within the last three months.
        TooSoon = "TOO_SOON",
        /// The GraphQL document is not valid for this schema or cannot be read.
        BadDocument = "BAD_DOCUMENT",
        /// The GraphQL document asks for more than one request may.
        DocumentTooLarge = "DOCUMENT_TOO_LARGE",
        /// Too busy to answer now: try again in a few seconds.
        Unavailable = "UNAVAILABLE",
        /// A fault of ours; `traceId` finds it in the log.
        Internal = "INTERNAL",
    }
}

impl Code {
    /// The code of the reference API for the same fact, where it has one
    /// (domain.md 11.4).
    #[must_use]
    pub const fn reference(self) -> Option<&'static str> {
        match self {
            Self::Unauthenticated | Self::SessionEnded => Some("CBC.0154"),
            Self::Forbidden | Self::SelfReview => Some("CBC.0155"),
            Self::InvalidInput => Some("CBC.0100"),
            Self::InsufficientFunds => Some("CBC.5003"),
            Self::IdempotencyKeyReused => Some("CBC.99007009"),
            Self::Internal => Some("CBC.0999"),
            Self::TooManyAttempts => Some("CBC.99007197"),
            Self::CodeRequired | Self::CodeWrong => Some("CBC.99004003"),
            Self::CodeExpired => Some("CBC.99000027"),
            Self::TooManyCodes => Some("CBC.99000082"),
            Self::NotYourReseller => Some("CBC.99000037"),
            Self::LimitReached => Some("CBC.18000048"),
            Self::MobileInUse => Some("CBC.99000029"),
            Self::CustomerReserved => Some("CBC.99000051"),
            Self::AdvisoryCustomer => Some("CBC.5021"),
            Self::TooSoon => Some("CBC.99008040"),
            Self::PayerAgreementMissing
            | Self::InsufficientQuota
            | Self::OutsideQuota
            | Self::PartingBlocked
            | Self::WrongCredentials
            | Self::NotFound
            | Self::StateConflict
            | Self::AlreadyExists
            | Self::TicketUsed
            | Self::TicketExpired
            | Self::FileTooLarge
            | Self::BadDocument
            | Self::DocumentTooLarge
            | Self::NotEligible
            | Self::RegionMismatch
            | Self::InvitationNotFound
            | Self::InvitationExpired
            | Self::InvitationUsed
            | Self::MobileMismatch
            | Self::ReportMissing
            | Self::AccountTooOld
            | Self::AgreementMissing
            | Self::CustomerReported
            | Self::CustomerIsPartner
            | Self::CustomerAssociated
            | Self::CustomerSpecialContract
            | Self::CustomerConsumerCloud
            | Self::CustomerInRewardProgramme
            | Self::CustomerHasCredit
            | Self::CustomerInCustody
            | Self::CustomerInArrears
            | Self::CustomerFrozen
            | Self::Unavailable => None,
        }
    }
}
