//! `cargo dev migrate`: pending migrations, on the database of `cargo dev up`.

use std::fs;

use anyhow::{Context, Result};
use dev::services::{self, Durability, Postgres};

use crate::lock::Lock;
use crate::secrets::Secrets;
use crate::workspace::Workspace;
use crate::{database, shell};

/// Migrates the running instance, or starts PostgreSQL for as long as it takes.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    shell::run(&mut workspace.cargo(&["build", "--workspace"]))?;
    if Lock::is_taken(workspace) {
        let env = fs::read_to_string(workspace.state("env")).context("cargo dev up is still starting")?;
        let owner = env.lines().find_map(|line| line.strip_prefix("MIGRATION_DATABASE_URL='")?.strip_suffix('\''));
        return database::migrate(workspace, owner.context(".headwater/env names no MIGRATION_DATABASE_URL")?);
    }
    let _lock = Lock::take(workspace)?;
    services::install()?;
    let postgres = Postgres::start(&workspace.state("postgres"), Durability::Kept)?;
    database::prepare(workspace, &postgres, &Secrets::open(workspace)?)?;
    Ok(())
}
