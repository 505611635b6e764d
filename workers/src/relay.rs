//! Finds jobs that are ready and due, and rings for them.
//!
//! It looks when PostgreSQL says that a job was enqueued, and every second in
//! case nothing was said. What it misses, rings twice or cannot ring costs time
//! and nothing else, so an outage of PostgreSQL or Redis only makes it wait.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use domain::clock::Clock;
use domain::db::{self, Db};
use domain::outbox::{self, Listener};
use schema::jobs::Queue;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::bell::{self, Bell};
use crate::observe;
use crate::outage::Outage;

/// Without a notification. Jobs that become due by the clock wait this long at most.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Ids of one transaction.
const BATCH: usize = 200;
/// Between two looks at the listening connection, which cost no statement.
const LISTEN_EVERY: Duration = Duration::from_millis(50);

/// Rings for the jobs of `queues` until it is stopped.
pub(crate) struct Relay {
    pub(crate) db: Db,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) bell: Arc<Bell>,
    pub(crate) queues: Vec<Queue>,
    pub(crate) woken: Arc<Notify>,
    pub(crate) stopping: CancellationToken,
}

/// What kept the relay from ringing.
enum Away {
    Database(db::Error),
    Bell(bell::Error),
}

impl Relay {
    /// Looks and rings until it is stopped.
    pub(crate) async fn run(self) {
        let (mut database, mut bell) = (Outage::of("the database"), Outage::of("the bell"));
        while !self.stopping.is_cancelled() {
            match self.round().await {
                Ok(()) => {
                    database.over();
                    bell.over();
                    self.rest(LOOK_EVERY, self.woken.notified()).await;
                }
                Err(Away::Database(error)) => self.rest(database.failed(&error), std::future::pending()).await,
                Err(Away::Bell(error)) => {
                    database.over();
                    self.rest(bell.failed(&error), std::future::pending()).await;
                }
            }
        }
    }

    async fn rest(&self, at_most: Duration, woken: impl Future<Output = ()>) {
        tokio::select! {
            () = self.stopping.cancelled() => {}
            () = woken => {}
            () = tokio::time::sleep(at_most) => {}
        }
    }

    async fn round(&self) -> Result<(), Away> {
        for queue in &self.queues {
            while self.ring(*queue).await? == BATCH {}
        }
        Ok(())
    }

    /// Rings for one batch; returns how many ids that were.
    async fn ring(&self, queue: Queue) -> Result<usize, Away> {
        // Asked first: a job told to a bell that is away would not be told again for ten seconds.
        let room = self.bell.room(queue).await.map_err(Away::Bell)?.min(BATCH);
        if room == 0 {
            return Ok(0);
        }
        let now = self.clock.now();
        let limit = i64::try_from(room).unwrap_or(i64::MAX);
        let ids = self.db.tx(move |conn| outbox::due(conn, now, queue, limit)).await.map_err(Away::Database)?;
        let count = ids.len();
        if count > 0 {
            self.bell.ring(queue, ids).await.map_err(Away::Bell)?;
            observe::rang(queue, count);
        }
        Ok(count)
    }
}

/// Wakes the relay whenever jobs were enqueued, from a thread of its own until
/// `stopping`: the connection is a blocking one and has nothing else to do.
pub(crate) fn listen(url: SecretString, woken: Arc<Notify>, stopping: CancellationToken) -> thread::JoinHandle<()> {
    thread::spawn(move || {
        let mut outage = Outage::of("notifications");
        while !stopping.is_cancelled() {
            if let Err(error) = hear(&url, &woken, &stopping, &mut outage) {
                pause(outage.failed(&error), &stopping);
            }
        }
    })
}

fn hear(url: &SecretString, woken: &Notify, stopping: &CancellationToken, outage: &mut Outage) -> db::Result<()> {
    let mut listener = Listener::connect(url.expose_secret())?;
    outage.over();
    // Whatever was said while nobody listened.
    woken.notify_one();
    while !stopping.is_cancelled() {
        if listener.rung()? {
            woken.notify_one();
        }
        thread::sleep(LISTEN_EVERY);
    }
    Ok(())
}

fn pause(wait: Duration, stopping: &CancellationToken) {
    let mut left = wait;
    while !left.is_zero() && !stopping.is_cancelled() {
        thread::sleep(LISTEN_EVERY);
        left = left.saturating_sub(LISTEN_EVERY);
    }
}
