//! Every test of Headwater, in one program.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what a test does not expect should end it"
)]

mod audit;
mod authorizations;
mod bank;
mod camt053;
mod conventions;
mod customer_lists;
mod customers;
mod graphql_http;
mod holds;
mod jobs;
mod ledger;
mod links;
mod mails;
mod managers;
mod masks;
mod matching;
mod money;
mod resilience;
mod reveals;
mod roles;
mod server;
mod sessions;
mod staff;
mod statements_count;
mod states;
mod tenant_matrix;
mod uploads;
mod wrong_files;
