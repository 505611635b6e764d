//! What mails say, by their notices.

mod staff;

use chrono::NaiveDate;
use schema::money::Money;
use schema::notices::Notice;

use super::{Error, Recipient, store};
use crate::db::Conn;
use crate::vault::Vault;
use crate::verification;

pub use staff::{ManagersOrphaned, StaffInvited};

/// What a mail says, by its notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// Money came in.
    RemittanceCredited(RemittanceCredited),
    /// A verification code.
    VerificationCode(verification::Mailed),
    /// A person is asked to join.
    StaffInvited(StaffInvited),
    /// Managers are without a director.
    ManagersOrphaned(ManagersOrphaned),
}

/// A bank transfer was credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceCredited {
    /// The partner that has the money.
    pub partner_name: String,
    /// How much came.
    pub amount: Money,
    /// What the account stood at after it.
    pub balance: Money,
    /// Who paid.
    pub payer_name: String,
    /// The bank's reference.
    pub bank_reference: String,
    /// The exclusive remittance number.
    pub remittance_number: String,
    /// When the bank booked it.
    pub booked_on: NaiveDate,
}

/// The letter of a notice, read from the rows it names; and who gets it, when that is somebody outside.
pub(super) fn read(conn: &mut Conn, vault: &Vault, notice: Notice) -> Result<(Letter, Option<Recipient>), Error> {
    match notice {
        Notice::RemittanceCredited { bank_entry_id } => {
            let credited = store::remittance_credited(conn, bank_entry_id)?.ok_or(Error::Missing)?;
            Ok((Letter::RemittanceCredited(credited), None))
        }
        Notice::VerificationCode { verification_code_id } => {
            let (mailed, to) = verification::mailed(conn, vault, verification_code_id)?.ok_or(Error::Missing)?;
            Ok((Letter::VerificationCode(mailed), to))
        }
        Notice::StaffInvited { staff_id, .. } => {
            Ok((Letter::StaffInvited(staff::invited(conn, vault, staff_id)?), None))
        }
        Notice::ManagersOrphaned { director_id, team_member_ids } => {
            Ok((Letter::ManagersOrphaned(staff::orphaned(conn, director_id, &team_member_ids)?), None))
        }
    }
}
