//! What an outsider is told when something does not work.
//!
//! A refusal of the business is data: a [`UserError`] in the payload. A
//! [`Fault`] is a top-level error, and only a fault gets its text out: every
//! other error that reaches the door becomes `INTERNAL` (see `http.rs`).

use std::borrow::Cow;
use std::error::Error;
use std::sync::Arc;

use async_graphql::{Enum, SimpleObject};
use domain::refusal::Refusal;
use schema::problem::Code;

/// A refusal, or a failure, in one word. Words are never reused for another meaning.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Code")]
pub(crate) enum ProblemCode {
    /// Nobody is signed in, or the access token has expired or was revoked. Top-level errors only.
    Unauthenticated,
    /// E-mail and password do not belong together.
    WrongCredentials,
    /// The refresh token is unknown, expired, used or revoked: sign in again.
    SessionEnded,
    /// The caller's roles do not allow this; `viewer.permissions` lists what they allow.
    Forbidden,
    /// It does not exist, or the caller may not see it.
    NotFound,
    /// A value is not of the form its description asks for; `field` says which.
    InvalidInput,
    /// The account has less available than the amount.
    InsufficientFunds,
    /// The same idempotency key came before with another input.
    IdempotencyKeyReused,
    /// The object is not in a state that allows this.
    StateConflict,
    /// Something with this identity exists already.
    AlreadyExists,
    /// The upload ticket was used already. Only from `POST /uploads/{ticket}`.
    TicketUsed,
    /// The upload ticket was not used within its time. Only from `POST /uploads/{ticket}`.
    TicketExpired,
    /// The file is larger than the limit. Only from `POST /uploads/{ticket}`.
    FileTooLarge,
    /// Too many attempts with this account or from this place: wait a quarter of an hour, or sign in with a code from `verificationCodeSend`.
    TooManyAttempts,
    /// The party asks for a verification code for this operation: send one with `verificationCodeSend` and repeat the call with it.
    CodeRequired,
    /// The verification code is wrong.
    CodeWrong,
    /// The verification code has expired, was used, or was tried too often: ask for a new one.
    CodeExpired,
    /// Too many verification codes were asked for: wait before the next.
    TooManyCodes,
    /// `actingForId` names no reseller of the caller's distributor that lets it act.
    NotYourReseller,
    /// Who applied, or invited the applicant, does not review it.
    SelfReview,
    /// As many as there may be are there already.
    LimitReached,
    /// What the rule asks for is not reached; the message says what.
    NotEligible,
    /// Reseller and distributor do business in different regions.
    RegionMismatch,
    /// There is no such invitation, or it was withdrawn.
    InvitationNotFound,
    /// The invitation has expired: ask the sender for a new one.
    InvitationExpired,
    /// The invitation was used already.
    InvitationUsed,
    /// The mobile number is not the one that the partner reported.
    MobileMismatch,
    /// The mobile number belongs to another account.
    MobileInUse,
    /// The partner has no report of this customer in force: report and invite again.
    ReportMissing,
    /// The account is older than 7 days: an offline invitation does not take it. Report and invite by mail.
    AccountTooOld,
    /// An agreement was not accepted in the version that is in force; `agreements` lists what has to be.
    AgreementMissing,
    /// Another partner reported this customer.
    CustomerReported,
    /// The customer is a partner, or applies to be one.
    CustomerIsPartner,
    /// The customer is associated with a partner already.
    CustomerAssociated,
    /// The customer has a special commercial contract.
    CustomerSpecialContract,
    /// The account is one of the consumer cloud.
    CustomerConsumerCloud,
    /// The vendor reported this customer itself.
    CustomerReserved,
    /// The customer is in the vendor's reward programme.
    CustomerInRewardProgramme,
    /// The customer has a credit account, so it cannot be a resale customer.
    CustomerHasCredit,
    /// The customer is a sub-account whose enterprise keeps its money.
    CustomerInCustody,
    /// The customer is in arrears: it has to top up first.
    CustomerInArrears,
    /// The customer's account is frozen.
    CustomerFrozen,
    /// An advisory customer pays the vendor itself: no money is allocated to it.
    AdvisoryCustomer,
    /// The coupon quota has less left than what is asked for.
    InsufficientQuota,
    /// A coupon may not be wider or longer than its quota; the message says in what.
    OutsideQuota,
    /// Something stands in the way of parting; `blockers` says what.
    PartingBlocked,
    /// It was asked for within the last three months; the message says from when on it can be.
    TooSoon,
    /// Who paid is not the partner and may not pay for it: the partner has to make an agreement with `payerAgreementCreate`.
    PayerAgreementMissing,
    /// The GraphQL document is not valid for this schema or cannot be read. Top-level errors only.
    BadDocument,
    /// The GraphQL document asks for more than one request may. Top-level errors only.
    DocumentTooLarge,
    /// Too busy to answer now: try again in a few seconds. Top-level errors only.
    Unavailable,
    /// A fault of ours; `extensions.traceId` finds it in the log. Top-level errors only.
    Internal,
}

