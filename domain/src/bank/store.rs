//! Rows of bank accounts, remittance accounts, uploads, statements and entries.

mod accounts;
mod entries;
mod uploads;

pub(super) use accounts::*;
pub use accounts::{BankAccount, RemittanceAccount};
pub(super) use entries::*;
pub use entries::{BankEntry, BankStatement, EntryFilter};
pub use uploads::BankUpload;
pub(super) use uploads::*;
