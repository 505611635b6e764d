//! Carries job ids to a worker that is free: this process or another one.
//!
//! The bell is allowed to fail. It may lose an id, say it twice or be away: the
//! job is a row, [`crate::relay`] rings again, and a duplicate is claimed by
//! nobody. So nothing here is retried, acknowledged by hand or kept.
//!
//! | bell | carries through | for |
//! |---|---|---|
//! | [`RedisBell`] | Redis, by apalis | any number of processes |
//! | [`PollBell`] | channels of this process | one process, or PostgreSQL alone |
//!
//! This is the only file that knows apalis or Redis. Each setting of apalis
//! below is the answer to something that went wrong without it.

mod poll;

use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use apalis::prelude::{
    BackendExt, Codec, Event, Monitor, MonitorContext, TaskSink, TaskSinkError, WorkerBuilder, WorkerBuilderExt,
};
use apalis_redis::{Config, RedisStorage};
use futures_util::future::BoxFuture;
use redis::AsyncCommands;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use schema::ids::JobId;
use schema::jobs::Queue;
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

pub(crate) use self::poll::PollBell;
use crate::outage::Outage;

/// Ids a queue holds at most before the relay waits; apalis's scripts fail for good at 8 000.
const ROOM: usize = 2_000;
/// How long an idle worker waits before it asks again; without it, tens of seconds.
const POLL_EVERY: Duration = Duration::from_millis(100);
/// How often a worker says that it lives. Its name is forgotten after three of them.
const HEARTBEAT: Duration = Duration::from_secs(5);
/// redis's own default of 500 ms ends workers on a busy machine.
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(5);
/// Before a worker that failed begins again.
const RESTART_DELAY: Duration = Duration::from_secs(1);
/// How long the workers may take to say goodbye to Redis.
const FAREWELL: Duration = Duration::from_secs(2);
/// Keys removed by one command of the sweep.
const SWEEP_BATCH: usize = 500;

/// What is done with an id that arrived; ends when its job did.
pub(crate) type Answer = Arc<dyn Fn(Queue, JobId) -> BoxFuture<'static, ()> + Send + Sync>;

/// A queue and how many of its jobs this process runs at once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Whose ids.
    pub(crate) queue: Queue,
    /// How many at once, at least 1.
    pub(crate) concurrency: usize,
}

