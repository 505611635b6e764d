//! Rows of jobs. The state changes of workers are single guarded updates, so
//! that claiming needs no lock beforehand.

use chrono::{DateTime, Utc};
use diesel::connection::SimpleConnection;
use diesel::dsl::{count_star, sql};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer, Text, Timestamptz, Uuid as SqlUuid};
use schema::ids::JobId;
use schema::jobs::Queue;
use schema::tables::jobs;
use serde_json::Value;
use uuid::Uuid;

use super::{Claim, Status};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// A job, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs, check_for_backend(diesel::pg::Pg))]
pub struct Job {
    /// Its id.
    pub id: JobId,
    /// The line it waits in.
    pub queue: Queue,
    /// What is to be done.
    pub name: String,
    /// To what.
    pub payload: Value,
    /// Where it stands.
    pub state: Status,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// How often it was begun.
    pub attempt: i32,
    /// How often it may be.
    pub max_attempts: i32,
    /// How often its worker was lost.
    pub crashes: i32,
    /// What the last attempt failed with.
    pub last_error: Option<String>,
    /// The request that led to it.
    pub trace: Option<String>,
    /// When it was enqueued.
    pub created_at: DateTime<Utc>,
    /// When it became final.
    pub done_at: Option<DateTime<Utc>>,
}

/// A job to be written.
#[derive(Debug, Insertable)]
#[diesel(table_name = jobs)]
pub(crate) struct NewJob {
    pub(crate) id: JobId,
    pub(crate) queue: Queue,
    pub(crate) name: &'static str,
    pub(crate) payload: Value,
    pub(crate) dedup_key: String,
    pub(crate) state: Status,
    pub(crate) run_at: DateTime<Utc>,
    pub(crate) attempt: i32,
    pub(crate) max_attempts: i32,
    pub(crate) crashes: i32,
    pub(crate) trace: Option<String>,
    pub(crate) created_at: DateTime<Utc>,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only this queue.
    pub queue: Option<Queue>,
    /// Only this state.
    pub state: Option<Status>,
    /// Only jobs of this name.
    pub name: Option<String>,
}

/// Hears of new jobs on a connection of its own, without asking the database.
pub struct Listener(PgConnection);

const CHANNEL: &str = "headwater_jobs";

impl Listener {
    /// Listens on a new connection to `url`.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub fn connect(url: &str) -> Result<Self> {
        let mut conn = PgConnection::establish(url)?;
        conn.batch_execute(&format!("listen {CHANNEL}"))?;
        Ok(Self(conn))
    }

    /// Whether jobs were enqueued since the last call. Does not wait.
    ///
    /// # Errors
    /// When the connection is gone.
    pub fn rung(&mut self) -> Result<bool> {
        let mut rung = false;
        for notification in self.0.notifications_iter() {
            notification?;
            rung = true;
        }
        Ok(rung)
    }
}

/// Jobs written by one statement; PostgreSQL takes 65 535 parameters.
const ROWS_AT_ONCE: usize = 1_000;

pub(crate) fn insert(conn: &mut Conn, new: &[NewJob]) -> Result<()> {
    for chunk in new.chunks(ROWS_AT_ONCE) {
        diesel::insert_into(jobs::table)
            .values(chunk)
            .on_conflict((jobs::queue, jobs::dedup_key))
            .do_nothing()
            .execute(conn)?;
    }
    diesel::sql_query("select pg_notify($1, '')").bind::<Text, _>(CHANNEL).execute(conn)?;
    Ok(())
}

