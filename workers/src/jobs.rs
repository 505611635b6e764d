//! What each job does: one file a job, listed in [`crate::registry`].
//!
//! A handler may run twice and says so to the domain: it calls one operation,
//! and finishes in the transaction of its effect ([`crate::cx::Cx::complete`]).

pub(crate) mod clean_up;
pub(crate) mod complete_onboarding;
pub(crate) mod credit_bank_entry;
pub(crate) mod decide_bank_entries;
pub(crate) mod end_authorizations;
pub(crate) mod execute_parting;
pub(crate) mod expire_coupons;
pub(crate) mod expire_invitations;
pub(crate) mod expire_partings;
pub(crate) mod expire_partner_invitations;
pub(crate) mod expire_reports;
pub(crate) mod import_bank_file;
pub(crate) mod retry_held_entries;
pub(crate) mod send_email;
pub(crate) mod snapshot_ledger;
pub(crate) mod verify_books;
pub(crate) mod warn_balance;
