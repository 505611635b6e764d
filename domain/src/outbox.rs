//! Work that a transaction leaves behind: written with it, seen after it.
//!
//! [`enqueue`] is called inside the business transaction; the relay in
//! `workers` takes what is [`due`] and tells a worker. Telling twice, or not at
//! all, changes nothing but the time: the truth is the row.

use schema::ids::JobId;
use schema::jobs::{Payload, Queue};
use schema::problem::Code;

use crate::clock::Now;
use crate::db::{self, Conn};
use crate::job::Status;
use crate::job::store::{self, NewJob};
use crate::refusal::Refusal;
use crate::trace;

pub use crate::job::store::Listener;

/// Why a job could not be enqueued.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The payload is not JSON: a map with keys that are no text, for example.
    #[error("the payload of {0} cannot be written")]
    Payload(&'static str, #[source] serde_json::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Payload(..) => Code::Internal,
            Self::Database(error) => error.code(),
        }
    }
}

/// Asks for `payload`'s job to be done once this transaction is committed.
/// Asked for twice under the same dedup key, it is done once.
///
/// # Errors
/// [`Error`].
pub fn enqueue<P: Payload>(conn: &mut Conn, now: Now, payload: &P) -> Result<(), Error> {
    enqueue_all(conn, now, std::slice::from_ref(payload))
}

/// [`enqueue`] for many, in as few statements as possible.
///
/// # Errors
/// [`Error`].
pub fn enqueue_all<P: Payload>(conn: &mut Conn, now: Now, payloads: &[P]) -> Result<(), Error> {
    let jobs: Vec<NewJob> = payloads.iter().map(|payload| job(now, payload)).collect::<Result<_, _>>()?;
    Ok(store::insert(conn, &jobs)?)
}

fn job<P: Payload>(now: Now, payload: &P) -> Result<NewJob, Error> {
    Ok(NewJob {
        id: JobId::new(),
        queue: P::QUEUE,
        name: P::NAME,
        payload: serde_json::to_value(payload).map_err(|source| Error::Payload(P::NAME, source))?,
        dedup_key: payload.dedup_key(),
        state: Status::Ready,
        run_at: now.instant(),
        attempt: 0,
        max_attempts: P::MAX_ATTEMPTS,
        crashes: 0,
        trace: trace::current(),
        created_at: now.instant(),
    })
}

/// Up to `limit` jobs of `queue` that are ready, due and not told of within the
/// last ten seconds, oldest first; they count as told. Chosen by state, never by
/// "later than the last": ids become visible out of order.
///
/// # Errors
/// When the database does not answer.
pub fn due(conn: &mut Conn, now: Now, queue: Queue, limit: i64) -> db::Result<Vec<JobId>> {
    store::ring(conn, now, queue, limit)
}