pub(crate) fn ring(conn: &mut Conn, now: Now, queue: Queue, limit: i64) -> Result<Vec<JobId>> {
    #[derive(QueryableByName)]
    struct Rung {
        #[diesel(sql_type = SqlUuid)]
        id: Uuid,
    }
    let rung: Vec<Rung> = diesel::sql_query(
        "update jobs set rung_at = $1 where id in ( \
            select id from jobs where queue = $2 and state = 'ready' and run_at <= $1 \
            and (rung_at is null or rung_at <= $3) order by run_at, id limit $4 for update skip locked) \
         returning id",
    )
    .bind::<Timestamptz, _>(now.instant())
    .bind::<Text, _>(queue)
    .bind::<Timestamptz, _>(ringing_since(now))
    .bind::<BigInt, _>(limit)
    .load(conn)?;
    let mut ids: Vec<JobId> = rung.into_iter().map(|row| JobId::from_uuid(row.id)).collect();
    ids.sort_unstable();
    Ok(ids)
}

fn ringing_since(now: Now) -> DateTime<Utc> {
    now.minus(chrono::TimeDelta::seconds(10))
}

pub(crate) fn claim(conn: &mut Conn, now: Now, id: JobId, token: Uuid, until: DateTime<Utc>) -> Result<Option<Job>> {
    let ready =
        jobs::table.filter(jobs::id.eq(id).and(jobs::state.eq(Status::Ready)).and(jobs::run_at.le(now.instant())));
    let claimed = diesel::update(ready)
        .set((
            jobs::state.eq(Status::Running),
            jobs::attempt.eq(jobs::attempt + 1),
            jobs::lease_token.eq(token),
            jobs::lease_until.eq(until),
        ))
        .returning(Job::as_returning())
        .get_result(conn)
        .optional()?;
    Ok(claimed)
}

pub(crate) fn fence(conn: &mut Conn, claim: &Claim) -> Result<usize> {
    let held = jobs::table.filter(jobs::id.eq(claim.job.id).and(jobs::lease_token.eq(claim.token)));
    let found: Option<JobId> = held.select(jobs::id).for_update().get_result(conn).optional()?;
    Ok(usize::from(found.is_some()))
}

pub(crate) fn finish(conn: &mut Conn, now: Now, claim: &Claim) -> Result<usize> {
    let held = jobs::table.filter(jobs::id.eq(claim.job.id).and(jobs::lease_token.eq(claim.token)));
    let finished = diesel::update(held).set((
        jobs::state.eq(Status::Done),
        jobs::done_at.eq(now.instant()),
        jobs::lease_token.eq(None::<Uuid>),
        jobs::lease_until.eq(None::<DateTime<Utc>>),
        jobs::last_error.eq(None::<String>),
    ));
    Ok(finished.execute(conn)?)
}

pub(crate) fn fail(
    conn: &mut Conn,
    now: Now,
    claim: &Claim,
    status: Status,
    run_at: DateTime<Utc>,
    error: &str,
) -> Result<usize> {
    let held = jobs::table.filter(jobs::id.eq(claim.job.id).and(jobs::lease_token.eq(claim.token)));
    let done_at = (status == Status::Dead).then_some(now.instant());
    let failed = diesel::update(held).set((
        jobs::state.eq(status),
        jobs::run_at.eq(run_at),
        jobs::rung_at.eq(None::<DateTime<Utc>>),
        jobs::done_at.eq(done_at),
        jobs::lease_token.eq(None::<Uuid>),
        jobs::lease_until.eq(None::<DateTime<Utc>>),
        jobs::last_error.eq(error),
    ));
    Ok(failed.execute(conn)?)
}

pub(crate) fn give_back(conn: &mut Conn, claim: &Claim, run_at: DateTime<Utc>) -> Result<usize> {
    let held = jobs::table.filter(jobs::id.eq(claim.job.id).and(jobs::lease_token.eq(claim.token)));
    let returned = diesel::update(held).set((
        jobs::state.eq(Status::Ready),
        jobs::attempt.eq(jobs::attempt - 1),
        jobs::run_at.eq(run_at),
        jobs::rung_at.eq(None::<DateTime<Utc>>),
        jobs::lease_token.eq(None::<Uuid>),
        jobs::lease_until.eq(None::<DateTime<Utc>>),
    ));
    Ok(returned.execute(conn)?)
}

