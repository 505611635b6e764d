//! The servers that Headwater needs beside itself, as private instances that end with their owner.
//!
//! | server | from | holds |
//! |---|---|---|
//! | [`Postgres`] | the system's PostgreSQL 15 or newer | everything |
//! | [`Redis`] | the system's Redis 7 or newer | nothing that may not be lost |
//! | [`MailSink`] | this process; the protocol is the library `mailin`'s | one file for each mail |
//!
//! The one rule: each listens on 127.0.0.1 only, writes into the folder it was given only, and is ended by what started it.
//! `cargo dev` and the tests use the same three.

mod find;
mod install;
mod mail_sink;
mod place;
mod postgres;
pub mod process;
mod redis;

pub use install::install;
pub use mail_sink::MailSink;
pub use postgres::{Durability, Postgres};
pub use redis::Redis;

use std::net::TcpListener;

use anyhow::{Context, Result};

/// A TCP port of 127.0.0.1 that nobody listened on a moment ago.
///
/// # Errors
/// When the system has no free port.
pub fn free_port() -> Result<u16> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).context("no free port on 127.0.0.1")?;
    Ok(listener.local_addr()?.port())
}

/// `bytes` random bytes as lower-case hexadecimal digits: a password that needs no quoting anywhere.
///
/// # Errors
/// When the system gives no random bytes.
pub fn random_hex(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    getrandom::fill(&mut random).context("the system gives no random bytes")?;
    Ok(hex::encode(random))
}