/// The bell could not do what it was asked; it may a moment later.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    /// Redis did not answer, or refused.
    #[error("redis did not answer")]
    Redis(#[from] redis::RedisError),
    /// apalis could not push.
    #[error("apalis could not push")]
    Push(#[from] TaskSinkError<apalis_redis::Error>),
}

/// The address of Redis is none.
#[derive(Debug, thiserror::Error)]
#[error("REDIS_URL cannot be used")]
pub struct Unusable(#[from] redis::RedisError);

/// Either way of carrying ids.
pub(crate) enum Bell {
    /// Through Redis.
    Redis(RedisBell),
    /// Within this process.
    Poll(PollBell),
}

impl Bell {
    /// How many more ids `queue` takes now.
    pub(crate) async fn room(&self, queue: Queue) -> Result<usize, Error> {
        match self {
            Self::Redis(bell) => bell.room(queue).await,
            Self::Poll(bell) => Ok(bell.room(queue)),
        }
    }

    /// Tells a worker of `queue` about `ids`.
    pub(crate) async fn ring(&self, queue: Queue, ids: Vec<JobId>) -> Result<(), Error> {
        match self {
            Self::Redis(bell) => bell.ring(queue, ids).await,
            Self::Poll(bell) => {
                bell.ring(queue, ids);
                Ok(())
            }
        }
    }

    /// Removes what finished ids left behind.
    pub(crate) async fn sweep(&self) -> Result<(), Error> {
        match self {
            Self::Redis(bell) => bell.sweep().await,
            Self::Poll(_) => Ok(()),
        }
    }

    /// Takes no further ids.
    pub(crate) fn close(&self) {
        match self {
            Self::Redis(bell) => bell.close(),
            // Its listeners find the runner stopping.
            Self::Poll(_) => {}
        }
    }

    /// Ends what carries ids, once the jobs are over.
    pub(crate) async fn stop(self) {
        match self {
            Self::Redis(bell) => bell.stop().await,
            Self::Poll(bell) => drop(bell),
        }
    }
}

/// Redis lists by apalis: one per queue, shared by every process with the same prefix.
pub(crate) struct RedisBell {
    prefix: Arc<str>,
    lines: Vec<Line>,
    redis: ConnectionManager,
    monitor: MonitorContext,
    stopping: CancellationToken,
    workers: AbortOnDropHandle<()>,
}

impl RedisBell {
    /// Starts a worker for each of `lines`; Redis need not be there yet.
    ///
    /// - `url`: `redis://:password@host:port/database`
    /// - `prefix`: before every key, so that two systems can share a Redis
    ///
    /// # Errors
    /// [`Unusable`] when `url` cannot be read.
    pub(crate) fn start(url: &str, prefix: &str, lines: Vec<Line>, answer: &Answer) -> Result<Self, Unusable> {
        let settings = ConnectionManagerConfig::new()
            .set_response_timeout(Some(RESPONSE_TIMEOUT))
            .set_connection_timeout(Some(RESPONSE_TIMEOUT))
            // Whoever asked tries again by itself, and should learn soon that it has to.
            .set_number_of_retries(1);
        let redis = ConnectionManager::new_lazy_with_config(redis::Client::open(url)?, settings)?;
        let prefix: Arc<str> = prefix.into();
        let stopping = CancellationToken::new();
        let mut monitor = supervised(&stopping);
        for line in &lines {
            monitor = with_worker(monitor, *line, config(&prefix, line.queue), redis.clone(), answer);
        }
        let context = monitor.context();
        let workers = AbortOnDropHandle::new(tokio::spawn(async move {
            if let Err(error) = monitor.run().await {
                tracing::debug!(%error, "workers ended");
            }
        }));
        Ok(Self { prefix, lines, redis, monitor: context, stopping, workers })
    }

    async fn room(&self, queue: Queue) -> Result<usize, Error> {
        let config = config(&self.prefix, queue);
        let (waiting, scheduled): (usize, usize) = redis::pipe()
            .llen(config.active_jobs_list())
            .zcard(config.scheduled_jobs_set())
            .query_async(&mut self.redis.clone())
            .await?;
        Ok(ROOM.saturating_sub(waiting).saturating_sub(scheduled))
    }

    async fn ring(&self, queue: Queue, ids: Vec<JobId>) -> Result<(), Error> {
        let ids = ids.iter().map(ToString::to_string).collect();
        storage(self.redis.clone(), config(&self.prefix, queue)).with_codec(BareText).push_bulk(ids).await?;
        Ok(())
    }

    /// apalis keeps every finished task; its own `vacuum` reads all of them at once.
    async fn sweep(&self) -> Result<(), Error> {
        let mut redis = self.redis.clone();
        for line in &self.lines {
            let config = config(&self.prefix, line.queue);
            for finished in [config.done_jobs_set(), config.dead_jobs_set()] {
                while sweep_batch(&mut redis, &config, &finished).await? == SWEEP_BATCH {}
            }
            forget_names(&mut redis, &config).await?;
        }
        Ok(())
    }

    fn close(&self) {
        self.stopping.cancel();
        if let Err(error) = self.monitor.shutdown() {
            tracing::debug!(%error, "workers were gone already");
        }
    }

    async fn stop(self) {
        if tokio::time::timeout(FAREWELL, self.workers).await.is_err() {
            tracing::debug!("ended without a farewell to Redis");
        }
    }
}

/// Any Redis error ends a worker, so the monitor begins it again, after a delay.
fn supervised(stopping: &CancellationToken) -> Monitor {
    let outage = Arc::new(Mutex::new(Outage::of("redis")));
    let met = Arc::clone(&outage);
    let stopping = stopping.clone();
    Monitor::new()
        .should_restart(move |_, error| {
            met.lock().unwrap_or_else(PoisonError::into_inner).failed(error);
            !stopping.is_cancelled()
        })
        .on_event(move |_, event| {
            if matches!(event, Event::HeartBeat) {
                outage.lock().unwrap_or_else(PoisonError::into_inner).over();
            }
        })
}

fn with_worker(monitor: Monitor, line: Line, config: Config, redis: ConnectionManager, answer: &Answer) -> Monitor {
    let Line { queue, concurrency } = line;
    let answer = Arc::clone(answer);
    let arrived = move |text: String| {
        let answer = Arc::clone(&answer);
        async move {
            match text.parse::<JobId>() {
                Ok(id) => answer(queue, id).await,
                Err(error) => tracing::warn!(%queue, %error, "something else than an id was rung"),
            }
        }
    };
    monitor.register(move |restarts| {
        let delay = if restarts == 0 { Duration::ZERO } else { RESTART_DELAY };
        let backend = storage(redis.clone(), config.clone())
            .with_codec(BareText)
            .before_start(move |_| async move {
                tokio::time::sleep(delay).await;
                Ok(())
            })
            .poll_with_interval(POLL_EVERY);
        WorkerBuilder::new(new_name(queue))
            .backend(backend)
            .concurrency(concurrency)
            .catch_panic()
            .build(arrived.clone())
    })
}

/// A name nobody had: a name is refused for a while after its worker was lost,
/// and two workers of one name hide each other's loss.
#[expect(clippy::disallowed_methods, reason = "the name of a worker is not an id of ours")]
fn new_name(queue: Queue) -> String {
    format!("{queue}-{}", uuid::Uuid::now_v7())
}

fn config(prefix: &str, queue: Queue) -> Config {
    Config::default()
        .queue(format!("{prefix}:{queue}"))
        // A larger batch stops the heartbeat while it drains, and healthy jobs run twice.
        .batch_size(1)
        .heartbeat_interval(HEARTBEAT)
        .missed_heartbeats(3)
        // The lease is in PostgreSQL; a second one in Redis only costs.
        .lock_tasks(false)
        .emit_events(false)
}

fn storage(redis: ConnectionManager, config: Config) -> RedisStorage<String> {
    RedisStorage::new(redis).with_config(config)
}

/// The id as it is, and whatever else is found as text: a payload that cannot be
/// decoded ends its worker.
#[derive(Debug, Clone, Copy)]
struct BareText;

impl Codec<String> for BareText {
    type Error = Infallible;
    type Compact = Vec<u8>;

    fn encode(&self, text: &String) -> Result<Vec<u8>, Infallible> {
        Ok(text.clone().into_bytes())
    }

    fn decode(&self, bytes: &Vec<u8>) -> Result<String, Infallible> {
        Ok(String::from_utf8_lossy(bytes).into_owned())
    }
}

/// Forgets up to [`SWEEP_BATCH`] tasks of the set `finished`; returns how many.
async fn sweep_batch(redis: &mut ConnectionManager, config: &Config, finished: &str) -> Result<usize, Error> {
    let count = isize::try_from(SWEEP_BATCH).unwrap_or(isize::MAX);
    let tasks: Vec<String> = redis.srandmember_multiple(finished, count).await?;
    if tasks.is_empty() {
        return Ok(0);
    }
    let meta = config.job_meta_hash();
    let metas: Vec<String> = tasks.iter().map(|task| format!("{meta}:{task}")).collect();
    redis::pipe()
        .atomic()
        .hdel(config.job_data_hash(), &tasks)
        .del(metas)
        .srem(finished, &tasks)
        .exec_async(redis)
        .await?;
    Ok(tasks.len())
}

/// Each start leaves the description of a worker behind, which nothing reads.
async fn forget_names(redis: &mut ConnectionManager, config: &Config) -> Result<(), Error> {
    let names: Vec<String> = redis.zrange(config.workers_set(), 0, -1).await?;
    if !names.is_empty() {
        let queue = config.queue.as_ref();
        let described: Vec<String> = names.iter().map(|name| format!("{queue}:workers:metadata:{name}")).collect();
        let _: usize = redis.del(described).await?;
    }
    Ok(())
}
