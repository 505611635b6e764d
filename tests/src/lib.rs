#![doc = include_str!("../README.md")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a harness that cannot go on says where"
)]
#![expect(clippy::missing_panics_doc, reason = "every function here panics when the story cannot go on")]

mod actors;
mod app;
pub mod bank_reading;
mod builders;
mod clock;
mod contacts;
mod customers;
mod db;
mod eventually;
mod mails;
mod managers;
mod money;
mod people;
mod processes;
mod relay;
mod remittances;
mod sdl;
mod signing;
pub mod stress;
mod tiers;
pub mod truth;

pub use actors::{Answer, Person};
pub use app::{App, Kept, TOKEN_KEYS, vault};
pub use builders::{BANK_ACCOUNT, BankFile, Channel, Line, Partner, csv_layout};
pub use clock::StoryClock;
pub use customers::{address, mobile};
pub use db::{Database, settings};
pub use eventually::eventually;
pub use mails::Mail;
pub use money::{adjustment, item, with};
pub use people::Colleague;
pub use processes::{Worker, private_postgres, private_redis};
pub use relay::{Mood, Relay};
pub use remittances::{PICTURE, claim};
pub use sdl::{Field, Sdl, Type};
pub use signing::{AccessKey, SignedRequest};

/// The password of everybody in every test.
pub const PASSWORD: &str = "correct horse battery";
