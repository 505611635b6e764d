//! Writes down which invitations of partners have expired; their links stopped working by themselves.

use domain::actor::Actor;
use domain::partner_invitation;
use schema::jobs::{ExpirePartnerInvitations, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Rows of one transaction.
const BATCH: i64 = 100;
/// Transactions of one run; what is left waits for tomorrow.
const MOST_BATCHES: usize = 100;

/// In batches, so that no lock is held for long.
pub(crate) async fn run(_: ExpirePartnerInvitations, cx: Cx) -> Result<Done, JobError> {
    const ACTOR: Actor = Actor::system(ExpirePartnerInvitations::NAME);
    let mut expired = 0;
    for _ in 0..MOST_BATCHES {
        let batch = cx.step(|conn, now| partner_invitation::expire(conn, now, &ACTOR, BATCH)).await?;
        expired += batch;
        if batch == 0 {
            break;
        }
    }
    tracing::info!(expired, "expired");
    cx.done().await
}
