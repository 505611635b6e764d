//! Writes down which coupons have begun, and which coupons and coupon quotas have ended.

use domain::actor::Actor;
use domain::clock::Now;
use domain::coupon::{self, Error};
use domain::db::Conn;
use schema::jobs::{ExpireCoupons, Payload};

use crate::cx::{Cx, Done};
use crate::outcome::JobError;

/// Rows of one transaction.
const BATCH: i64 = 100;
/// Transactions of one run and kind; what is left waits for tomorrow, and counts as expired all the same.
const MOST_BATCHES: usize = 1_000;

/// In batches, so that no lock is held for long. Coupons first: what they give back is their quota's when that ends.
pub(crate) async fn run(_: ExpireCoupons, cx: Cx) -> Result<Done, JobError> {
    let coupons = all(&cx, coupon::expire).await?;
    let quotas = all(&cx, coupon::expire_quotas).await?;
    tracing::info!(coupons, quotas, "coupons begun and expired");
    cx.done().await
}

async fn all(cx: &Cx, step: fn(&mut Conn, Now, &Actor, i64) -> Result<usize, Error>) -> Result<usize, JobError> {
    let mut changed = 0;
    for _ in 0..MOST_BATCHES {
        let actor = Actor::system(ExpireCoupons::NAME);
        let batch = cx.step(move |conn, now| step(conn, now, &actor, BATCH)).await?;
        changed += batch;
        if batch == 0 {
            break;
        }
    }
    Ok(changed)
}
