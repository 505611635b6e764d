//! Checks the books once a day.

use domain::ledger::{self, Discrepancy};
use schema::jobs::VerifyBooks;

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// The books do not balance; each line says where.
#[derive(Debug, thiserror::Error)]
#[error("the books do not balance: {}", list(.0))]
struct OutOfBalance(Vec<Discrepancy>);

/// A discrepancy makes the job dead at once: a person has to look, and sees it among the dead jobs.
pub(crate) async fn run(_: VerifyBooks, cx: Cx) -> Result<Done, JobError> {
    let found = cx.parts().db.snapshot(ledger::verify).await?;
    if !found.is_empty() {
        return Err(JobError::of(OutOfBalance(found), false));
    }
    cx.done().await
}

fn list(found: &[Discrepancy]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
