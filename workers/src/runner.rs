//! Runs one job: claim, carry out, record.
//!
//! | what happens | what becomes of the job |
//! |---|---|
//! | nothing to claim | nothing: it is done, or somebody else has it |
//! | the handler returns `Done` | done, in the transaction of its effect |
//! | it fails, panics or takes too long | ready again later, or dead, as the error says |
//! | the lease was lost meanwhile | rolled back; whoever has it now carries on |
//! | this binary does not know the job | given back: a newer binary does it |
//! | the process stops and the limit is over | given back, the attempt not counted |
//! | the process dies | the lease runs out and the sweeper returns it |
//!
//! A job that began is not tied to the bell that brought its id: when Redis goes
//! away in the middle, the job goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use chrono::TimeDelta;
use domain::job::{self, Claim, Status};
use domain::refusal::Refusal;
use domain::{db, outbox};
use schema::ids::JobId;
use schema::jobs::Queue;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::{AbortOnDropHandle, TaskTracker};
use tracing::Instrument;

use crate::cx::{Cx, Done};
use crate::observe::{self, Ending};
use crate::outage::chain;
use crate::outcome::{Cause, JobError};
use crate::parts::Parts;
use crate::registry::{Job, Registry};

/// The lease outlives the longest attempt by this, so that who meets a timeout can record it.
const MARGIN: Duration = Duration::from_secs(10);
/// Between two tries to write down how an attempt ended.
const RECORD_AGAIN: Duration = Duration::from_millis(500);
/// How long giving jobs back may take at the end.
const GIVE_BACK: Duration = Duration::from_secs(3);
/// How long a job this binary does not know is left to others: during a roll-out there are many.
const UNKNOWN_AGAIN: TimeDelta = TimeDelta::seconds(30);
/// Characters of an error that are kept with its job.
const ERROR_LENGTH: usize = 1_000;

/// Carries jobs out, no more of a queue at once than the registry says.
pub struct Runner {
    parts: Parts,
    registry: Registry,
    lease: Option<Duration>,
    slots: BTreeMap<Queue, Arc<Semaphore>>,
    running: TaskTracker,
    stopping: CancellationToken,
    giving_back: CancellationToken,
    unknown: Mutex<BTreeSet<String>>,
}

/// How an attempt ended, before that is written down.
#[derive(Clone)]
enum Outcome {
    /// Nothing to write: it was finished with its effect, or is not ours any more.
    Over(Ending),
    /// To be tried again, or left for a person.
    Failed { error: String, is_transient: bool },
    /// To be returned as if it had not been begun, for not before `wait` is over.
    ToGiveBack { ending: Ending, wait: TimeDelta },
}

impl From<JobError> for Outcome {
    fn from(error: JobError) -> Self {
        let failed =
            |error: Cause, is_transient| Self::Failed { error: shortened(chain(error.as_ref())), is_transient };
        match error {
            JobError::Retry(error) => failed(error, true),
            JobError::Fail(error) => failed(error, false),
            JobError::LeaseLost => Self::Over(Ending::LeaseLost),
        }
    }
}

/// The attempt took longer than the registry allows.
#[derive(Debug, thiserror::Error)]
#[error("not done within {0:?}")]
struct TookTooLong(Duration);

impl Runner {
    /// A runner at rest.
    ///
    /// - `lease`: how long a claim holds; by default 10 s more than the longest
    ///   attempt of the queue. Shorter than that, an attempt may take no longer than the lease.
    #[must_use]
    pub fn new(parts: Parts, lease: Option<Duration>) -> Arc<Self> {
        let registry = Registry::default();
        let slot = |line: crate::bell::Line| (line.queue, Arc::new(Semaphore::new(line.concurrency)));
        Arc::new(Self {
            slots: registry.lines().into_iter().map(slot).collect(),
            parts,
            registry,
            lease,
            running: TaskTracker::new(),
            stopping: CancellationToken::new(),
            giving_back: CancellationToken::new(),
            unknown: Mutex::default(),
        })
    }

    /// The jobs this runner knows.
    #[must_use]
    pub const fn registry(&self) -> &Registry {
        &self.registry
    }

    /// Cancelled when no further work is to be begun.
    pub(crate) fn stopping(&self) -> CancellationToken {
        self.stopping.clone()
    }

    /// Runs the job when it can be claimed, as soon as its queue has a free slot.
    /// Once begun it goes on, even if the caller is dropped.
    pub async fn run(self: Arc<Self>, queue: Queue, id: JobId) {
        let Some(slots) = self.slots.get(&queue).map(Arc::clone) else { return };
        let slot = tokio::select! {
            biased;
            () = self.stopping.cancelled() => return,
            slot = slots.acquire_owned() => slot,
        };
        let runner = Arc::clone(&self);
        let attempt = self.running.spawn(async move {
            runner.attempt(queue, id).await;
            drop(slot);
        });
        if let Err(error) = attempt.await {
            tracing::error!(job = %id, %error, "the runner itself failed");
        }
    }

