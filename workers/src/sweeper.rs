//! Chores beside the relay, each on its own beat, each surviving an outage.
//!
//! | beat | chore |
//! |---|---|
//! | 2 s | jobs whose worker was lost become ready again, or are left for a person |
//! | 2 s | what finished ids left behind in Redis is removed |
//! | 15 s | jobs are counted for the metrics |
//! | 3 s | files in the watched folder, where there is one, are taken in |
//! | 60 s | daily jobs whose hour has come are enqueued |

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use domain::{db, job, outbox};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

use crate::bell::Bell;
use crate::inbox::{self, Inbox};
use crate::observe;
use crate::outage::Outage;
use crate::parts::Parts;
use crate::registry::{Daily, Registry};

/// Starts the chores; they end when `stopping` is cancelled.
pub(crate) fn start(
    chores: &mut JoinSet<()>,
    parts: &Parts,
    inbox: Option<Inbox>,
    registry: &Registry,
    bell: &Arc<Bell>,
    stopping: &CancellationToken,
) {
    let daily: Vec<Daily> = registry.jobs().iter().filter_map(|job| job.daily.clone()).collect();
    let every = |seconds, what| Beat { every: Duration::from_secs(seconds), what, stopping: stopping.clone() };
    chores.spawn(every(2, "the sweeper").keep(parts.clone(), sweep));
    chores.spawn(every(2, "the sweeper of the bell").keep(Arc::clone(bell), |bell| async move { bell.sweep().await }));
    if let Some(inbox) = inbox {
        chores.spawn(every(3, "the watched folder").keep(inbox, inbox::look));
    }
    chores.spawn(every(15, "the count of jobs").keep(parts.clone(), count));
    chores.spawn(every(60, "the schedule").keep((parts.clone(), daily), |(parts, daily)| schedule(parts, daily)));
}

/// How often something is done, and until when.
struct Beat {
    every: Duration,
    what: &'static str,
    stopping: CancellationToken,
}

impl Beat {
    async fn keep<A, F, E>(self, with: A, chore: impl Fn(A) -> F + Send)
    where
        A: Clone + Send,
        F: Future<Output = Result<(), E>> + Send,
        E: Error + 'static,
    {
        let mut outage = Outage::of(self.what);
        while !self.stopping.is_cancelled() {
            let wait = match chore(with.clone()).await {
                Ok(()) => {
                    outage.over();
                    self.every
                }
                Err(error) => outage.failed(&error),
            };
            tokio::select! {
                () = self.stopping.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }
}

async fn sweep(parts: Parts) -> Result<(), db::Error> {
    let now = parts.clock.now();
    let swept = parts.db.tx(move |conn| job::sweep(conn, now)).await?;
    if swept.returned > 0 {
        tracing::warn!(jobs = swept.returned, "returned: their worker was lost");
    }
    if swept.quarantined > 0 {
        tracing::error!(jobs = swept.quarantined, "left for a person: they lost their worker too often");
    }
    Ok(())
}

async fn count(parts: Parts) -> Result<(), db::Error> {
    observe::jobs(&parts.db.read(job::counts).await?);
    Ok(())
}

async fn schedule(parts: Parts, daily: Vec<Daily>) -> Result<(), outbox::Error> {
    let now = parts.clock.now();
    let due = move |conn: &mut domain::Conn| {
        daily.iter().filter(|daily| daily.is_due(now)).try_for_each(|daily| daily.enqueue(conn, now))
    };
    parts.db.tx(due).await
}
