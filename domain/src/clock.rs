//! Time as an argument.
//!
//! An operation is told what time it is; only the edges ask. So a test can say
//! "fifteen minutes later" and one transaction has one time.

use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, NaiveDate, SubsecRound, TimeDelta, Utc};

/// The instant an operation happens at. A type of its own, so that no other
/// instant fits where "now" is meant. Microseconds, as PostgreSQL keeps them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Now(DateTime<Utc>);

impl Now {
    /// `instant`, cut to microseconds.
    #[must_use]
    pub fn at(instant: DateTime<Utc>) -> Self {
        Self(instant.trunc_subsecs(6))
    }

    /// The instant.
    #[must_use]
    pub const fn instant(self) -> DateTime<Utc> {
        self.0
    }

    /// The UTC date.
    #[must_use]
    pub fn date(self) -> NaiveDate {
        self.0.date_naive()
    }

    /// The instant `delta` later; the end of time when that is past it.
    #[must_use]
    pub fn plus(self, delta: TimeDelta) -> DateTime<Utc> {
        self.0.checked_add_signed(delta).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// The instant `delta` earlier; the beginning of time when that is before it.
    #[must_use]
    pub fn minus(self, delta: TimeDelta) -> DateTime<Utc> {
        self.0.checked_sub_signed(delta).unwrap_or(DateTime::<Utc>::MIN_UTC)
    }
}

/// Tells the time to the edges of the system.
pub trait Clock: Send + Sync {
    /// What time it is.
    fn now(&self) -> Now;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the machine is asked for the time")]
    fn now(&self) -> Now {
        Now::at(Utc::now())
    }
}

/// A clock that stands still until it is moved; clones are the same clock.
#[derive(Debug, Clone)]
pub struct FixedClock(Arc<Mutex<Now>>);

impl FixedClock {
    /// A clock that stands at `now`.
    #[must_use]
    pub fn at(now: Now) -> Self {
        Self(Arc::new(Mutex::new(now)))
    }

    /// Moves the clock forward by `delta`.
    pub fn advance(&self, delta: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *now = Now(now.plus(delta));
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Now {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
