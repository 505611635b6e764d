//! `cargo dev bench`: how fast we are, as ratios to what PostgreSQL alone does in the same run.

use anyhow::Result;
use dev::services::{self, Durability, Postgres};

use crate::scratch::Scratch;
use crate::shell;
use crate::workspace::Workspace;

/// Runs the benchmarks on a PostgreSQL that keeps what it commits, as a real one does.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    services::install()?;
    let scratch = Scratch::open(workspace, "bench")?;
    let postgres = Postgres::start(&scratch.path("postgres"), Durability::Kept)?;
    // What imports bank files is the workers' own program, as fast as it is in production but for its linking.
    shell::run(&mut workspace.cargo(&["build", "--profile", "bench", "--package", "workers"]))?;
    let mut benches = workspace.cargo(&["bench", "--package", "tests", "--bench", "*"]);
    benches.env("TEST_DATABASE_URL", postgres.url("postgres")).env("PGBENCH", postgres.program("pgbench"));
    shell::run(&mut benches)
}
