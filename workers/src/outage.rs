//! Something we depend on is away: said once when it goes, once when it is back.
//!
//! Whoever meets an outage keeps trying; what it must not do is fill the log
//! with the same sentence or hammer whatever is trying to come back.

use std::error::Error;
use std::time::{Duration, Instant};

const FIRST_WAIT: Duration = Duration::from_millis(250);
const LONGEST_WAIT: Duration = Duration::from_secs(4);

/// Whether one dependency is away, as one of its users sees it.
#[derive(Debug)]
pub(crate) struct Outage {
    what: &'static str,
    since: Option<Instant>,
    wait: Duration,
}

impl Outage {
    /// `what` is taken to be there until a call of [`Self::failed`].
    pub(crate) const fn of(what: &'static str) -> Self {
        Self { what, since: None, wait: FIRST_WAIT }
    }

    /// Takes note of a failure and returns how long to wait before the next
    /// try: 250 ms, doubled each time, at most 4 s.
    pub(crate) fn failed(&mut self, error: &(dyn Error + 'static)) -> Duration {
        if self.since.is_none() {
            self.since = Some(Instant::now());
            tracing::warn!(what = self.what, error = %chain(error), "away; trying again until it is back");
        }
        let wait = self.wait;
        self.wait = wait.saturating_mul(2).min(LONGEST_WAIT);
        wait
    }

    /// Takes note of a success.
    pub(crate) fn over(&mut self) {
        if let Some(since) = self.since.take() {
            self.wait = FIRST_WAIT;
            tracing::info!(what = self.what, away_seconds = since.elapsed().as_secs(), "back");
        }
    }
}

/// An error and what caused it, in one line.
pub(crate) fn chain(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        // Many libraries repeat their cause in their own words.
        if !text.ends_with(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    // libpq writes paragraphs.
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
