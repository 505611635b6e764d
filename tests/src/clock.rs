//! The time of a story.

use chrono::TimeDelta;
use domain::clock::{Clock, FixedClock, Now, SystemClock};

/// When a story begins whose clock stands still.
const BEGINNING: &str = "2026-03-10T04:00:00Z";

/// A clock that stands still until the story moves it, or the machine's, which real processes read.
#[derive(Debug, Clone)]
pub enum StoryClock {
    /// Moved by `App::later` only; clones are the same clock.
    Still(FixedClock),
    /// Moves by itself.
    Machine,
}

impl StoryClock {
    /// A clock that stands at the beginning of all stories.
    pub(crate) fn still() -> Self {
        Self::Still(FixedClock::at(Now::at(BEGINNING.parse().unwrap())))
    }

    /// Another clock that shows the same.
    pub(crate) fn copy(&self) -> Self {
        match self {
            Self::Still(clock) => Self::Still(FixedClock::at(clock.now())),
            Self::Machine => Self::Machine,
        }
    }

    /// Moves the clock forward.
    pub(crate) fn advance(&self, delta: TimeDelta) {
        match self {
            Self::Still(clock) => clock.advance(delta),
            Self::Machine => panic!("the machine's clock cannot be moved"),
        }
    }
}

impl Clock for StoryClock {
    fn now(&self) -> Now {
        match self {
            Self::Still(clock) => clock.now(),
            Self::Machine => SystemClock.now(),
        }
    }
}
