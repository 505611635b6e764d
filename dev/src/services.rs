//! The servers that Headwater needs beside itself, as private instances that end with their owner.
//!
//! | server | from | holds |
//! |---|---|---|
//! | [`Postgres`] | the system's PostgreSQL 15 or newer | everything |
//! | [`Redis`] | the system's Redis 7 or newer | nothing that may not be lost |
//! | [`MailSink`] | this process; the protocol is the library `mailin`'s | one file for each mail |
//!
//! The one rule: each listens on 127.0.0.1 only, writes into the folder it was given only, and is ended by
//! what started it. `cargo dev` and the tests use the same three.

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
use std::ops::RangeInclusive;

use anyhow::{Context, Result, bail};

/// Ports that no system gives to the calling side of a connection by itself, so that nobody takes the port of
/// a server that is being restarted.
const PORTS: RangeInclusive<u16> = 15_000..=32_000;

/// A TCP port of 127.0.0.1 that nobody listened on a moment ago.
///
/// # Errors
/// When the system gives no random bytes or a hundred ports were taken.
pub fn free_port() -> Result<u16> {
    for _ in 0..100 {
        let mut random = [0; 2];
        fill(&mut random)?;
        let port = PORTS.start() + u16::from_ne_bytes(random) % (PORTS.end() - PORTS.start());
        if TcpListener::bind(("127.0.0.1", port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no free port on 127.0.0.1")
}

/// `bytes` random bytes as lower-case hexadecimal digits: a password that needs no quoting anywhere.
///
/// # Errors
/// When the system gives no random bytes.
pub fn random_hex(bytes: usize) -> Result<String> {
    let mut random = vec![0; bytes];
    fill(&mut random)?;
    Ok(hex::encode(random))
}

/// Fills `bytes` with random ones.
///
/// # Errors
/// When the system gives none.
pub fn fill(bytes: &mut [u8]) -> Result<()> {
    getrandom::fill(bytes).context("the system gives no random bytes")
}
