//! Writes down which authorisations have ended.

use domain::actor::Actor;
use domain::authorization;
use schema::jobs::{EndAuthorizations, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Rows of one transaction.
const BATCH: i64 = 100;
/// Transactions of one run; what is left waits for tomorrow, and counts as ended all the same.
const MOST_BATCHES: usize = 1_000;

/// In batches, so that no lock is held for long. Early in the day of the business: last days are days of GMT+8.
pub(crate) async fn run(_: EndAuthorizations, cx: Cx) -> Result<Done, JobError> {
    let mut ended = 0;
    for _ in 0..MOST_BATCHES {
        let actor = Actor::system(EndAuthorizations::NAME);
        let batch = cx.step(move |conn, now| authorization::end_lapsed(conn, now, &actor, BATCH)).await?;
        ended += batch;
        if batch == 0 {
            break;
        }
    }
    tracing::info!(ended, "authorisations ended");
    cx.done().await
}
