//! How long a report holds, how many there may be, and who comes first.

use chrono::TimeDelta;
use domain::clock::Clock;
use futures_util::future::join_all;
use schema::jobs::ExpireReports;
use serde_json::{Value, json};
use tests::{Answer, App};

use super::{list, prospect, report, reported, state, verdicts, with, withdraw};

/// domain.md 13.1, example 12: a report approved on day 0 is expired on day 15, 24:00, in GMT+8.
#[tokio::test]
async fn a_report_holds_until_the_fifteenth_day_at_midnight_and_no_longer() {
    let app = App::start().await;
    let (reseller, vendor) = (app.admin_of(&app.channel.reseller).await, app.operations().await);
    let id = reported(&reseller, 1).await;
    assert_eq!(verdicts(&vendor, &[&id], "APPROVE").await, ["REPORTED"]);
    app.run_jobs().await;
    // From noon of 10 March to the last second of 25 March, both in GMT+8.
    app.later(TimeDelta::days(15) + TimeDelta::hours(12) - TimeDelta::seconds(1));
    let (reseller, other) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.other_reseller).await);

    let before = (state(&reseller, &id).await, report(&other, &prospect(1)).await.refusals());
    app.later(TimeDelta::seconds(1));
    let after = (state(&reseller, &id).await, report(&other, &prospect(2)).await.refusals());

    assert_eq!(before, (json!("REPORTED"), vec!["CUSTOMER_REPORTED mobile".to_owned()]));
    assert_eq!(after, (json!("EXPIRED"), Vec::new()));
    assert_eq!(list(&reseller, json!({ "state": "EXPIRED" })).await, ["0001"]);
    assert_eq!(list(&reseller, json!({ "state": "REPORTED" })).await, [""; 0]);
    assert_eq!(app.rows("select state from reports order by id"), ["reported", "pending_review"], "no job came by");
    app.close().await;
}

/// The prospect is free at that moment, with or without the job; the job writes it down and may come twice.
#[tokio::test]
async fn an_overdue_report_gives_way_and_the_job_ends_the_rest() {
    let app = App::start().await;
    let (reseller, vendor) = (app.admin_of(&app.channel.reseller).await, app.operations().await);
    let (first, second) = (reported(&reseller, 1).await, reported(&reseller, 2).await);
    verdicts(&vendor, &[&first, &second], "APPROVE").await;
    app.run_jobs().await;
    app.later(TimeDelta::days(16));
    let (other, vendor) = (app.admin_of(&app.channel.other_reseller).await, app.operations().await);

    let next = reported(&other, 1).await;
    let approved = verdicts(&vendor, &[&next], "APPROVE").await;
    let between = app.rows("select state from reports order by id");
    for day in [1, 2] {
        let (now, on) = (app.clock.now(), chrono::NaiveDate::from_ymd_opt(2026, 4, day).unwrap());
        app.db.tx(move |conn| domain::outbox::enqueue(conn, now, &ExpireReports { on })).await.unwrap();
        app.run_jobs().await;
    }

    assert_eq!(approved, ["REPORTED"]);
    assert_eq!(between, ["expired", "reported", "reported"]);
    assert_eq!(app.rows("select state from reports order by id"), ["expired", "expired", "reported"]);
    let audited = app.rows("select actor from audit_log where operation = 'report.expire'");
    assert_eq!(audited, ["system:expire_reports"; 2], "each once");
    app.close().await;
}

