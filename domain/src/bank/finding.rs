//! What is wrong with a file from a bank, in words a person can act on.
//!
//! A file with an error credits nothing: what is taken over from it are its
//! findings, so each says what was found and where.

use serde::{Deserialize, Serialize};

/// Findings collected from one file; reading stops at the last.
pub const FINDINGS_LIMIT: usize = 50;

/// Characters of the file that a message repeats at most.
const EXCERPT_LIMIT: usize = 40;

schema::text_enum! {
    /// What kind of thing is wrong.
    pub enum FindingCode {
        /// The file has no content.
        EmptyFile = "EMPTY_FILE",
        /// The file is larger than the limit for uploads.
        FileTooLarge = "FILE_TOO_LARGE",
        /// The same file was taken in before.
        DuplicateFile = "DUPLICATE_FILE",
        /// A statement of an account that is not registered.
        UnknownBankAccount = "UNKNOWN_BANK_ACCOUNT",
        /// The file is not XML at all.
        NotXml = "NOT_XML",
        /// XML that breaks off or breaks its own rules.
        XmlMalformed = "XML_MALFORMED",
        /// A document type declaration, or an entity that only one could define.
        XmlDtdForbidden = "XML_DTD_FORBIDDEN",
        /// Elements stand in elements deeper than any message needs.
        XmlTooDeep = "XML_TOO_DEEP",
        /// One piece of text or markup is longer than any message needs.
        XmlTextTooLong = "XML_TEXT_TOO_LONG",
        /// Bytes that are no text in the declared encoding, or an unknown encoding.
        InvalidEncoding = "INVALID_ENCODING",
        /// Another kind of document, or a version that is not read.
        WrongMessage = "WRONG_MESSAGE",
        /// Something the message must say is not there.
        MissingElement = "MISSING_ELEMENT",
        /// Something that may be said once is said twice.
        DuplicateElement = "DUPLICATE_ELEMENT",
        /// A word or number that the message does not allow there.
        InvalidValue = "INVALID_VALUE",
        /// Not an amount: sign, exponent, comma, too many digits or decimals.
        InvalidAmount = "INVALID_AMOUNT",
        /// Not a day of the calendar.
        InvalidDate = "INVALID_DATE",
        /// Not a currency code, or not the currency of the account.
        WrongCurrency = "WRONG_CURRENCY",
        /// A reference too long to be kept whole.
        ReferenceTooLong = "REFERENCE_TOO_LONG",
        /// Opening balance and entries do not make the closing balance.
        Unbalanced = "UNBALANCED",
        /// The statement has another number of entries than it announces.
        EntryCountDiffers = "ENTRY_COUNT_DIFFERS",
        /// Neither XML, nor a SWIFT message, nor a CSV file that a saved mapping fits.
        UnknownFormat = "UNKNOWN_FORMAT",
        /// A tag of a SWIFT message that does not belong there, or is not formed as it has to be.
        InvalidTag = "INVALID_TAG",
        /// Two saved mappings fit the CSV file.
        AmbiguousMapping = "AMBIGUOUS_MAPPING",
        /// A row of a CSV file that cannot be taken apart.
        InvalidRow = "INVALID_ROW",
        /// More statements than one file may have.
        TooManyStatements = "TOO_MANY_STATEMENTS",
        /// More payments, or more said of them, than one booked sum may have.
        TooManyPayments = "TOO_MANY_PAYMENTS",
        /// Warning: the statement before this one has not come in.
        SequenceGap = "SEQUENCE_GAP",
        /// Warning: a statement of this number or period came in before.
        SequenceOverlap = "SEQUENCE_OVERLAP",
        /// Warning: the opening balance is not what the statement before closed with.
        BalanceBreak = "BALANCE_BREAK",
        /// Warning: bytes that are no text were replaced.
        TextReplaced = "TEXT_REPLACED",
        /// Warning: something was not understood and left out; it moves no money.
        NotUnderstood = "NOT_UNDERSTOOD",
    }
}

schema::text_enum! {
    /// What a finding means for its file.
    pub enum Severity {
        /// Nothing of the file is taken in.
        Error = "error",
        /// The file is taken in; somebody should look.
        Warning = "warning",
    }
}

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code} at {place}: {message}")]
pub struct Finding {
    /// What kind of thing.
    pub code: FindingCode,
    /// What it means for the file.
    pub severity: Severity,
    /// Element path and line, `Stmt[1]/Ntry[3]/Amt, line 87`; `file` where no place is meant.
    pub place: String,
    /// For people, in English; repeats at most 40 characters of the file, escaped.
    pub message: String,
}

impl Finding {
    /// An error at `place`.
    #[must_use]
    pub fn error(code: FindingCode, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, place: place.into(), message: message.into() }
    }

    /// A warning at `place`.
    #[must_use]
    pub fn warning(code: FindingCode, place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, place: place.into(), message: message.into() }
    }

    /// Whether the file cannot be taken in.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// What is wrong with a value, before it is known where the value stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) code: FindingCode,
    pub(super) severity: Severity,
    pub(super) message: String,
}

impl Problem {
    /// An error.
    pub(super) fn new(code: FindingCode, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Error, message: message.into() }
    }

    /// Something strange that does no harm.
    pub(super) fn warning(code: FindingCode, message: impl Into<String>) -> Self {
        Self { code, severity: Severity::Warning, message: message.into() }
    }

    pub(super) fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    pub(super) fn at(self, place: impl Into<String>) -> Finding {
        Finding { code: self.code, severity: self.severity, place: place.into(), message: self.message }
    }
}

/// `text` in quotes, escaped, cut after 40 characters.
pub(super) fn excerpt(text: &str) -> String {
    let mut characters = text.chars();
    let start: String = characters.by_ref().take(EXCERPT_LIMIT).flat_map(char::escape_debug).collect();
    let more = if characters.next().is_some() { "…" } else { "" };
    format!("\"{start}{more}\"")
}
