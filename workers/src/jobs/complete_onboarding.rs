//! Associates a customer whom a partner's platform registered.

use domain::actor::Actor;
use domain::onboarding;
use schema::jobs::{CompleteOnboarding, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Told twice, the first outcome stays: the second time it has ended already.
pub(crate) async fn run(job: CompleteOnboarding, cx: Cx) -> Result<Done, JobError> {
    let actor = Actor::system(CompleteOnboarding::NAME);
    cx.complete(move |conn, now| onboarding::complete(conn, now, &actor, job.onboarding_id).map(drop)).await
}
