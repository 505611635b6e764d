//! Writes down that customers' invitations have expired.

use domain::actor::Actor;
use domain::invitation;
use schema::jobs::{ExpireInvitations, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Rows of one transaction.
const BATCH: i64 = 500;
/// Transactions of one run; what is left waits for tomorrow, and nobody can accept it meanwhile.
const MOST_BATCHES: usize = 100;

/// In batches, so that no lock is held for long.
pub(crate) async fn run(_: ExpireInvitations, cx: Cx) -> Result<Done, JobError> {
    let mut expired = 0;
    for _ in 0..MOST_BATCHES {
        let actor = Actor::system(ExpireInvitations::NAME);
        let batch = cx.step(move |conn, now| invitation::expire(conn, now, &actor, BATCH)).await?;
        expired += batch;
        if batch == 0 {
            break;
        }
    }
    tracing::info!(expired, "customers' invitations expired");
    cx.done().await
}