/// Why a mutation changed nothing, in a form that a program and a person can act on.
#[derive(SimpleObject, Clone)]
pub(crate) struct UserError {
    /// The reason in one word, for programs.
    code: ProblemCode,
    /// The reason in one English sentence, for people who have no better text for `code`.
    message: String,
    /// Path into `input` of the value that was refused, `["amount"]`; null when it is about no single value.
    field: Option<Vec<Cow<'static, str>>>,
    /// The code of the reference partner API for the same fact, where it has one: `CBC.5003`.
    reference_code: Option<&'static str>,
}

impl UserError {
    /// A refusal, about the value in `field` of the input or about none.
    pub(crate) fn new(code: Code, message: String, field: Option<impl Into<Cow<'static, str>>>) -> Self {
        let field = field.map(|field| vec![field.into()]);
        Self { code: code.into(), message, field, reference_code: code.reference() }
    }
}

/// Why a field has no value: a top-level error.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Fault {
    code: Code,
    message: Cow<'static, str>,
    #[source]
    source: Option<Arc<dyn Error + Send + Sync>>,
}

impl Fault {
    /// `code` with its fixed text.
    pub(crate) const fn of(code: Code) -> Self {
        Self { code, message: Cow::Borrowed(text(code)), source: None }
    }

    /// A fault of ours, whose cause goes to the log only.
    pub(crate) fn internal(cause: impl Error + Send + Sync + 'static) -> Self {
        Self { source: Some(Arc::new(cause)), ..Self::of(Code::Internal) }
    }

    /// An argument whose value is not of the form its description asks for.
    pub(crate) fn argument(message: impl Into<Cow<'static, str>>) -> Self {
        Self { code: Code::InvalidInput, message: message.into(), source: None }
    }

    /// An error that is no fault by type: the library's way to carry any error there is.
    pub(crate) fn foreign(message: String) -> Self {
        Self { source: Some(Box::<dyn Error + Send + Sync>::from(message).into()), ..Self::of(Code::Internal) }
    }

    pub(crate) const fn code(&self) -> Code {
        self.code
    }

    /// What led to it, for the log: every cause in turn.
    pub(crate) fn causes(&self) -> String {
        let mut text = String::new();
        let mut next = Error::source(self);
        while let Some(cause) = next {
            text.push_str(if text.is_empty() { "" } else { ": " });
            text.push_str(&cause.to_string());
            next = cause.source();
        }
        text
    }
}

impl<E: Refusal> From<E> for Fault {
    fn from(error: E) -> Self {
        let fault = Self::of(error.code());
        Self { source: Some(Arc::new(error)), ..fault }
    }
}

/// Splits what an operation answered: a refusal of the business is for the
/// payload, everything else fails the field.
pub(crate) fn settle<T, E: Refusal>(answer: Result<T, E>) -> Result<(Option<T>, Vec<UserError>), Fault> {
    let error = match answer {
        Ok(done) => return Ok((Some(done), Vec::new())),
        Err(error) => error,
    };
    let code = error.code();
    if is_fault(code) {
        return Err(error.into());
    }
    Ok((None, vec![UserError::new(code, error.to_string(), error.field())]))
}

/// Whether a code tells of the caller's sign-in, the document or us, and not of the business.
pub(crate) const fn is_fault(code: Code) -> bool {
    match code {
        Code::Unauthenticated | Code::BadDocument | Code::DocumentTooLarge | Code::Unavailable | Code::Internal => true,
        Code::WrongCredentials
        | Code::SessionEnded
        | Code::Forbidden
        | Code::AdvisoryCustomer
        | Code::InsufficientQuota
        | Code::OutsideQuota
        | Code::PartingBlocked
        | Code::PayerAgreementMissing
        | Code::TooSoon
        | Code::NotFound
        | Code::InvalidInput
        | Code::InsufficientFunds
        | Code::IdempotencyKeyReused
        | Code::StateConflict
        | Code::AlreadyExists
        | Code::TicketUsed
        | Code::TicketExpired
        | Code::FileTooLarge
        | Code::TooManyAttempts
        | Code::CodeRequired
        | Code::CodeWrong
        | Code::CodeExpired
        | Code::TooManyCodes
        | Code::NotYourReseller
        | Code::SelfReview
        | Code::LimitReached
        | Code::NotEligible
        | Code::RegionMismatch
        | Code::InvitationNotFound
        | Code::InvitationExpired
        | Code::InvitationUsed
        | Code::MobileMismatch
        | Code::MobileInUse
        | Code::ReportMissing
        | Code::AccountTooOld
        | Code::AgreementMissing
        | Code::CustomerReported
        | Code::CustomerIsPartner
        | Code::CustomerAssociated
        | Code::CustomerSpecialContract
        | Code::CustomerConsumerCloud
        | Code::CustomerReserved
        | Code::CustomerInRewardProgramme
        | Code::CustomerHasCredit
        | Code::CustomerInCustody
        | Code::CustomerInArrears
        | Code::CustomerFrozen => false,
    }
}

