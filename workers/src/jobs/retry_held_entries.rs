//! Decides anew what is held for want of the agreement that was made.

use domain::actor::Actor;
use domain::bank;
use schema::jobs::{Payload, RetryHeldEntries};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// In batches, so that no bank account is locked for long. Told twice, what was credited is held no more.
pub(crate) async fn run(job: RetryHeldEntries, cx: Cx) -> Result<Done, JobError> {
    let mut after = None;
    loop {
        let actor = Actor::system(RetryHeldEntries::NAME);
        let agreement = job.payer_agreement_id;
        let last = cx.step(move |conn, now| bank::retry_held(conn, now, &actor, agreement, after)).await?;
        if last.is_none() {
            return cx.done().await;
        }
        after = last;
    }
}
