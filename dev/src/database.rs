//! The database of `up`: who owns it, who uses it, and its migrations.

use std::process::Command;

use anyhow::{Context, Result};
use dev::services::Postgres;

use crate::secrets::Secrets;
use crate::shell;
use crate::workspace::Workspace;

const DATABASE: &str = "headwater";
const OWNER: &str = "headwater_owner";
const APP: &str = "headwater_login";

/// The addresses of the database for its two roles.
#[derive(Debug)]
pub(crate) struct Addresses {
    /// For migrations.
    pub(crate) owner: String,
    /// For api and workers, which may not change history.
    pub(crate) app: String,
}

/// Creates roles and database where they are missing, and migrates.
///
/// The login role comes last, because the group it belongs to is created by the first migration.
pub(crate) fn prepare(workspace: &Workspace, postgres: &Postgres, secrets: &Secrets) -> Result<Addresses> {
    let addresses = Addresses {
        owner: postgres.url_as(OWNER, &secrets.owner_password, DATABASE),
        app: postgres.url_as(APP, &secrets.app_password, DATABASE),
    };
    login(postgres, OWNER, &secrets.owner_password, "createrole")?;
    postgres.create_database(DATABASE, OWNER)?;
    migrate(workspace, &addresses.owner)?;
    login(postgres, APP, &secrets.app_password, "in role headwater_app")?;
    Ok(addresses)
}

/// Applies pending migrations with the built api.
pub(crate) fn migrate(workspace: &Workspace, owner_url: &str) -> Result<()> {
    let mut api = Command::new(workspace.binary("api")?);
    api.arg("--migrate").env("MIGRATION_DATABASE_URL", owner_url);
    let applied = shell::read(&mut api).context("migrations failed")?;
    println!("{} migrations applied", applied.lines().count());
    Ok(())
}

fn login(postgres: &Postgres, role: &str, password: &str, options: &str) -> Result<()> {
    if postgres.sql("postgres", &format!("select 1 from pg_roles where rolname = '{role}'"))?.is_empty() {
        postgres.sql("postgres", &format!("create role {role} login {options}"))?;
    }
    // Always, since the secrets may be newer than the role.
    postgres.sql("postgres", &format!("alter role {role} password '{password}'"))?;
    Ok(())
}
