//! The whole of it: bell, relay, chores and runner, started and stopped together.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use secrecy::ExposeSecret;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::DropGuard;

pub use crate::bell::Unusable;
use crate::bell::{Answer, Bell, PollBell, RedisBell};
use crate::config::{BellKind, Config};
use crate::inbox::Inbox;
use crate::parts::Parts;
use crate::relay::{self, Relay};
use crate::runner::Runner;
use crate::sweeper;

/// Workers that run, within this process. Dropped without [`Workers::stop`] they
/// end as well, but nobody waits for what runs.
pub struct Workers {
    runner: Arc<Runner>,
    bell: Arc<Bell>,
    chores: JoinSet<()>,
    listener: thread::JoinHandle<()>,
    limit: Duration,
    _dropped: DropGuard,
}

impl Workers {
    /// Starts to work. PostgreSQL and Redis need not be there yet.
    ///
    /// # Errors
    /// [`Unusable`] when the address of Redis is none.
    pub fn start(config: &Config, parts: Parts) -> Result<Self, Unusable> {
        let runner = Runner::new(parts.clone(), config.job_lease);
        let bell = Arc::new(bell(config, &runner)?);
        let stopping = runner.stopping();
        let woken = Arc::new(Notify::new());
        let mut chores = JoinSet::new();
        let relay = Relay {
            db: parts.db.clone(),
            clock: Arc::clone(&parts.clock),
            bell: Arc::clone(&bell),
            queues: runner.registry().lines().iter().map(|line| line.queue).collect(),
            woken: Arc::clone(&woken),
            stopping: stopping.clone(),
        };
        chores.spawn(relay.run());
        let inbox = config.bank_inbox.clone().map(|folder| Inbox { folder: Arc::new(folder), parts: parts.clone() });
        sweeper::start(&mut chores, &parts, inbox, runner.registry(), &bell, &stopping);
        let listener = relay::listen(config.database.url.clone(), woken, stopping.clone());
        Ok(Self { runner, bell, chores, listener, limit: config.stop, _dropped: stopping.drop_guard() })
    }

    /// Begins nothing further, lets running jobs finish within the limit, gives
    /// the others back, and ends once nothing of this is left.
    pub async fn stop(self) {
        self.bell.close();
        self.runner.stop(self.limit).await;
        self.chores.join_all().await;
        let listener = self.listener;
        if let Err(error) = tokio::task::spawn_blocking(move || listener.join()).await {
            tracing::debug!(%error, "the listener was not waited for");
        }
        if let Some(bell) = Arc::into_inner(self.bell) {
            bell.stop().await;
        }
    }
}

fn bell(config: &Config, runner: &Arc<Runner>) -> Result<Bell, Unusable> {
    let lines = runner.registry().lines();
    let runner = Arc::clone(runner);
    let answer: Answer = Arc::new(move |queue, id| Box::pin(Arc::clone(&runner).run(queue, id)));
    Ok(match config.bell {
        BellKind::Redis => {
            Bell::Redis(RedisBell::start(config.redis_url.expose_secret(), &config.redis_prefix, lines, &answer)?)
        }
        BellKind::Poll => Bell::Poll(PollBell::start(&lines, &answer)),
    })
}
