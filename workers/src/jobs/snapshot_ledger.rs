//! Writes down what the platform accounts stood at when the day began.

use domain::ledger;
use schema::jobs::SnapshotLedger;

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// A snapshot that is there already is left as it is.
pub(crate) async fn run(job: SnapshotLedger, cx: Cx) -> Result<Done, JobError> {
    cx.complete(move |conn, now| ledger::take_snapshot(conn, now, job.on).map(drop)).await
}
