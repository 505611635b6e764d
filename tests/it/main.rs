//! Every test of Headwater, in one program.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what a test does not expect should end it"
)]

mod access_keys;
mod access_tokens;
mod attempts;
mod bank;
mod camt053;
mod conventions;
mod graphql_http;
mod holds;
mod jobs;
mod ledger;
mod mails;
mod managers;
mod matching;
mod money;
mod passwords;
mod resilience;
mod roles;
mod server;
mod sessions;
mod sources;
mod staff;
mod statements_count;
mod states;
mod tenant_matrix;
mod uploads;
mod verification;
mod wrong_files;
