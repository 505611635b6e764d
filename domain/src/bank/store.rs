//! Rows of bank accounts, remittance accounts, uploads, statements, entries, CSV mappings and the decisions about them.

mod accounts;
mod claimed;
mod decisions;
mod entries;
mod letters;
mod mappings;
mod reconciliation;
mod statements;
mod uploads;

pub(super) use accounts::*;
pub use accounts::{BankAccount, RemittanceAccount};
pub(super) use claimed::*;
pub use decisions::BankDecision;
pub(super) use decisions::*;
pub(super) use entries::*;
pub use entries::{BankEntry, EntryFilter};
pub use letters::{RemittanceCredited, RemittanceReturned, RemittanceReversed};
pub(crate) use letters::{credited as told_credited, returned as told_returned, reversed as told_reversed};
pub use mappings::SavedMapping;
pub(super) use mappings::*;
pub(super) use reconciliation::*;
pub use statements::BankStatement;
pub(super) use statements::*;
pub use uploads::BankUpload;
pub(super) use uploads::*;
