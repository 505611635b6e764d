//! Waiting for what another process does.

use std::time::Duration;

/// How long a story waits for one fact: several leases, sweeps and rings of the bell on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// Looks until `is_so`; fails the story, naming `what`, when that takes longer than a minute.
pub async fn eventually(what: &str, mut is_so: impl FnMut() -> bool) {
    let mut beat = tokio::time::interval(LOOK_EVERY);
    let looking = async {
        while !is_so() {
            beat.tick().await;
        }
    };
    assert!(tokio::time::timeout(PATIENCE, looking).await.is_ok(), "it did not happen: {what}");
}