/// Jobs whose lease ran out for the last time a job may.
pub(crate) fn quarantine(conn: &mut Conn, now: Now, most_crashes: i32) -> Result<usize> {
    let swept = diesel::sql_query(
        "update jobs set state = 'dead', crashes = crashes + 1, done_at = $1, lease_token = null, lease_until = null, \
            last_error = 'the worker was lost' \
         where id in (select id from jobs where state = 'running' and lease_until <= $1 and crashes + 1 >= $2 \
            order by lease_until limit 500 for update skip locked)",
    )
    .bind::<Timestamptz, _>(now.instant())
    .bind::<Integer, _>(most_crashes);
    Ok(swept.execute(conn)?)
}

/// Jobs whose lease ran out, made ready again. A crash is not an attempt.
pub(crate) fn reclaim(conn: &mut Conn, now: Now) -> Result<usize> {
    let swept = diesel::sql_query(
        "update jobs set state = 'ready', crashes = crashes + 1, attempt = attempt - 1, rung_at = null, \
            lease_token = null, lease_until = null, last_error = 'the worker was lost' \
         where id in (select id from jobs where state = 'running' and lease_until <= $1 \
            order by lease_until limit 500 for update skip locked)",
    )
    .bind::<Timestamptz, _>(now.instant());
    Ok(swept.execute(conn)?)
}

pub(crate) fn counts(conn: &mut Conn) -> Result<Vec<(Queue, Status, i64)>> {
    let open = jobs::table.filter(jobs::state.eq_any([Status::Ready, Status::Running, Status::Dead]));
    Ok(open.group_by((jobs::queue, jobs::state)).select((jobs::queue, jobs::state, count_star())).load(conn)?)
}

pub(crate) fn delete_done(conn: &mut Conn, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    let old = jobs::table
        .filter(jobs::state.eq_any([Status::Done, Status::Cancelled]).and(jobs::done_at.lt(before)))
        .order(jobs::done_at)
        .limit(limit)
        .select(jobs::id);
    let ids: Vec<JobId> = old.load(conn)?;
    Ok(diesel::delete(jobs::table.filter(jobs::id.eq_any(ids))).execute(conn)?)
}

pub(crate) fn lock(conn: &mut Conn, id: JobId) -> Result<Option<Job>> {
    Ok(jobs::table.find(id).select(Job::as_select()).for_update().get_result(conn).optional()?)
}

/// A person's decision: ready anew with all attempts, or given up.
pub(crate) fn set_state(conn: &mut Conn, now: Now, id: JobId, status: Status) -> Result<Job> {
    let done_at = (status != Status::Ready).then_some(now.instant());
    let decided = diesel::update(jobs::table.find(id)).set((
        jobs::state.eq(status),
        jobs::run_at.eq(now.instant()),
        jobs::rung_at.eq(None::<DateTime<Utc>>),
        jobs::attempt.eq(0),
        jobs::crashes.eq(0),
        jobs::done_at.eq(done_at),
    ));
    Ok(decided.returning(Job::as_returning()).get_result(conn)?)
}

fn filtered(visible: &str, filter: &Filter) -> jobs::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = jobs::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(queue) = filter.queue {
        query = query.filter(jobs::queue.eq(queue));
    }
    if let Some(state) = filter.state {
        query = query.filter(jobs::state.eq(state));
    }
    if let Some(name) = filter.name.clone() {
        query = query.filter(jobs::name.eq(name));
    }
    query
}

pub(crate) fn page(conn: &mut Conn, visible: &str, filter: &Filter, page: &Page) -> Result<Slice<Job>> {
    let rows = filtered(visible, filter)
        .filter(sql::<Bool>(&page.within("jobs.id")))
        .order(sql::<SqlUuid>(&page.sorting("jobs.id")))
        .limit(page.limit())
        .select(Job::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(crate) fn count(conn: &mut Conn, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}

pub(crate) fn by_ids(conn: &mut Conn, visible: &str, ids: &[JobId]) -> Result<Vec<Job>> {
    let found = jobs::table.filter(jobs::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Job::as_select()).load(conn)?)
}
