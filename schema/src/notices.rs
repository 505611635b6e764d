//! What an e-mail is about: the notice's name and the ids it is written from.
//!
//! The words are found when the mail is sent, from the rows these ids name, in
//! the language of the person who gets it. Stored in `mails.notice`; the rule
//! for changing a variant is that of [`crate::jobs`].

use crate::ids::{BankEntryId, VerificationCodeId};

/// A notice to a person.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(tag = "name", rename_all = "snake_case")]
pub enum Notice {
    /// A bank transfer was credited to the recipient's party.
    RemittanceCredited {
        /// The entry of the bank statement.
        bank_entry_id: BankEntryId,
    },
    /// A verification code was asked for; to a person, or to somebody outside.
    VerificationCode {
        /// The code.
        verification_code_id: VerificationCodeId,
    },
}
