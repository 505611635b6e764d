#![doc = include_str!("../README.md")]

pub mod access_key;
pub mod actor;
pub mod attempt;
pub mod audit;
pub mod bank;
pub mod calendar;
pub mod clock;
pub mod db;
pub mod demo;
pub mod hold;
pub mod idempotency;
pub mod job;
pub mod ledger;
pub mod mail;
pub mod manager;
pub mod migrations;
pub mod outbox;
pub mod page;
pub mod party;
pub mod password;
pub mod plain_text;
pub mod profile;
pub mod refusal;
pub mod role;
pub mod secret;
pub mod session;
pub mod staff;
mod trace;
pub mod vault;
pub mod verification;
pub mod visibility;

pub use db::{Conn, Db};
