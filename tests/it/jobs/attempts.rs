//! What costs an attempt and is tried again later, and what costs none.

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use domain::job::{self, Swept};
use serde_json::json;
use tests::{App, Mood, Relay};

use super::{DISCARD, MINUTE, RETRY, claim, day, enqueue, mail_job, mail_job_id, sweep, with_mail_to};

/// The waits double from two seconds to half an hour; up to half as much is added to each.
#[tokio::test]
async fn what_fails_for_now_is_tried_again_after_longer_and_longer_waits_until_it_is_dead() {
    let relay = Relay::start(Mood::Away);
    let app = with_mail_to(&relay).await;
    let mut least = 2;

    for attempt in 1..12 {
        assert_eq!(mail_job(&app), format!("READY {attempt}/12, crashes 0"));
        let run_at: DateTime<Utc> =
            app.rows("select to_json(run_at) #>> '{}' from jobs where name = 'send_email'")[0].parse().unwrap();
        let wait = run_at - app.clock.now().instant();
        assert!((least..=least * 3 / 2).contains(&wait.num_seconds()), "attempt {attempt}: {wait}");
        app.later(wait - TimeDelta::microseconds(1));
        assert_eq!(app.run_jobs().await, 0, "tried before its time");
        app.later(TimeDelta::microseconds(1));
        assert_eq!(app.run_jobs().await, 1);
        least = (least * 2).min(1800);
    }

    assert_eq!(mail_job(&app), "DEAD 12/12, crashes 0");
    app.later(TimeDelta::days(1));
    assert_eq!(app.run_jobs().await, 0);
    assert_eq!(app.rows("select state from mails"), ["sending"]);

    relay.becomes(Mood::Accepts);
    let retried = app.operations().await.query(RETRY, json!({ "input": { "id": mail_job_id(&app) } })).await;
    assert_eq!(retried.ok()["job"], json!({ "id": mail_job_id(&app), "state": "READY", "attempt": 0 }));
    app.run_jobs().await;
    assert_eq!(
        (mail_job(&app).as_str(), app.rows("select state from mails")),
        ("DONE 1/12, crashes 0", vec!["sent".to_owned()])
    );
    app.close().await;
}

#[tokio::test]
async fn a_lost_worker_costs_no_attempt_but_the_third_leaves_the_job_for_a_person() {
    let app = App::start().await;
    let id = enqueue(&app, day(1)).await;
    let mut swept = Vec::new();

    for _ in 0..3 {
        claim(&app, id).await.unwrap();
        app.later(MINUTE - TimeDelta::microseconds(1));
        assert_eq!(sweep(&app).await, Swept { returned: 0, quarantined: 0 }, "its lease is not over");
        app.later(TimeDelta::microseconds(1));
        swept.push((
            sweep(&app).await,
            app.rows("select format('%s %s/%s', state, attempt, crashes) from jobs").remove(0),
        ));
    }

    let (returned, quarantined) = (Swept { returned: 1, quarantined: 0 }, Swept { returned: 0, quarantined: 1 });
    assert_eq!(swept[..2], [(returned, "ready 0/1".to_owned()), (returned, "ready 0/2".to_owned())]);
    assert_eq!(swept[2], (quarantined, "dead 1/3".to_owned()));
    let input = json!({ "input": { "id": id.to_string() } });
    assert_eq!(app.operations().await.query(DISCARD, input).await.ok()["job"]["state"], "CANCELLED");
    app.close().await;
}

#[tokio::test]
async fn a_job_that_is_given_back_has_lost_no_attempt_and_waits_no_longer_than_was_said() {
    let app = App::start().await;
    let id = enqueue(&app, day(1)).await;
    let (stopping, now) = (claim(&app, id).await.unwrap(), app.clock.now());

    app.db.tx(move |conn| job::give_back(conn, now, &stopping, MINUTE)).await.unwrap();

    assert_eq!(app.rows("select format('%s %s/%s', state, attempt, crashes) from jobs"), ["ready 0/0"]);
    app.later(MINUTE - TimeDelta::microseconds(1));
    assert_eq!(app.run_jobs().await, 0);
    app.later(TimeDelta::microseconds(1));
    assert_eq!(app.run_jobs().await, 1);
    app.close().await;
}
