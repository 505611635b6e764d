//! The migrations this binary was built with.

use diesel::migration::MigrationSource;
use diesel::pg::Pg;
use diesel::{Connection, PgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::db::{self, Conn};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("../migrations");

/// Any fixed number: two binaries that migrate at once wait for each other.
const LOCK: &str = "select pg_advisory_lock(4017260)";

/// Why the schema is not the one this binary knows.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
    /// A migration failed, or the list of applied ones cannot be read.
    #[error("a migration failed: {0}")]
    Migration(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Applies what is missing, under a lock, and returns the names applied.
///
/// # Errors
/// [`Error::Database`], [`Error::Migration`].
pub fn run(url: &str) -> Result<Vec<String>, Error> {
    use diesel::connection::SimpleConnection;

    let mut conn = PgConnection::establish(url).map_err(db::Error::from)?;
    conn.batch_execute(LOCK).map_err(db::Error::from)?;
    let applied = conn.run_pending_migrations(MIGRATIONS).map_err(Error::Migration)?;
    Ok(applied.iter().map(ToString::to_string).collect())
}

/// Whether the database has exactly the migrations of this binary.
///
/// # Errors
/// [`Error::Database`], [`Error::Migration`] when a migration of the binary cannot be read.
pub fn is_current(conn: &mut Conn) -> Result<bool, Error> {
    #[derive(diesel::QueryableByName)]
    struct Applied {
        #[diesel(sql_type = diesel::sql_types::Text)]
        version: String,
    }
    // Asked in plain SQL: diesel would create its table first, which the application's role may not.
    let applied = diesel::sql_query("select version from __diesel_schema_migrations order by version");
    let applied: Vec<Applied> = applied.load(conn).map_err(db::Error::from)?;
    Ok(applied.into_iter().map(|row| row.version).eq(known()?))
}

/// The versions of this binary's migrations, in their order.
fn known() -> Result<Vec<String>, Error> {
    let migrations = MigrationSource::<Pg>::migrations(&MIGRATIONS).map_err(Error::Migration)?;
    let mut versions: Vec<String> = migrations.iter().map(|one| one.name().version().to_string()).collect();
    versions.sort_unstable();
    Ok(versions)
}
