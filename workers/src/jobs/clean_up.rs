//! Removes what has served its time.

use domain::clock::Now;
use domain::{Conn, bank, db, job, session, verification};
use schema::jobs::CleanUp;

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Rows of one transaction.
const BATCH: i64 = 1_000;
/// Transactions of one run and kind; what is left waits for tomorrow.
const MOST_BATCHES: usize = 100;

/// Cleans one table: rows removed, at most as many as asked.
type Clean = fn(&mut Conn, Now, i64) -> db::Result<usize>;

/// In batches, so that no lock is held for long.
pub(crate) async fn run(_: CleanUp, cx: Cx) -> Result<Done, JobError> {
    let tables: [(&str, Clean); 4] = [
        ("jobs", job::clean),
        ("sessions", session::clean),
        ("bank_uploads", bank::upload::clean),
        ("verification_codes", verification::clean),
    ];
    for (table, clean) in tables {
        let mut removed = 0;
        for _ in 0..MOST_BATCHES {
            let batch = cx.step(move |conn, now| clean(conn, now, BATCH)).await?;
            removed += batch;
            if batch == 0 {
                break;
            }
        }
        tracing::info!(table, removed, "cleaned");
    }
    cx.done().await
}
