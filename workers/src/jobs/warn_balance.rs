//! Warns the owner of an account whose balance fell below its threshold.

use domain::ledger::alert;
use schema::jobs::WarnBalance;

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Told twice, each person has one mail.
pub(crate) async fn run(job: WarnBalance, cx: Cx) -> Result<Done, JobError> {
    cx.complete(move |conn, now| alert::warn(conn, now, &job)).await
}
