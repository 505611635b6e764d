//! Every test of Headwater, in one program.

mod bank;
mod camt053;
mod graphql_http;
mod holds;
mod jobs;
mod ledger;
mod mails;
mod matching;
mod money;
mod resilience;
mod sessions;
mod states;
mod tenant_matrix;
mod wrong_files;
