//! The folder `migrations`, applied by psql: what is generated from the migrated database must not need a
//! workspace that compiles.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use dev::services::Postgres;

use crate::shell;
use crate::workspace::Workspace;

/// The table in which diesel remembers what it has applied; the first migration names it.
const MEMORY: &str = "create table __diesel_schema_migrations (
    version varchar(50) primary key not null,
    run_on timestamp not null default current_timestamp
);";

/// Which file of a migration.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Direction {
    /// `up.sql`, oldest migration first.
    Up,
    /// `down.sql`, newest migration first.
    Down,
}

/// Creates a database as diesel finds it before the first migration.
pub(crate) fn create_database(postgres: &Postgres, database: &str) -> Result<()> {
    postgres.create_database(database, "postgres")?;
    postgres.sql(database, MEMORY)?;
    Ok(())
}

/// Runs all migrations, each in a transaction of its own.
pub(crate) fn run(workspace: &Workspace, postgres: &Postgres, database: &str, direction: Direction) -> Result<()> {
    let mut folders = folders(&workspace.path("migrations"))?;
    let file = match direction {
        Direction::Up => "up.sql",
        Direction::Down => {
            folders.reverse();
            "down.sql"
        }
    };
    for folder in folders {
        let file = folder.join(file);
        let statements = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        postgres.sql(database, &statements).with_context(|| file.display().to_string())?;
    }
    Ok(())
}

/// The schema as SQL, without what says nothing about it: comments, empty lines, and the random word of newer
/// versions of pg_dump.
pub(crate) fn dump(postgres: &Postgres, database: &str) -> Result<String> {
    let text = shell::read(postgres.client("pg_dump", database).arg("--schema-only"))?;
    let says_something = |line: &&str| !(line.is_empty() || line.starts_with("--") || line.starts_with('\\'));
    Ok(text.lines().filter(says_something).collect::<Vec<_>>().join("\n"))
}

fn folders(migrations: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(migrations)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut folders: Vec<PathBuf> =
        entries.into_iter().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    Ok(folders)
}
