//! What a handler is given: the parts, its claim on the job, and the one way to be done.

use std::sync::Arc;

use domain::clock::Now;
use domain::db::Conn;
use domain::job::{self, Claim};

use crate::outcome::JobError;
use crate::parts::Parts;

/// Proof that a job was finished in the transaction of its effect.
///
/// Only [`Cx::complete`] makes one and a handler has to return one, so no
/// handler can have an effect and forget to finish, or the other way round.
#[derive(Debug)]
pub(crate) struct Done(());

/// One attempt at one job.
pub(crate) struct Cx {
    parts: Parts,
    claim: Arc<Claim>,
}

impl Cx {
    /// An attempt at the job of `claim`; what it enqueues carries the job's trace.
    pub(crate) fn new(parts: &Parts, claim: Arc<Claim>) -> Self {
        let db = parts.db.traced(claim.job.trace.clone());
        Self { parts: Parts { db, ..parts.clone() }, claim }
    }

    /// The database, the mail relay, the object store and the rest of the world.
    pub(crate) const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// Runs `step` in a transaction of its own, before the effect: what must be
    /// settled before the outside is asked.
    ///
    /// # Errors
    /// What `step` returns; [`JobError::LeaseLost`] when the job is no longer ours.
    pub(crate) async fn step<T, E>(
        &self,
        step: impl FnOnce(&mut Conn, Now) -> Result<T, E> + Send + 'static,
    ) -> Result<T, JobError>
    where
        T: Send + 'static,
        E: Into<JobError>,
    {
        self.fenced(|_, _, _| Ok(()), step).await
    }

    /// Carries out `effect` and finishes the job in one transaction: both, or
    /// neither when the lease was lost or `effect` fails.
    ///
    /// # Errors
    /// What `effect` returns; [`JobError::LeaseLost`].
    pub(crate) async fn complete<E>(
        self,
        effect: impl FnOnce(&mut Conn, Now) -> Result<(), E> + Send + 'static,
    ) -> Result<Done, JobError>
    where
        E: Into<JobError>,
    {
        self.fenced(job::finish, effect).await?;
        Ok(Done(()))
    }

    /// Finishes the job when there is nothing to do, or nothing left.
    ///
    /// # Errors
    /// [`JobError::LeaseLost`].
    pub(crate) async fn done(self) -> Result<Done, JobError> {
        self.complete(|_, _| Ok::<_, JobError>(())).await
    }

    /// `work`, then `end`, in a transaction whose first lock is the job (design.md 2).
    async fn fenced<T, E>(
        &self,
        end: fn(&mut Conn, Now, &Claim) -> Result<(), job::Error>,
        work: impl FnOnce(&mut Conn, Now) -> Result<T, E> + Send + 'static,
    ) -> Result<T, JobError>
    where
        T: Send + 'static,
        E: Into<JobError>,
    {
        let (claim, now) = (Arc::clone(&self.claim), self.parts.clock.now());
        let work = move |conn: &mut Conn| {
            job::fence(conn, &claim).map_err(JobError::of_claim)?;
            let answer = work(conn, now).map_err(Into::into)?;
            end(conn, now, &claim).map_err(JobError::of_claim)?;
            Ok(answer)
        };
        self.parts.db.tx(work).await
    }
}
