//! Carries a parting out.

use domain::actor::Actor;
use domain::parting::{self, Progress};
use schema::jobs::{ExecuteParting, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// A step a transaction, each written down with its effect: an attempt goes on where the one before stopped. Told after
/// the end, it finds nothing to do.
pub(crate) async fn run(job: ExecuteParting, cx: Cx) -> Result<Done, JobError> {
    let advance = async || {
        let actor = Actor::system(ExecuteParting::NAME);
        cx.step(move |conn, now| parting::advance(conn, now, &actor, job.parting_id)).await
    };
    while advance().await? == Progress::More {}
    cx.done().await
}
