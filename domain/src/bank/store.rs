//! Rows of bank accounts, remittance accounts, uploads, statements and entries.

mod accounts;
mod entries;
mod statements;
mod uploads;

pub(super) use accounts::*;
pub use accounts::{BankAccount, RemittanceAccount};
pub(super) use entries::*;
pub use entries::{BankEntry, EntryFilter};
pub use statements::BankStatement;
pub(super) use statements::*;
pub use uploads::BankUpload;
pub(super) use uploads::*;
