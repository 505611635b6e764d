#![doc = include_str!("../README.md")]
// The roots merge one type a noun, and the compiler nests their futures.
#![recursion_limit = "256"]

mod answer;
mod charges;
pub mod config;
mod cost;
mod downloads;
mod found_by;
mod graphiql;
pub mod graphql;
mod health;
pub mod http;
pub mod links;
mod loaders;
pub mod observe;
mod passwords;
pub mod precheck;
mod proof;
pub mod server;
pub mod source;
pub mod tokens;
mod uploads;
mod viewer;
