#![doc = include_str!("../README.md")]

pub mod clients;
pub mod config;
pub mod emails;
pub mod observe;
pub mod parts;
pub mod registry;
pub mod runner;
pub mod workers;

mod bell;
mod cx;
mod inbox;
mod jobs;
mod outage;
mod outcome;
mod relay;
mod sweeper;

pub use workers::Workers;
