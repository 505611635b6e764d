//! Background jobs, for the vendor's operations staff.

use async_graphql::types::Json;
use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::{Actor, Permission};
use domain::clock::Now;
use domain::job::{self, Event, Status};
use domain::{Conn, db};
use schema::ids::{Id, JobId, named};
use schema::jobs::Queue;
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::page::{Connection, ListOrder, Row, page};
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf};
use crate::loaders::Found;
use crate::viewer::Asked;

/// A line of work that no other line can hold up.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Queue")]
pub(crate) enum JobQueue {
    /// Issuing and posting invoices.
    Invoice,
    /// Checking and paying withdrawals.
    Withdrawal,
    /// Reading bank files, crediting transfers.
    Bank,
    /// Real-name reviews and their callbacks.
    RealName,
    /// E-mail.
    Email,
    /// Webhooks to partners.
    Webhook,
    /// Bills.
    Billing,
    /// Customers on their way to a partner.
    Onboarding,
    /// Cleaning and checking.
    Maintenance,
}

/// Where a job stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum JobState {
    /// It waits for `runAt`, then for a worker.
    Ready,
    /// A worker has it.
    Running,
    /// It was carried out.
    Done,
    /// It failed for good and waits for a person: retry or discard it.
    Dead,
    /// It was discarded.
    Cancelled,
}

/// Which jobs a list has.
#[derive(InputObject)]
pub(crate) struct JobFilter {
    /// Only jobs of this queue.
    queue: Option<JobQueue>,
    /// Only jobs in this state.
    state: Option<JobState>,
    /// Only jobs of this name: `import_bank_file`.
    name: Option<String>,
}

impl From<JobFilter> for job::Filter {
    fn from(filter: JobFilter) -> Self {
        Self { queue: filter.queue.map(Queue::from), state: filter.state.map(Status::from), name: filter.name }
    }
}

/// Work that is done in the background.
pub(crate) struct Job(pub(crate) job::Job);

/// Work that is done in the background. Seen by the vendor's staff with the permission `JOB_VIEW`.
#[Object]
impl Job {
    /// Begins with `job_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The line it waits in.
    async fn queue(&self) -> JobQueue {
        self.0.queue.into()
    }

    /// What is to be done: `import_bank_file`.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// To what: ids and small facts, as bare uuids.
    async fn payload(&self) -> Json<&serde_json::Value> {
        Json(&self.0.payload)
    }

    /// Where it stands.
    async fn state(&self) -> JobState {
        self.0.state.into()
    }

    /// It is not begun before this instant.
    async fn run_at(&self) -> DateTime {
        DateTime(self.0.run_at)
    }

    /// How often it was begun, crashes not counted.
    async fn attempt(&self) -> i32 {
        self.0.attempt
    }

    /// How often it may be begun.
    async fn max_attempts(&self) -> i32 {
        self.0.max_attempts
    }

    /// How often the process that ran it was lost; the third time it is dead.
    async fn crashes(&self) -> i32 {
        self.0.crashes
    }

    /// What the last attempt failed with.
    async fn last_error(&self) -> Option<&str> {
        self.0.last_error.as_deref()
    }

    /// The id of the request that led to it, as in the header `X-Request-Id` and in the log.
    async fn trace_id(&self) -> Option<&str> {
        self.0.trace.as_deref()
    }

    /// When it was enqueued.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it became done, dead or cancelled.
    async fn done_at(&self) -> Option<DateTime> {
        self.0.done_at.map(DateTime)
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let may = ctx.may(Permission::JobManage);
        vec![
            offer("jobRetry", may, self.0.state.on(Event::Retry).is_ok()),
            offer("jobDiscard", may, self.0.state.on(Event::Discard).is_ok()),
        ]
    }
}

impl Row for Job {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Job {
    type Row = job::Job;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[JobId]) -> db::Result<Vec<Self::Row>> {
        job::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about jobs.
#[derive(Default)]
pub(crate) struct JobQuery;

#[Object]
impl JobQuery {
    /// Background jobs. Fails with `FORBIDDEN` without the permission `JOB_VIEW`.
    async fn jobs(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which jobs.")] filter: Option<JobFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Job>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(job::Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, _, actor| job::page(conn, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Job, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, _, actor| job::count(conn, actor, &filter)).await }
        }))
    }
}

/// Which job is tried again.
#[derive(InputObject)]
pub(crate) struct JobRetryInput {
    /// A dead job.
    id: IdOf<named::Job>,
}

/// The answer to `jobRetry`.
#[derive(SimpleObject)]
pub(crate) struct JobRetryPayload {
    /// The job, ready again with all its attempts; null when it was refused.
    job: Option<Job>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for a job that is not dead.
    user_errors: Vec<UserError>,
}

/// Which job is given up.
#[derive(InputObject)]
pub(crate) struct JobDiscardInput {
    /// A dead job.
    id: IdOf<named::Job>,
}

/// The answer to `jobDiscard`.
#[derive(SimpleObject)]
pub(crate) struct JobDiscardPayload {
    /// The job, cancelled; null when it was refused.
    job: Option<Job>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for a job that is not dead.
    user_errors: Vec<UserError>,
}

/// What operations staff decide about dead jobs.
#[derive(Default)]
pub(crate) struct JobMutation;

#[Object]
impl JobMutation {
    /// Tries a dead job again. Needs the permission `JOB_MANAGE`.
    async fn job_retry(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which job.")] input: JobRetryInput,
    ) -> Result<JobRetryPayload, Fault> {
        let retried = ctx.call()?.tx(move |conn, now, actor| job::retry(conn, now, actor, input.id.0)).await;
        let (job, user_errors) = settle(retried)?;
        Ok(JobRetryPayload { job: job.map(Job), user_errors })
    }

    /// Gives a dead job up. Needs the permission `JOB_MANAGE`.
    async fn job_discard(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which job.")] input: JobDiscardInput,
    ) -> Result<JobDiscardPayload, Fault> {
        let discarded = ctx.call()?.tx(move |conn, now, actor| job::discard(conn, now, actor, input.id.0)).await;
        let (job, user_errors) = settle(discarded)?;
        Ok(JobDiscardPayload { job: job.map(Job), user_errors })
    }
}
