//! Jobs: rows that are claimed, leased, finished, retried, and left for a person.
//!
//! | step | what holds |
//! |---|---|
//! | [`claim`] | one worker gets the job, under a lease with a fresh token |
//! | [`finish`] | in the transaction of the effect; a lost lease rolls the effect back |
//! | [`fail`] | ready again later, or dead when it may not be tried again |
//! | [`sweep`] | a lease that ran out is a crash; the third makes the job dead |
//!
//! Dead jobs wait for operations staff, who [`retry`] or [`discard`] them.

pub mod state;
pub(crate) mod store;

use chrono::TimeDelta;
use schema::ids::JobId;
use schema::jobs::Queue;
use schema::problem::Code;
use uuid::Uuid;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::refusal::Refusal;
use crate::visibility;

pub use state::{Event, Refused, Status};
pub use store::{Filter, Job};

/// Crashes after which a job is left for a person.
pub const MOST_CRASHES: i32 = 3;

/// First wait before another attempt; doubled each time.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(2);
/// Longest wait before another attempt.
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(30);

/// Why a job could not be handled.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The lease ran out and somebody else may have the job: nothing may be kept.
    #[error("the lease of {0} was lost")]
    LeaseLost(JobId),
    /// No such job.
    #[error("no such job")]
    NotFound,
    /// The job is not dead.
    #[error(transparent)]
    State(#[from] Refused),
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::LeaseLost(_) => Code::Internal,
            Self::NotFound => Code::NotFound,
            Self::State(_) => Code::StateConflict,
            Self::Forbidden(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NotFound | Self::State(_) => Some("id"),
            Self::LeaseLost(_) | Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}

/// A job that this worker has, and the token that proves it.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The job as it was claimed.
    pub job: Job,
    /// The token of the lease.
    pub token: Uuid,
}

/// What [`sweep`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swept {
    /// Jobs made ready again.
    pub returned: usize,
    /// Jobs left for a person.
    pub quarantined: usize,
}

/// Takes the job for `lease`, when it is ready and due; else none: somebody
/// else has it, or it is done, and there is nothing to do.
///
/// # Errors
/// When the database does not answer.
pub fn claim(conn: &mut Conn, now: Now, id: JobId, lease: TimeDelta) -> db::Result<Option<Claim>> {
    let token = JobId::new().uuid();
    let job = store::claim(conn, now, id, token, now.plus(lease))?;
    Ok(job.map(|job| Claim { job, token }))
}

/// Marks the job done, in the transaction of its effect.
///
/// # Errors
/// [`Error::LeaseLost`]: the transaction must be rolled back.
pub fn finish(conn: &mut Conn, now: Now, claim: &Claim) -> Result<(), Error> {
    release(store::finish(conn, now, claim)?, claim)
}

/// Holds the job's row and makes sure that it is still this worker's, before the
/// effect begins: the first lock of a job's transaction.
///
/// # Errors
/// [`Error::LeaseLost`].
pub fn fence(conn: &mut Conn, claim: &Claim) -> Result<(), Error> {
    release(store::fence(conn, claim)?, claim)
}

/// Takes the job back after a failed attempt: ready again after a wait when the
/// cause is `transient` and attempts are left, dead otherwise. `error` is kept
/// for whoever looks at it: no secrets.
///
/// # Errors
/// [`Error::LeaseLost`].
pub fn fail(conn: &mut Conn, now: Now, claim: &Claim, error: &str, transient: bool) -> Result<Status, Error> {
    let job = &claim.job;
    let status = if transient && job.attempt < job.max_attempts { Status::Ready } else { Status::Dead };
    let run_at = now.plus(wait_before(job.attempt, claim.token));
    release(store::fail(conn, now, claim, status, run_at, error)?, claim)?;
    Ok(status)
}

