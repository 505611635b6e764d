//! What is enqueued, for whom, and on whose request.

use chrono::TimeDelta;
use tests::{App, BankFile, Line};

use super::{day, enqueue};

/// While a new version comes up, old workers meet jobs that they have never heard of.
#[tokio::test]
async fn a_job_of_a_newer_binary_is_left_for_it() {
    let app = App::start().await;
    enqueue(&app, day(1)).await;
    app.sql("update jobs set name = 'clean_up:2'");

    let runs = [app.run_jobs().await, app.run_jobs().await];

    assert_eq!(runs, [1, 0], "looked at once, and not again at once");
    assert_eq!(app.rows("select format('%s %s/%s', state, attempt, crashes) from jobs"), ["ready 0/0"]);
    app.sql("update jobs set name = 'clean_up'");
    app.later(TimeDelta::seconds(30));
    assert_eq!(app.run_jobs().await, 1);
    app.close().await;
}

#[tokio::test]
async fn what_is_asked_for_twice_is_enqueued_once() {
    let app = App::start().await;

    let (one, other) = (enqueue(&app, day(1)).await, enqueue(&app, day(1)).await);

    assert_eq!((one, app.count("jobs")), (other, 1));
    app.run_jobs().await;
    app.close().await;
}

/// Whoever looks into a mail that did not go out finds the request that led to it.
#[tokio::test]
async fn what_follows_from_a_request_carries_its_id() {
    let app = App::start().await;
    let (_, url) = app.finance().await.ticket("statement.xml").await;
    let file = BankFile::new("S1", [Line::from(&app.channel.reseller, "R1", "10.00")]).xml();

    reqwest::Client::new().post(url).header("x-request-id", "story-7").body(file).send().await.unwrap();
    app.run_jobs().await;

    let traces = app.rows("select format('%s %s', name, trace) from jobs order by id");
    assert_eq!(traces, ["import_bank_file story-7", "decide_bank_entries story-7", "send_email story-7"]);
    app.close().await;
}
