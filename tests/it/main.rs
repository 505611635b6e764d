//! Every test of Headwater, in one program.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "what a test does not expect should end it"
)]

mod access_keys;
mod access_tokens;
mod adjustments;
mod agreements;
mod attempts;
mod audit;
mod authorizations;
mod balance_alerts;
mod bank;
mod bank_formats;
mod bank_people;
mod bank_tampering;
mod camt;
mod charges;
mod conventions;
mod coupons;
mod csv_mappings;
mod customer_creation;
mod customer_lists;
mod customers;
mod graphql_http;
mod holds;
mod imports;
mod invitations;
mod jobs;
mod joining;
mod ledger;
mod lineage;
mod links;
mod mails;
mod managers;
mod masks;
mod matching;
mod money;
mod onboarding;
mod onboarding_rules;
mod parting_rules;
mod partings;
mod passwords;
mod payer_agreements;
mod reconciliation;
mod remittance_accounts;
mod remittance_claims;
mod reports;
mod reservations;
mod resilience;
mod reveals;
mod reversals;
mod roles;
mod server;
mod sessions;
mod sources;
mod staff;
mod statements_count;
mod statements_of_account;
mod states;
mod tenant_matrix;
mod uploads;
mod verification;
mod wrong_files;
