//! The database: a bounded pool, a blocking thread, a transaction.
//!
//! [`Db::tx`] is the only place where a transaction begins and ends. Every wait
//! is bounded: for a connection 500 ms, for a statement 5 s, for a lock 2 s.
//! Past that the caller gets [`Error::is_transient`], never a hang.

mod prepared;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use diesel::connection::{Instrumentation, InstrumentationEvent, SimpleConnection};
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{Connection, PgConnection};

pub(crate) use prepared::{condition, statement};

/// A connection, as operations take it.
pub type Conn = PgConnection;

/// What a store function returns.
pub type Result<T> = std::result::Result<T, Error>;

/// How long a caller waits for a connection.
const CONNECTION_WAIT: Duration = Duration::from_millis(500);

/// Why the database did not answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No connection became free in time, or none could be made.
    #[error("no database connection in time")]
    Busy(#[source] diesel::r2d2::PoolError),
    /// A statement failed.
    #[error("a database statement failed")]
    Query(#[from] DieselError),
    /// The first connection failed.
    #[error("the database cannot be reached")]
    Connect(#[from] diesel::ConnectionError),
    /// The blocking thread ended without an answer.
    #[error("a database thread was lost")]
    Lost(#[source] tokio::task::JoinError),
}

impl Error {
    /// The violated constraint's name; the noun maps it to its own error.
    #[must_use]
    pub fn constraint(&self) -> Option<&str> {
        match self {
            Self::Query(DieselError::DatabaseError(_, info)) => info.constraint_name(),
            Self::Query(_) | Self::Busy(_) | Self::Connect(_) | Self::Lost(_) => None,
        }
    }

    /// Whether the same call may work later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Busy(_) | Self::Connect(_) | Self::Lost(_) => true,
            // Diesel gives no SQLSTATE: `Unknown` holds cancelled statements, deadlocks and
            // shutdowns, but also statements that are wrong, whose error says where.
            Self::Query(DieselError::DatabaseError(DatabaseErrorKind::Unknown, info)) => {
                info.statement_position().is_none()
            }
            Self::Query(DieselError::DatabaseError(kind, _)) => matches!(
                kind,
                DatabaseErrorKind::SerializationFailure
                    | DatabaseErrorKind::UnableToSendCommand
                    | DatabaseErrorKind::ClosedConnection
            ),
            Self::Query(error) => matches!(error, DieselError::BrokenTransactionManager),
        }
    }
}

/// A pool of connections; clones share it.
#[derive(Clone)]
pub struct Db {
    pool: Pool<ConnectionManager<PgConnection>>,
    statements: Arc<AtomicU64>,
    trace: Option<String>,
}

impl Db {
    /// A pool of at most `size` connections to `url`; connects on first use.
    #[must_use]
    pub fn new(url: &str, size: u32) -> Self {
        let statements = Arc::new(AtomicU64::new(0));
        let pool = Pool::builder()
            .max_size(size)
            .min_idle(Some(0))
            .connection_timeout(CONNECTION_WAIT)
            .connection_customizer(Box::new(Bounds(Arc::clone(&statements))))
            .error_handler(Box::new(diesel::r2d2::NopErrorHandler))
            .build_unchecked(ConnectionManager::new(url));
        Self { pool, statements, trace: None }
    }

    /// Runs `work` with a connection and no transaction: for reading only.
    ///
    /// # Errors
    /// What `work` returns, and [`Error::Busy`].
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.on_thread(work).await
    }

    /// Runs `work` in one READ COMMITTED transaction: committed when it returns
    /// `Ok`, rolled back otherwise.
    ///
    /// # Errors
    /// What `work` returns, [`Error::Busy`], and [`Error::Query`] when the commit fails.
    pub async fn tx<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.on_thread(move |conn| in_transaction(conn, work)).await
    }

    /// Runs `work` on one unchanging state of the database: for checks that
    /// compare tables with each other. Nothing can be written.
    ///
    /// # Errors
    /// What `work` returns, and [`Error::Busy`].
    pub async fn snapshot<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        self.on_thread(move |conn| {
            in_transaction(conn, |conn| {
                let mode = "set transaction isolation level repeatable read, read only";
                conn.batch_execute(mode).map_err(Error::from)?;
                work(conn)
            })
        })
        .await
    }

    /// The same pool; jobs that are enqueued through it carry `trace`.
    #[must_use]
    pub fn traced(&self, trace: Option<String>) -> Self {
        Self { trace, ..self.clone() }
    }

    /// How many statements were run since the start.
    #[must_use]
    pub fn statements(&self) -> u64 {
        self.statements.load(Ordering::Relaxed)
    }

    async fn on_thread<T, E>(
        &self,
        work: impl FnOnce(&mut Conn) -> std::result::Result<T, E> + Send + 'static,
    ) -> std::result::Result<T, E>
    where
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let pool = self.pool.clone();
        let (span, trace) = (tracing::Span::current(), self.trace.clone());
        let answer = tokio::task::spawn_blocking(move || {
            let _entered = span.enter();
            let mut conn = pool.get().map_err(Error::Busy)?;
            crate::trace::within(trace, || work(&mut conn))
        });
        answer.await.map_err(Error::Lost)?
    }
}

