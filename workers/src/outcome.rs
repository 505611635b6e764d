//! How an attempt at a job failed.
//!
//! A handler does not choose between "again" and "never": the error it met
//! knows, by its own `is_transient()`.

use std::error::Error;

use domain::job;
use domain::refusal::Refusal;

/// An error of any kind, kept as the cause.
pub(crate) type Cause = Box<dyn Error + Send + Sync>;

/// Why an attempt failed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobError {
    /// The same attempt may work later.
    #[error(transparent)]
    Retry(Cause),
    /// It will not: a person has to look at it.
    #[error(transparent)]
    Fail(Cause),
    /// The lease ran out and somebody else may have the job: nothing is kept.
    #[error("the lease was lost")]
    LeaseLost,
}

impl JobError {
    /// For errors of others, which do not know the domain's way to say it.
    pub(crate) fn of(error: impl Into<Cause>, is_transient: bool) -> Self {
        if is_transient { Self::Retry(error.into()) } else { Self::Fail(error.into()) }
    }

    /// For the errors of the job itself: a lost lease is no failure of anything.
    pub(crate) fn of_claim(error: job::Error) -> Self {
        if matches!(error, job::Error::LeaseLost(_)) { Self::LeaseLost } else { error.into() }
    }
}

impl<E: Refusal> From<E> for JobError {
    fn from(error: E) -> Self {
        let is_transient = error.is_transient();
        Self::of(error, is_transient)
    }
}
