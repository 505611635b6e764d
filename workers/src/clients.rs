//! Ways out of the system: a port each, with its real implementation.
//!
//! A port is a small trait; the fake that records is in the `tests` crate.

pub mod smtp;
