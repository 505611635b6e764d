//! Decides what a bank entry is and credits the partner it belongs to.

use domain::actor::Actor;
use domain::bank;
use schema::jobs::{CreditBankEntry, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Told twice, the entry is decided once: the second time it is decided already.
pub(crate) async fn run(job: CreditBankEntry, cx: Cx) -> Result<Done, JobError> {
    let actor = Actor::system(CreditBankEntry::NAME);
    cx.complete(move |conn, now| bank::credit_entry(conn, now, &actor, job.bank_entry_id)).await
}