    /// Runs what is ready and due, and what that leads to, one by one and without
    /// a bell; returns how many ids were run. For tests and tools.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn run_due(self: &Arc<Self>) -> Result<usize, db::Error> {
        let mut count = 0;
        loop {
            let before = count;
            for queue in self.slots.keys().copied() {
                let now = self.parts.clock.now();
                for id in self.parts.db.tx(move |conn| outbox::due(conn, now, queue, 100)).await? {
                    Arc::clone(self).run(queue, id).await;
                    count += 1;
                }
            }
            if count == before {
                return Ok(count);
            }
        }
    }

    /// Begins nothing further, lets what runs finish within `limit`, and gives
    /// the rest back.
    pub(crate) async fn stop(&self, limit: Duration) {
        self.stopping.cancel();
        self.running.close();
        if tokio::time::timeout(limit, self.running.wait()).await.is_err() {
            tracing::warn!(jobs = self.running.len(), "not done within the limit; given back");
            self.giving_back.cancel();
            if tokio::time::timeout(GIVE_BACK, self.running.wait()).await.is_err() {
                tracing::error!(jobs = self.running.len(), "could not be given back; their leases will run out");
            }
        }
    }

    async fn attempt(&self, queue: Queue, id: JobId) {
        let (now, lease) = (self.parts.clock.now(), self.lease(queue));
        let lease = TimeDelta::from_std(lease).unwrap_or(TimeDelta::MAX);
        let claim = match self.parts.db.tx(move |conn| job::claim(conn, now, id, lease)).await {
            Ok(Some(claim)) => Arc::new(claim),
            Ok(None) => return,
            Err(error) => {
                // The relay tells of the outage once; the job is rung again.
                tracing::debug!(job = %id, error = %chain(&error), "not claimed");
                return;
            }
        };
        let job = &claim.job;
        // Not `name`: that is the span's own, and a JSON line would have it twice.
        let span =
            tracing::info_span!("job", job = %id, task = job.name, %queue, attempt = job.attempt, trace = job.trace);
        self.carry_out(claim).instrument(span).await;
    }

    async fn carry_out(&self, claim: Arc<Claim>) {
        let began = Instant::now();
        let outcome = match self.registry.find(claim.job.queue, &claim.job.name) {
            Some(job) => self.work(job, &claim).await,
            None => self.unknown(&claim.job.name),
        };
        let took = began.elapsed();
        let ending = self.record(&claim, &outcome, began).await;
        observe::attempted(&claim.job.name, ending, took);
        say(&outcome, ending, took);
    }

    async fn work(&self, job: &Job, claim: &Arc<Claim>) -> Outcome {
        let cx = Cx::new(&self.parts, Arc::clone(claim));
        let limit = job.timeout.min(self.lease(job.queue));
        // A task of its own: a panic is an answer, and dropping the handle ends it.
        let work = AbortOnDropHandle::new(tokio::spawn(job.start(claim.job.payload.clone(), cx).in_current_span()));
        tokio::select! {
            joined = work => match joined {
                Ok(Ok(Done { .. })) => Outcome::Over(Ending::Done),
                Ok(Err(error)) => error.into(),
                Err(panicked) => JobError::of(panicked, true).into(),
            },
            () = tokio::time::sleep(limit) => JobError::of(TookTooLong(limit), true).into(),
            () = self.giving_back.cancelled() => Outcome::ToGiveBack { ending: Ending::GivenBack, wait: TimeDelta::zero() },
        }
    }

    /// Says so once a name: until a newer binary takes it, the job comes again and again.
    fn unknown(&self, name: &str) -> Outcome {
        let is_new = self.unknown.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        if is_new {
            tracing::warn!("this binary does not know the job; it is left for one that does");
        }
        Outcome::ToGiveBack { ending: Ending::Unknown, wait: UNKNOWN_AGAIN }
    }

    /// Writes down how the attempt ended. While the database is away it tries
    /// again until the lease is over: an outage is not a crash of the job.
    async fn record(&self, claim: &Arc<Claim>, outcome: &Outcome, began: Instant) -> Ending {
        loop {
            match self.write_down(claim, outcome).await {
                Ok(ending) => return ending,
                Err(job::Error::LeaseLost(_)) => return Ending::LeaseLost,
                Err(error) if error.is_transient() && began.elapsed() < self.lease(claim.job.queue) => {
                    tokio::time::sleep(RECORD_AGAIN).await;
                }
                Err(error) => {
                    tracing::error!(error = %chain(&error), "not recorded; the lease will run out");
                    return Ending::LeaseLost;
                }
            }
        }
    }

    async fn write_down(&self, claim: &Arc<Claim>, outcome: &Outcome) -> Result<Ending, job::Error> {
        let (db, claim, now) = (&self.parts.db, Arc::clone(claim), self.parts.clock.now());
        match outcome.clone() {
            Outcome::Over(ending) => Ok(ending),
            Outcome::Failed { error, is_transient } => {
                let status = db.tx(move |conn| job::fail(conn, now, &claim, &error, is_transient)).await?;
                Ok(if status == Status::Dead { Ending::Dead } else { Ending::Retried })
            }
            Outcome::ToGiveBack { ending, wait } => {
                db.tx(move |conn| job::give_back(conn, now, &claim, wait)).await.map(|()| ending)
            }
        }
    }

    fn lease(&self, queue: Queue) -> Duration {
        self.lease.unwrap_or_else(|| self.registry.longest(queue).saturating_add(MARGIN))
    }
}

fn say(outcome: &Outcome, ending: Ending, took: Duration) {
    let error = if let Outcome::Failed { error, .. } = outcome { error.as_str() } else { "" };
    match ending {
        Ending::Done => tracing::info!(took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX), "done"),
        Ending::GivenBack | Ending::Unknown => tracing::debug!(?ending, "given back"),
        Ending::Retried => tracing::warn!(error, "failed; will be tried again"),
        Ending::Dead => tracing::error!(error, "dead: left for a person"),
        Ending::LeaseLost => tracing::warn!(error, "the lease was lost; nothing was kept"),
    }
}

fn shortened(mut text: String) -> String {
    if let Some((end, _)) = text.char_indices().nth(ERROR_LENGTH) {
        text.truncate(end);
    }
    text
}
