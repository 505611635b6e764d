//! Rows of bank accounts, remittance accounts, uploads, statements, entries and the decisions about them.

mod accounts;
mod claimed;
mod decisions;
mod entries;
mod statements;
mod uploads;

pub(super) use accounts::*;
pub use accounts::{BankAccount, RemittanceAccount};
pub(super) use claimed::*;
pub use decisions::BankDecision;
pub(super) use decisions::*;
pub(super) use entries::*;
pub use entries::{BankEntry, EntryFilter};
pub use statements::BankStatement;
pub(super) use statements::*;
pub use uploads::BankUpload;
pub(super) use uploads::*;