/// Returns a job that was begun but not carried out, for not before `wait` is over; the attempt
/// does not count.
///
/// # Errors
/// [`Error::LeaseLost`].
pub fn give_back(conn: &mut Conn, now: Now, claim: &Claim, wait: TimeDelta) -> Result<(), Error> {
    release(store::give_back(conn, claim, now.plus(wait))?, claim)
}

/// Returns the jobs whose worker was lost, and leaves those for a person that
/// lost [`MOST_CRASHES`] of them. At most 500 jobs a call.
///
/// # Errors
/// When the database does not answer.
pub fn sweep(conn: &mut Conn, now: Now) -> db::Result<Swept> {
    let quarantined = store::quarantine(conn, now, MOST_CRASHES)?;
    let returned = store::reclaim(conn, now)?;
    Ok(Swept { returned, quarantined })
}

/// How many jobs each queue has in each state; done ones are not counted.
///
/// # Errors
/// When the database does not answer.
pub fn counts(conn: &mut Conn) -> db::Result<Vec<(Queue, Status, i64)>> {
    store::counts(conn)
}

/// Removes jobs that were done before `now` less 30 days, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub fn clean(conn: &mut Conn, now: Now, limit: i64) -> db::Result<usize> {
    store::delete_done(conn, now.minus(TimeDelta::days(30)), limit)
}

/// Makes a dead job ready again, with all its attempts.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`] unless it is dead.
pub fn retry(conn: &mut Conn, now: Now, actor: &Actor, id: JobId) -> Result<Job, Error> {
    decide(conn, now, actor, id, Event::Retry, "job.retry")
}

/// Gives a dead job up.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`] unless it is dead.
pub fn discard(conn: &mut Conn, now: Now, actor: &Actor, id: JobId) -> Result<Job, Error> {
    decide(conn, now, actor, id, Event::Discard, "job.discard")
}

/// A page of the jobs the actor may see.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn page(conn: &mut Conn, actor: &Actor, filter: &Filter, page: &Page) -> Result<Slice<Job>, Error> {
    actor.require(Permission::JobView)?;
    Ok(store::page(conn, &visibility::platform(actor), filter, page)?)
}

/// How many jobs `filter` finds.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn count(conn: &mut Conn, actor: &Actor, filter: &Filter) -> Result<i64, Error> {
    actor.require(Permission::JobView)?;
    Ok(store::count(conn, &visibility::platform(actor), filter)?)
}

/// Those of `ids` the actor may see; none to who may see no jobs.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[JobId]) -> db::Result<Vec<Job>> {
    if !actor.may(Permission::JobView) {
        return Ok(Vec::new());
    }
    store::by_ids(conn, &visibility::platform(actor), ids)
}

fn decide(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: JobId,
    event: Event,
    operation: &'static str,
) -> Result<Job, Error> {
    let person = actor.person_with(Permission::JobManage)?;
    let job = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    let status = job.state.on(event)?;
    let job = store::set_state(conn, now, id, status)?;
    audit::record(
        conn,
        now,
        actor,
        &audit::Line {
            party_id: person.party_id,
            operation,
            subject: id.to_string(),
            details: serde_json::json!({ "name": job.name }),
        },
    )?;
    Ok(job)
}

const fn release(rows: usize, claim: &Claim) -> Result<(), Error> {
    if rows == 1 { Ok(()) } else { Err(Error::LeaseLost(claim.job.id)) }
}

/// Doubling from [`FIRST_WAIT`] to [`LONGEST_WAIT`], and up to half as much again, so that
/// jobs that failed together are not tried together. The token is what differs between them.
fn wait_before(attempt: i32, token: Uuid) -> TimeDelta {
    let doublings = u32::try_from(attempt.clamp(1, 20)).unwrap_or(1) - 1;
    let wait = FIRST_WAIT.checked_mul(1_i32 << doublings).unwrap_or(LONGEST_WAIT).min(LONGEST_WAIT);
    let [.., last] = *token.as_bytes();
    wait + wait * i32::from(last) / 512
}
