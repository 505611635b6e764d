//! Every test of Headwater, in one program.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what a test does not expect should end it"
)]

mod agreements;
mod bank;
mod camt053;
mod conventions;
mod customer_creation;
mod graphql_http;
mod holds;
mod invitations;
mod jobs;
mod ledger;
mod mails;
mod masks;
mod matching;
mod money;
mod onboarding;
mod onboarding_rules;
mod reports;
mod reservations;
mod resilience;
mod server;
mod sessions;
mod statements_count;
mod states;
mod tenant_matrix;
mod uploads;
mod wrong_files;
