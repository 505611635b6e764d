//! Every test of Headwater, in one program.

mod bank;
mod camt053;
mod holds;
mod matching;
mod states;
