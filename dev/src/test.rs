//! `cargo dev test`: every test, with servers that exist as long as the tests run.

use std::fs;
use std::process::Command;

use anyhow::Result;
use dev::services::{self, Durability, Postgres, Redis};

use crate::scratch::Scratch;
use crate::shell;
use crate::workspace::Workspace;

/// Builds the workspace and runs its tests; `args` go to the test programs.
pub(crate) fn run(workspace: &Workspace, args: &[String]) -> Result<()> {
    with_servers(workspace, |tests| shell::run(tests.arg("--").args(args)))
}

/// Calls `run` with the command `cargo test --workspace` and the environment that the tests need.
pub(crate) fn with_servers(workspace: &Workspace, run: impl FnOnce(&mut Command) -> Result<()>) -> Result<()> {
    services::install()?;
    // The tests kill and restart the workers' own program, so it has to be there.
    shell::run(&mut workspace.cargo(&["build", "--workspace"]))?;
    let scratch = Scratch::open(workspace, "test")?;
    let postgres = Postgres::start(&scratch.path("postgres"), Durability::Fast)?;
    let redis = Redis::start(&scratch.path("redis"))?;
    let mut tests = workspace.cargo(&["test", "--workspace"]);
    tests.env("TEST_DATABASE_URL", postgres.url("postgres")).env("REDIS_URL", redis.url());
    // What tests put into the folder for temporary files goes with ours, also when they are killed.
    let temporary = scratch.path("temporary");
    fs::create_dir(&temporary)?;
    run(tests.env("TMPDIR", temporary))
}
