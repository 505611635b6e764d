#![doc = include_str!("../README.md")]

mod answer;
pub mod config;
mod cost;
mod graphiql;
pub mod graphql;
mod health;
pub mod http;
pub mod links;
mod loaders;
pub mod observe;
pub mod precheck;
mod proof;
pub mod server;
pub mod tokens;
mod uploads;
mod viewer;
