#![doc = include_str!("../README.md")]

mod answer;
pub mod config;
mod cost;
pub mod graphql;
mod graphiql;
mod health;
pub mod http;
mod loaders;
pub mod observe;
pub mod precheck;
pub mod server;
pub mod tokens;
mod uploads;
mod viewer;
