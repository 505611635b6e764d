//! `cargo dev`: the commands of the README, one file each.
#![expect(clippy::print_stdout, reason = "a command-line tool speaks on its standard output")]

mod attachments;
mod bench;
mod bless;
mod check;
mod database;
mod demo;
mod dependencies;
mod fuzz;
mod generated;
mod lock;
mod migrate;
mod migrations;
mod scratch;
mod secrets;
mod shell;
mod snapshots;
mod stack;
mod stop;
mod test;
mod tools;
mod up;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use crate::workspace::Workspace;

/// Brings up, tests, checks and measures Headwater.
#[derive(Parser)]
#[command(name = "cargo dev", bin_name = "cargo dev")]
enum Verb {
    /// Starts Headwater with private PostgreSQL, Redis and mail sink until Ctrl-C
    Up {
        /// Then drives the workflows through the public API and prints what each left behind
        #[arg(long)]
        demo: bool,
        /// Ends after the demo, with status 0 only if every step did what it says
        #[arg(long, requires = "demo")]
        once: bool,
    },
    /// Runs all tests with what they need
    Test {
        /// Arguments for the test programs, such as a part of a test's name
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Runs everything that CI runs
    Check,
    /// Regenerates tables.rs, schema.graphql and the snapshots
    Bless,
    /// Applies pending migrations to the database of `cargo dev up`
    Migrate,
    /// Measures against pgbench
    Bench,
    /// Fuzzes the readers of bank files
    Fuzz {
        /// The one target to be run: camt, mt, csv or names
        target: Option<String>,
        /// How long each target runs
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
}

fn main() -> ExitCode {
    match run(&Verb::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if error.is::<stop::Stopped>() => ExitCode::from(130),
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(verb: &Verb) -> Result<()> {
    stop::listen()?;
    let workspace = Workspace::find()?;
    match verb {
        Verb::Up { demo: false, .. } => up::run(&workspace, up::Then::Serve),
        Verb::Up { once: false, .. } => up::run(&workspace, up::Then::DemoAndServe),
        Verb::Up { .. } => up::run(&workspace, up::Then::Demo),
        Verb::Test { args } => test::run(&workspace, args),
        Verb::Check => check::run(&workspace),
        Verb::Bless => bless::run(&workspace),
        Verb::Migrate => migrate::run(&workspace),
        Verb::Bench => bench::run(&workspace),
        Verb::Fuzz { target, seconds } => fuzz::run(&workspace, target.as_deref(), *seconds),
    }
}