/// domain.md 13.1, example 12: pending and reported together are at most 100 a partner, also for 64 that come at once.
#[tokio::test]
async fn the_hundred_and_first_open_report_is_refused() {
    let app = App::start().await;
    let (reseller, other) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.other_reseller).await);
    let id = reported(&reseller, 9999).await;
    app.sql(
        "insert into reports select gen_random_uuid(), partner_id, reported_by_id, customer_name_sealed, mobile_sealed, \
         sha256(n::text::bytea), email_sealed, email_index, state, created_at from reports, generate_series(1, 98) n",
    );

    let inputs: Vec<Value> = (0..64).map(prospect).collect();
    let answers = join_all(inputs.iter().map(|input| report(&reseller, input))).await;
    let mut refusals: Vec<String> = answers.iter().flat_map(Answer::refusals).collect();
    refusals.dedup();
    assert!(withdraw(&reseller, &id).await.refusals().is_empty());
    let freed = report(&reseller, &prospect(100)).await;
    let full = report(&reseller, &prospect(101)).await;
    let others = report(&other, &prospect(102)).await;

    assert_eq!(answers.iter().filter(|answer| answer.refusals().is_empty()).count(), 1, "there was room for one");
    assert_eq!(refusals, ["LIMIT_REACHED"]);
    assert_eq!(
        [freed.refusals(), full.refusals(), others.refusals()].map(|it| it.join(" ")),
        ["", "LIMIT_REACHED", ""]
    );
    let partner = app.channel.reseller.party_id().uuid();
    let open = format!("reports where partner_id = '{partner}' and state in ('pending_review', 'reported')");
    assert_eq!(app.count(&open), 100);
    app.close().await;
}

/// Two partners may wait for the same prospect; the first yes decides.
#[tokio::test]
async fn a_prospect_is_one_partners_at_a_time() {
    let app = App::start().await;
    let vendor = app.operations().await;
    let (reseller, other) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.other_reseller).await);
    let (mine, theirs) = (reported(&reseller, 1).await, reported(&other, 1).await);

    let twice = report(&reseller, &with(prospect(1), "idempotencyKey", "again")).await.refusals();
    let first = verdicts(&vendor, &[&mine, &theirs], "APPROVE").await;
    let withdrawn = withdraw(&reseller, &mine).await;
    let then = verdicts(&vendor, &[&theirs, &mine], "APPROVE").await;
    app.run_jobs().await;

    assert_eq!(twice, ["ALREADY_EXISTS mobile"]);
    assert_eq!(first, ["REPORTED", "CUSTOMER_REPORTED"]);
    let ended = json!({ "state": "WITHDRAWN", "endedAt": "2026-03-10T04:00:00.000000Z" });
    assert_eq!(withdrawn.ok()["report"], ended);
    assert_eq!(then, ["REPORTED", "STATE_CONFLICT"]);
    assert_eq!(withdraw(&reseller, &mine).await.refusals(), ["STATE_CONFLICT reportId"]);
    app.close().await;
}

#[tokio::test]
async fn decisions_at_one_moment_are_one_decision() {
    let app = App::start().await;
    let (vendor, colleague) = (app.operations().await, app.admin_of(&app.channel.vendor).await);
    let (reseller, other) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.other_reseller).await);
    let (mine, theirs, third) = (reported(&reseller, 1).await, reported(&other, 1).await, reported(&other, 3).await);

    let (mine, theirs, third) = ([mine.as_str()], [theirs.as_str()], [third.as_str()]);
    let (left, right) = tokio::join!(verdicts(&vendor, &mine, "APPROVE"), verdicts(&colleague, &theirs, "APPROVE"));
    let (yes, no) = tokio::join!(verdicts(&vendor, &third, "APPROVE"), verdicts(&colleague, &third, "REJECT"));
    app.run_jobs().await;

    let mut one_partner = [left, right].concat();
    one_partner.sort();
    assert_eq!(one_partner, ["CUSTOMER_REPORTED", "REPORTED"]);
    let mut one_verdict = [yes, no].concat();
    one_verdict.sort();
    assert_eq!(one_verdict.last().map(String::as_str), Some("STATE_CONFLICT"), "{one_verdict:?}");
    assert_eq!(app.count("audit_log where operation = 'report.review'"), 2);
    assert_eq!(app.mails().len(), 2, "one mail a decision");
    app.close().await;
}
