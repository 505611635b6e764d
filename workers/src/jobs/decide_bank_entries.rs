//! Decides a batch of bank entries and credits the partners they belong to.

use domain::actor::Actor;
use domain::bank;
use schema::jobs::{DecideBankEntries, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Told twice, the entries are decided once: the second time they are decided already.
pub(crate) async fn run(job: DecideBankEntries, cx: Cx) -> Result<Done, JobError> {
    let actor = Actor::system(DecideBankEntries::NAME);
    let DecideBankEntries { bank_upload_id, first } = job;
    cx.complete(move |conn, now| bank::decide_entries(conn, now, &actor, bank_upload_id, first)).await
}