/// The text of a code that stands alone.
pub(crate) const fn text(code: Code) -> &'static str {
    match code {
        Code::Unauthenticated => "sign in and send the access token as `Authorization: Bearer`",
        Code::WrongCredentials => "e-mail and password do not belong together",
        Code::SessionEnded => "the session has ended: sign in again",
        Code::Forbidden => "the caller's roles do not allow this",
        Code::NotFound => "it does not exist, or the caller may not see it",
        Code::InvalidInput => "a value is not of the form its description asks for",
        Code::InsufficientFunds => "the account has less available than the amount",
        Code::IdempotencyKeyReused => "the same idempotency key came before with another input",
        Code::StateConflict => "the object is not in a state that allows this",
        Code::AlreadyExists => "something with this identity exists already",
        Code::TicketUsed => "the upload ticket was used already",
        Code::TicketExpired => "the upload ticket was not used within its time",
        Code::FileTooLarge => "the file is larger than the limit",
        Code::TooManyAttempts => "too many attempts: wait, or prove the address by a mailed code",
        Code::CodeRequired => "this operation needs a verification code",
        Code::CodeWrong => "the verification code is wrong",
        Code::CodeExpired => "the verification code no longer works: ask for a new one",
        Code::TooManyCodes => "too many verification codes were asked for: wait before the next",
        Code::AdvisoryCustomer => "an advisory customer pays the vendor itself: no money is allocated to it",
        Code::InsufficientQuota => "the coupon quota has less left than what is asked for",
        Code::OutsideQuota => "a coupon may not be wider or longer than its quota",
        Code::PartingBlocked => "something stands in the way of parting",
        Code::TooSoon => "it was asked for within the last three months",
        Code::NotYourReseller => "the caller's distributor cannot act for this reseller",
        Code::SelfReview => "who applied does not review",
        Code::LimitReached => "as many as there may be are there already",
        Code::NotEligible => "what the rule asks for is not reached",
        Code::RegionMismatch => "reseller and distributor do business in different regions",
        Code::InvitationNotFound => "there is no such invitation",
        Code::InvitationExpired => "the invitation has expired",
        Code::InvitationUsed => "the invitation was used already",
        Code::MobileMismatch => "the mobile number is not the reported one",
        Code::MobileInUse => "the mobile number belongs to another account",
        Code::ReportMissing => "the partner has no report of this customer in force",
        Code::AccountTooOld => "the account is older than 7 days",
        Code::AgreementMissing => "an agreement was not accepted in the version in force",
        Code::CustomerReported => "another partner reported this customer",
        Code::CustomerIsPartner => "the customer is a partner, or applies to be one",
        Code::CustomerAssociated => "the customer is associated with a partner already",
        Code::CustomerSpecialContract => "the customer has a special contract",
        Code::CustomerConsumerCloud => "the account is one of the consumer cloud",
        Code::CustomerReserved => "the vendor reported this customer itself",
        Code::CustomerInRewardProgramme => "the customer is in the vendor's reward programme",
        Code::CustomerHasCredit => "the customer has a credit account",
        Code::CustomerInCustody => "the customer is a sub-account whose enterprise keeps its money",
        Code::CustomerInArrears => "the customer is in arrears: it has to top up first",
        Code::CustomerFrozen => "the customer's account is frozen",
        Code::PayerAgreementMissing => "who paid may not pay for the partner: an agreement is missing",
        Code::BadDocument => "the document is not valid for this schema",
        Code::DocumentTooLarge => "the document asks for more than one request may",
        Code::Unavailable => "too busy to answer now: try again in a few seconds",
        Code::Internal => "a fault of ours: `extensions.traceId` finds it in the log",
    }
}
