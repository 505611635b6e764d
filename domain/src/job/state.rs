//! The life of a job.

use schema::text_enum;

text_enum! {
    /// Where a job stands.
    pub enum Status {
        /// Waits for its time and a worker.
        Ready = "ready",
        /// A worker has it.
        Running = "running",
        /// It was carried out.
        Done = "done",
        /// It was given up by the machine and waits for a person.
        Dead = "dead",
        /// A person gave it up.
        Cancelled = "cancelled",
    }
}

text_enum! {
    /// What can happen to a job.
    pub enum Event {
        /// A worker takes it.
        Claim = "claim",
        /// The worker is done.
        Finish = "finish",
        /// The attempt failed and another may work, or the worker stopped.
        Return = "return",
        /// No attempt is left, or none makes sense.
        Quarantine = "quarantine",
        /// A person wants it tried again.
        Retry = "retry",
        /// A person gives it up.
        Discard = "discard",
    }
}

/// The job is not in a state that allows this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a job that is {from} cannot {event}")]
pub struct Refused {
    /// Where it stands.
    pub from: Status,
    /// What was asked for.
    pub event: Event,
}

impl Status {
    /// Where `event` leads from here.
    ///
    /// # Errors
    /// [`Refused`] for every pair that is not listed.
    pub const fn on(self, event: Event) -> Result<Self, Refused> {
        match (self, event) {
            (Self::Ready, Event::Claim) => Ok(Self::Running),
            (Self::Running, Event::Finish) => Ok(Self::Done),
            (Self::Running, Event::Return) | (Self::Dead, Event::Retry) => Ok(Self::Ready),
            (Self::Running, Event::Quarantine) => Ok(Self::Dead),
            (Self::Dead, Event::Discard) => Ok(Self::Cancelled),
            (from, event) => Err(Refused { from, event }),
        }
    }
}