/// Runs `work` in one transaction on a connection that is at hand.
///
/// # Errors
/// What `work` returns, and [`Error::Query`] when the commit fails.
pub fn in_transaction<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    conn.transaction(|conn| work(conn).map_err(Failure::Refused)).map_err(|failure| match failure {
        Failure::Refused(error) => error,
        Failure::Broken(error) => Error::from(error).into(),
    })
}

/// Runs `work` as it would run, and undoes what it wrote: for a command that is only tried. Its answer is the one the
/// command would have given.
///
/// # Errors
/// What `work` returns, and [`Error::Query`] when the savepoint fails.
pub fn dry_run<T, E: From<Error>>(
    conn: &mut Conn,
    work: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let mut answer = None;
    let undone = conn.transaction(|conn| {
        answer = Some(work(conn));
        Err::<(), _>(DieselError::RollbackTransaction)
    });
    match (answer, undone) {
        (Some(answer), Err(DieselError::RollbackTransaction)) => answer,
        (_, Err(error)) => Err(Error::from(error).into()),
        (_, Ok(())) => Err(Error::from(DieselError::RollbackTransaction).into()),
    }
}

/// Whether a command is carried out or only tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What it writes stays.
    Real,
    /// The same checks and the same answer, and nothing is written.
    Dry,
}

impl Mode {
    /// Runs `work` in this mode.
    ///
    /// # Errors
    /// Those of `work` and of [`dry_run`].
    pub fn run<T, E: From<Error>>(
        self,
        conn: &mut Conn,
        work: impl FnOnce(&mut Conn) -> std::result::Result<T, E>,
    ) -> std::result::Result<T, E> {
        match self {
            Self::Real => work(conn),
            Self::Dry => dry_run(conn, work),
        }
    }
}

/// Tells the operation's own refusal from a failed begin or commit.
enum Failure<E> {
    Refused(E),
    Broken(DieselError),
}

impl<E> From<DieselError> for Failure<E> {
    fn from(error: DieselError) -> Self {
        Self::Broken(error)
    }
}

/// Sets the bounds of a new connection and counts what runs on it.
#[derive(Debug)]
struct Bounds(Arc<AtomicU64>);

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Bounds {
    fn on_acquire(&self, conn: &mut PgConnection) -> std::result::Result<(), diesel::r2d2::Error> {
        conn.batch_execute(
            // Compiling a statement takes longer than any of ours runs.
            "set statement_timeout = '5s'; set lock_timeout = '2s'; \
             set idle_in_transaction_session_timeout = '30s'; set timezone = 'UTC'; set jit = off",
        )
        .map_err(diesel::r2d2::Error::QueryError)?;
        conn.set_instrumentation(Counter(Arc::clone(&self.0)));
        Ok(())
    }
}

struct Counter(Arc<AtomicU64>);

impl Instrumentation for Counter {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }
}
