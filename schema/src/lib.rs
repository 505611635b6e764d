#![doc = include_str!("../README.md")]

pub mod ids;
pub mod jobs;
pub mod money;
pub mod notices;
pub mod problem;
pub mod tables;
pub mod text_enum;
