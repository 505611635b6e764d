//! Writes down which requests to part nobody answered in time. Nobody waits for it: the rule knows the time itself.

use domain::actor::Actor;
use domain::parting;
use schema::jobs::{ExpirePartings, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Rows of one transaction: each has an audit line, whose chain stays locked until the end.
const BATCH: i64 = 100;
/// Transactions of one run; what is left waits for tomorrow.
const MOST_BATCHES: usize = 100;

/// In batches, until none is overdue. Early in the day of the business: the last day of an answer is one of GMT+8.
pub(crate) async fn run(_: ExpirePartings, cx: Cx) -> Result<Done, JobError> {
    let mut expired = 0;
    for _ in 0..MOST_BATCHES {
        let actor = Actor::system(ExpirePartings::NAME);
        let batch = cx.step(move |conn, now| parting::expire(conn, now, &actor, BATCH)).await?;
        expired += batch;
        if batch == 0 {
            break;
        }
    }
    tracing::info!(expired, "partings expired");
    cx.done().await
}
