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
            Self::Forbidden => Some("CBC.0155"),
            Self::InvalidInput => Some("CBC.0100"),
            Self::InsufficientFunds => Some("CBC.5003"),
            Self::IdempotencyKeyReused => Some("CBC.99007009"),
            Self::Internal => Some("CBC.0999"),
            Self::WrongCredentials
            | Self::NotFound
            | Self::StateConflict
            | Self::AlreadyExists
            | Self::TicketUsed
            | Self::TicketExpired
            | Self::FileTooLarge
            | Self::BadDocument
            | Self::DocumentTooLarge
            | Self::Unavailable => None,
        }
    }
}
