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
    field: Option<Vec<&'static str>>,
    /// The code of the reference partner API for the same fact, where it has one: `CBC.5003`.
    reference_code: Option<&'static str>,
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
    let refused = UserError {
        code: code.into(),
        message: error.to_string(),
        field: error.field().map(|field| vec![field]),
        reference_code: code.reference(),
    };
    Ok((None, vec![refused]))
}

/// Whether a code tells of the caller's sign-in, the document or us, and not of the business.
const fn is_fault(code: Code) -> bool {
    match code {
        Code::Unauthenticated | Code::BadDocument | Code::DocumentTooLarge | Code::Unavailable | Code::Internal => true,
        Code::WrongCredentials
        | Code::SessionEnded
        | Code::Forbidden
        | Code::NotFound
        | Code::InvalidInput
        | Code::InsufficientFunds
        | Code::IdempotencyKeyReused
        | Code::StateConflict
        | Code::AlreadyExists
        | Code::TicketUsed
        | Code::TicketExpired
        | Code::FileTooLarge => false,
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
        Code::BadDocument => "the document is not valid for this schema",
        Code::DocumentTooLarge => "the document asks for more than one request may",
        Code::Unavailable => "too busy to answer now: try again in a few seconds",
        Code::Internal => "a fault of ours: `extensions.traceId` finds it in the log",
    }
}
