//! Writes down which reports have expired. Nobody waits for it: the rule knows the time itself.

use domain::report;
use schema::jobs::ExpireReports;

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Reports of one transaction: each has an audit line, whose chain stays locked until the end.
const BATCH: i64 = 100;
/// Transactions of one run; what is left waits for tomorrow.
const MOST_BATCHES: usize = 100;

/// In batches, until none is overdue.
pub(crate) async fn run(_: ExpireReports, cx: Cx) -> Result<Done, JobError> {
    let mut expired = 0;
    for _ in 0..MOST_BATCHES {
        let batch = cx.step(|conn, now| report::expire(conn, now, BATCH)).await?;
        expired += batch;
        if batch == 0 {
            break;
        }
    }
    tracing::info!(expired, "reports expired");
    cx.done().await
}
