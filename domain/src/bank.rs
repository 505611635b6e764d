//! Money from banks: a file comes in, its statements are checked, each entry is
//! decided, and what belongs to a partner beyond doubt is credited.
//!
//! ```text
//! ticket, inbox ─ file ─ survey ─ statement ─ entry ─┬─ credited: transfer, lot, mail, event ─┬─ reversed by the bank
//!                          │                         │                                        └─ unmatched: held again
//!                          └ rejected: findings      ├─ held: an agreement, a claim or a person credits it,
//!                                                    │        or it is returned; until then no money moves
//!                                                    ├─ applied: a reversal, its credit was taken back
//!                                                    ├─ ignored: no money that came in
//!                                                    └─ duplicate: the receipt was seen before
//! ```
//!
//! | step | file |
//! |---|---|
//! | which format, who reads it | [`mod@format`], and a reader each: `camt`, `mt`, `csv` |
//! | read twice: is all of it right, then its entries, a thousand at a time | [`import`] |
//! | whose money an entry is | [`matching`], pure |
//! | decide many entries at a time, carry the decisions out | `deciding`, `outcome`, `purses` |
//! | what people do with an entry | `by_hand` |
//! | do statements and ledger agree, day by day | [`reconciliation`] |
//! | take a credit back: the bank did, or a person matched it wrongly | `taking_back` |
//! | credit what a partner claims | `claiming` |
//! | what payers are told: number, payee, bank | `opening`, `payee` |
//!
//! Better no match than a wrong one (domain.md 3.6, invariant 9): [`matching`]
//! is a pure function, and whatever it is not sure of is held.

mod account;
mod by_hand;
mod camt;
mod chain;
mod claiming;
mod csv;
mod deciding;
mod error;
pub mod finding;
pub mod format;
pub mod holder_name;
pub mod import;
mod lists;
pub mod mapping;
pub mod matching;
mod mt;
mod opening;
mod outcome;
mod payee;
mod purses;
pub mod reconciliation;
pub mod remittance_number;
pub mod saved_mapping;
pub mod state;
pub mod statement;
mod store;
mod taking_back;
mod text;
pub mod upload;
mod xml;

pub use account::{BankAccount, Register, RemittanceAccount, ensure as ensure_account, issue, register};
pub(crate) use account::{has_remittance_account, provide, receives};
pub use by_hand::{Act, Given, Receiver, apply_reversal, dismiss, match_entry, send_back, unmatch};
pub(crate) use claiming::{Claimed, credit_claimed};
pub use deciding::{credit_entry, decide_entries, retry_held};
pub use error::Error;
pub use lists::{
    accounts_by_ids, candidates_of, count_accounts, count_entries, count_entries_of, count_statements,
    count_statements_of, count_uploads, decisions_of, entries_by_ids, entries_of, page_accounts, page_entries,
    page_statements, page_uploads, remittance_accounts_by_ids, remittance_accounts_of, statements_by_ids,
    statements_of, uploads_by_ids,
};
pub use opening::open as open_remittance_account;
pub use payee::{Payee, PayeeInput, payees, set_payee};
pub use remittance_number::RemittanceNumber;
pub use store::{
    BankDecision, BankEntry, BankStatement, EntryFilter, RemittanceCredited, RemittanceReturned, RemittanceReversed,
    SavedMapping,
};
pub(crate) use store::{told_credited, told_returned, told_reversed};
pub use upload::BankUpload;
