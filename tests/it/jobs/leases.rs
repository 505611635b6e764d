//! A job belongs to one worker, for a time.

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::job::{self, Claim};
use domain::outbox;
use schema::jobs::CleanUp;
use tests::App;

use super::{MINUTE, claim, day, enqueue, sweep};

/// Finishes the job in one transaction with an effect: another job for the tenth.
async fn finish(app: &App, claim: &Claim) -> Result<(), job::Error> {
    let (now, claim) = (app.clock.now(), claim.clone());
    let effect = move |conn: &mut domain::Conn| {
        outbox::enqueue(conn, now, &CleanUp { on: day(10) }).unwrap();
        job::finish(conn, now, &claim)
    };
    app.db.tx(effect).await
}

#[tokio::test]
async fn a_job_has_one_worker_at_a_time() {
    let app = App::start().await;
    let id = enqueue(&app, day(1)).await;

    let (one, other) = tokio::join!(claim(&app, id), claim(&app, id));
    let later = claim(&app, id).await;

    assert_eq!((usize::from(one.is_some()) + usize::from(other.is_some()), later.is_some()), (1, false));
    finish(&app, &one.or(other).unwrap()).await.unwrap();
    assert!(claim(&app, id).await.is_none(), "done is done");
    app.run_jobs().await;
    app.close().await;
}

/// A worker that was only slow comes back after another has taken its job.
#[tokio::test]
async fn a_worker_that_lost_its_lease_keeps_nothing_of_what_it_did() {
    let app = App::start().await;
    let id = enqueue(&app, day(1)).await;
    let slow = claim(&app, id).await.unwrap();
    app.later(MINUTE);
    sweep(&app).await;
    let next = claim(&app, id).await.unwrap();

    let (late, now) = (finish(&app, &slow).await, app.clock.now());
    let (failing, giving_back) = (slow.clone(), slow);
    let failed = app.db.tx(move |conn| job::fail(conn, now, &failing, "late", true)).await;
    let given_back = app.db.tx(move |conn| job::give_back(conn, now, &giving_back, TimeDelta::zero())).await;

    assert!(matches!(late, Err(job::Error::LeaseLost(lost)) if lost == id), "{late:?}");
    assert!(matches!(failed, Err(job::Error::LeaseLost(_))), "{failed:?}");
    assert!(matches!(given_back, Err(job::Error::LeaseLost(_))), "{given_back:?}");
    assert_eq!(app.rows("select state from jobs"), ["running"], "the effect, another job, was rolled back");
    finish(&app, &next).await.unwrap();
    assert_eq!(app.rows("select state from jobs order by id"), ["done", "ready"]);
    app.run_jobs().await;
    app.close().await;
}
