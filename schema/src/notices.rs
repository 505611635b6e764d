//! What an e-mail is about: the notice's name and the ids it is written from.
//!
//! The words are found when the mail is sent, from the rows these ids name, in
//! the language of the person who gets it. Stored in `mails.notice`; the rule
//! for changing a variant is that of [`crate::jobs`].

use crate::ids::{BankEntryId, StaffId, TeamMemberId, VerificationCodeId};

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
}
