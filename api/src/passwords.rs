//! Where passwords are hashed: a few at a time, on threads of their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use schema::problem::Code;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::graphql::problem::Fault;

/// How long a caller waits for a turn.
const WAIT: Duration = Duration::from_millis(500);

/// The places at which passwords are hashed; each takes 19 MiB and a core.
pub(crate) struct Passwords {
    places: Arc<Semaphore>,
    hashed: AtomicU64,
}

/// A place that was waited for.
pub(crate) struct Turn {
    _permit: OwnedSemaphorePermit,
}

impl Passwords {
    pub(crate) fn new(places: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), hashed: AtomicU64::new(0) }
    }

    /// How many calls of [`Passwords::run`] there were.
    pub(crate) fn hashed(&self) -> u64 {
        self.hashed.load(Ordering::Relaxed)
    }

    /// Waits for a place.
    ///
    /// # Errors
    /// `UNAVAILABLE` after half a second.
    pub(crate) async fn turn(&self) -> Result<Turn, Fault> {
        match tokio::time::timeout(WAIT, Arc::clone(&self.places).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Turn { _permit: permit }),
            Ok(Err(_)) | Err(_) => Err(Fault::of(Code::Unavailable)),
        }
    }

    /// Hashes on a thread, which keeps the place also when the caller goes away.
    ///
    /// # Errors
    /// `INTERNAL` when the thread is lost.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        turn: Turn,
        hash: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        self.hashed.fetch_add(1, Ordering::Relaxed);
        metrics::counter!("passwords_hashed_total").increment(1);
        let done = tokio::task::spawn_blocking(move || {
            let hashed = hash();
            drop(turn);
            hashed
        });
        done.await.map_err(Fault::internal)
    }
}
