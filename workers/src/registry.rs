//! Every job, once.
//!
//! Adding a job is a payload in `schema::jobs`, a file in `jobs/` and a
//! line in `table` below. What dispatches, measures, schedules and documents jobs
//! reads this table; queue, name and attempts come from the payload.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, Timelike};
use domain::clock::Now;
use domain::db::Conn;
use domain::outbox;
use futures_util::future::BoxFuture;
use schema::jobs::{
    CleanUp, EndAuthorizations, ExpireCoupons, ExpireInvitations, ExpirePartings, ExpirePartnerInvitations,
    ExpireReports, Payload, Queue, SnapshotLedger, VerifyBooks,
};
use serde_json::Value;

use crate::bell::Line;
use crate::cx::{Cx, Done};
use crate::jobs::{
    clean_up, complete_onboarding, credit_bank_entry, decide_bank_entries, end_authorizations, execute_parting,
    expire_coupons, expire_invitations, expire_partings, expire_partner_invitations, expire_reports, import_bank_file,
    retry_held_entries, send_email, snapshot_ledger, verify_books, warn_balance,
};
use crate::outcome::JobError;

/// The jobs: seconds an attempt may take, handler, and the hour (UTC) of daily ones.
fn table() -> Vec<Job> {
    vec![
        Job::of(120, import_bank_file::run),
        Job::of(60, decide_bank_entries::run),
        Job::of(30, credit_bank_entry::run),
        Job::of(120, retry_held_entries::run),
        Job::of(60, send_email::run),
        Job::of(30, warn_balance::run),
        // When a day of the business has begun.
        Job::of(300, expire_partner_invitations::run).daily_at(16, |on| ExpirePartnerInvitations { on }),
        Job::of(300, end_authorizations::run).daily_at(17, |on| EndAuthorizations { on }),
        Job::of(300, snapshot_ledger::run).daily_at(3, |on| SnapshotLedger { on }),
        Job::of(900, verify_books::run).daily_at(4, |on| VerifyBooks { on }),
        Job::of(300, clean_up::run).daily_at(5, |on| CleanUp { on }),
        // 16:00 UTC is midnight of the business.
        Job::of(30, complete_onboarding::run),
        Job::of(300, execute_parting::run),
        Job::of(300, expire_invitations::run).daily_at(17, |on| ExpireInvitations { on }),
        Job::of(600, expire_coupons::run).daily_at(16, |on| ExpireCoupons { on }),
        Job::of(300, expire_reports::run).daily_at(16, |on| ExpireReports { on }),
        Job::of(300, expire_partings::run).daily_at(16, |on| ExpirePartings { on }),
    ]
}

/// How many jobs of a queue one process runs at once.
const fn concurrency(queue: Queue) -> usize {
    match queue {
        Queue::Maintenance => 1,
        Queue::Withdrawal | Queue::Billing => 2,
        Queue::Invoice | Queue::Bank | Queue::RealName | Queue::Onboarding => 4,
        // These wait for others most of the time.
        Queue::Email | Queue::Webhook => 8,
    }
}

type Start = Arc<dyn Fn(Value, Cx) -> BoxFuture<'static, Result<Done, JobError>> + Send + Sync>;
type Enqueue = Arc<dyn Fn(&mut Conn, Now) -> Result<(), outbox::Error> + Send + Sync>;

/// A job that this binary can do.
pub struct Job {
    /// The line it waits in.
    pub queue: Queue,
    /// Its stable name.
    pub name: &'static str,
    /// How often it is tried.
    pub max_attempts: i32,
    /// How long an attempt may take.
    pub timeout: Duration,
    /// When it is enqueued without anybody asking.
    pub daily: Option<Daily>,
    start: Start,
}

/// Once a day, from `hour` (UTC) on; a day on which no worker ran is left out.
#[derive(Clone)]
pub struct Daily {
    /// The hour, 0 to 23.
    pub hour: u32,
    enqueue: Enqueue,
}

impl Job {
    fn of<P, H, F>(timeout_seconds: u64, handler: H) -> Self
    where
        P: Payload,
        H: Fn(P, Cx) -> F + Send + Sync + 'static,
        F: Future<Output = Result<Done, JobError>> + Send + 'static,
    {
        let start = move |payload: Value, cx: Cx| -> BoxFuture<'static, Result<Done, JobError>> {
            match serde_json::from_value(payload) {
                Ok(payload) => Box::pin(handler(payload, cx)),
                // A payload that changed has another name, so no later attempt can read it either.
                Err(error) => Box::pin(std::future::ready(Err(JobError::of(error, false)))),
            }
        };
        Self {
            queue: P::QUEUE,
            name: P::NAME,
            max_attempts: P::MAX_ATTEMPTS,
            timeout: Duration::from_secs(timeout_seconds),
            daily: None,
            start: Arc::new(start),
        }
    }

    /// Enqueues `payload` of the day; the date in its dedup key makes that once.
    fn daily_at<P: Payload>(mut self, hour: u32, payload: fn(NaiveDate) -> P) -> Self {
        let enqueue = move |conn: &mut Conn, now: Now| outbox::enqueue(conn, now, &payload(now.date()));
        self.daily = Some(Daily { hour, enqueue: Arc::new(enqueue) });
        self
    }

    /// Begins an attempt.
    pub(crate) fn start(&self, payload: Value, cx: Cx) -> BoxFuture<'static, Result<Done, JobError>> {
        (self.start)(payload, cx)
    }
}

impl Daily {
    /// Whether the hour has come today.
    pub(crate) fn is_due(&self, now: Now) -> bool {
        now.instant().hour() >= self.hour
    }

    /// Enqueues today's job, unless it is there already.
    pub(crate) fn enqueue(&self, conn: &mut Conn, now: Now) -> Result<(), outbox::Error> {
        (self.enqueue)(conn, now)
    }
}

/// The table, and what can be asked of it.
pub struct Registry {
    jobs: Vec<Job>,
}

impl Default for Registry {
    fn default() -> Self {
        Self { jobs: table() }
    }
}

impl Registry {
    /// All of them.
    #[must_use]
    pub fn jobs(&self) -> &[Job] {
        &self.jobs
    }

    /// The job of that queue and name.
    #[must_use]
    pub fn find(&self, queue: Queue, name: &str) -> Option<&Job> {
        self.jobs.iter().find(|job| job.queue == queue && job.name == name)
    }

    /// The queues that have jobs, and how many of each run at once.
    pub(crate) fn lines(&self) -> Vec<Line> {
        let has_jobs = |queue: &Queue| self.jobs.iter().any(|job| job.queue == *queue);
        let line = |queue| Line { queue, concurrency: concurrency(queue) };
        Queue::ALL.iter().copied().filter(has_jobs).map(line).collect()
    }

    /// The longest time an attempt at a job of `queue` may take.
    pub(crate) fn longest(&self, queue: Queue) -> Duration {
        let timeouts = self.jobs.iter().filter(|job| job.queue == queue).map(|job| job.timeout);
        timeouts.max().unwrap_or_default()
    }
}

/// A table in Markdown.
impl fmt::Display for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| queue | at once | job | attempts | timeout | daily, UTC |\n|---|---|---|---|---|---|")?;
        for job in &self.jobs {
            let daily = job.daily.as_ref().map_or_else(|| "-".to_owned(), |daily| format!("{:02}:00", daily.hour));
            let (queue, seconds) = (job.queue, job.timeout.as_secs());
            writeln!(
                f,
                "| {queue} | {} | {} | {} | {seconds} s | {daily} |",
                concurrency(queue),
                job.name,
                job.max_attempts
            )?;
        }
        Ok(())
    }
}
