//! Work in the background: tried again, given up, fenced, and looked after by operations staff.

use std::fmt::Debug;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::clock::Clock;
use domain::job::{self, Claim, Swept};
use domain::outbox;
use schema::ids::{BankEntryId, BankUploadId, JobId, MailId};
use schema::jobs::{
    CleanUp, CreditBankEntry, ExpirePartnerInvitations, ExpireReports, ImportBankFile, Payload, SendEmail,
    SnapshotLedger, VerifyBooks,
};
use schema::notices::Notice;
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Mood, Relay};

const JOBS: &str = include_str!("../graphql/jobs.graphql");
const RETRY: &str = include_str!("../graphql/job_retry.graphql");
const DISCARD: &str = include_str!("../graphql/job_discard.graphql");

const MINUTE: TimeDelta = TimeDelta::seconds(60);

/// An app whose one mail, about a credit, was tried once.
async fn with_mail_to(relay: &Relay) -> App {
    let app = App::with_relay(relay).await;
    let line = Line::from(&app.channel.reseller, "R1", "10.00");
    app.finance().await.import(&BankFile::new("S1", [line])).await;
    app
}

/// The mail's job: `READY 1/12, crashes 0`.
fn mail_job(app: &App) -> String {
    app.rows("select format('%s %s/%s, crashes %s', upper(state), attempt, max_attempts, crashes) from jobs where name = 'send_email'").remove(0)
}

fn mail_job_id(app: &App) -> String {
    let id: uuid::Uuid = app.rows("select id from jobs where name = 'send_email'")[0].parse().unwrap();
    JobId::from_uuid(id).to_string()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

/// Enqueues a job that nobody runs but the story.
async fn enqueue(app: &App, on: NaiveDate) -> JobId {
    let now = app.clock.now();
    app.db.tx(move |conn| outbox::enqueue(conn, now, &CleanUp { on })).await.unwrap();
    JobId::from_uuid(app.rows("select id from jobs order by id desc limit 1")[0].parse().unwrap())
}

async fn claim(app: &App, id: JobId) -> Option<Claim> {
    let now = app.clock.now();
    app.db.tx(move |conn| job::claim(conn, now, id, MINUTE)).await.unwrap()
}

async fn sweep(app: &App) -> Swept {
    let now = app.clock.now();
    app.db.tx(move |conn| job::sweep(conn, now)).await.unwrap()
}

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
async fn operations_staff_see_the_jobs_and_nobody_else_does() {
    let app = App::start().await;
    app.finance().await.import(&BankFile::new("S1", [Line::from(&app.channel.reseller, "R1", "10.00")])).await;
    let operations = app.operations().await;

    let seen = operations.query(JOBS, json!({})).await;

    let job =
        |it: &Value| format!("{} {} {} {}/{}", it["queue"], it["name"], it["state"], it["attempt"], it["maxAttempts"]);
    let nodes = seen.data()["jobs"]["nodes"].as_array().unwrap().clone();
    insta::assert_snapshot!(nodes.iter().map(job).collect::<Vec<_>>().join("\n").replace('"', ""), @"
    BANK import_bank_file DONE 1/10
    BANK credit_bank_entry DONE 1/10
    EMAIL send_email DONE 1/12
    ");
    let node = "query Node($id: ID!) { node(id: $id) { id } }";
    for person in [app.finance().await, app.admin_of(&app.channel.distributor).await] {
        assert_eq!(person.query(JOBS, json!({})).await.error_code(), "FORBIDDEN");
        let one = person.query(node, json!({ "id": nodes[0]["id"] })).await;
        assert_eq!(one.data()["node"], Value::Null);
    }
    app.close().await;
}

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
async fn a_dead_job_is_given_up_by_operations_staff_alone_and_once() {
    let relay = Relay::start(Mood::Answers("550 5.1.1 no such user"));
    let app = with_mail_to(&relay).await;
    let input = json!({ "input": { "id": mail_job_id(&app) } });
    let operations = app.operations().await;
    let audited = app.count("audit_log where operation like 'job.%'");

    for person in [app.finance().await, app.admin_of(&app.channel.reseller).await] {
        for mutation in [RETRY, DISCARD] {
            assert_eq!(person.query(mutation, input.clone()).await.refusals(), ["FORBIDDEN"]);
        }
    }
    assert_eq!(mail_job(&app), "DEAD 1/12, crashes 0");
    let listed = operations.query(JOBS, json!({})).await.data()["jobs"]["nodes"][2]["availableActions"].clone();
    let discarded = operations.query(DISCARD, input.clone()).await;
    let again = operations.query(DISCARD, input.clone()).await;
    let too_late = operations.query(RETRY, input).await;

    let action = |action: &str| json!({ "action": action, "allowed": true, "reason": null });
    assert_eq!(listed, json!([action("jobRetry"), action("jobDiscard")]));
    assert_eq!(discarded.ok()["job"]["state"], "CANCELLED");
    assert_eq!([again.refusals(), too_late.refusals()], [["STATE_CONFLICT id"], ["STATE_CONFLICT id"]]);
    assert_eq!((audited, app.count("audit_log where operation like 'job.%'")), (0, 1));
    app.close().await;
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

#[tokio::test]
async fn a_payload_that_cannot_be_read_is_left_for_a_person_at_once() {
    let app = App::start().await;
    let id = enqueue(&app, day(1)).await;
    app.sql("update jobs set payload = '{\"since\": 7}'");

    app.run_jobs().await;

    let told = app.rows("select format('%s %s/%s: %s', state, attempt, max_attempts, last_error) from jobs");
    assert_eq!(told, ["dead 1/3: missing field `on`"]);
    let input = json!({ "input": { "id": id.to_string() } });
    assert_eq!(app.operations().await.query(DISCARD, input).await.ok()["job"]["state"], "CANCELLED");
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
    assert_eq!(traces, ["import_bank_file story-7", "credit_bank_entry story-7", "send_email story-7"]);
    app.close().await;
}

/// What stands in the table of an old database is still read, and written the same.
#[test]
fn payloads_of_old_are_still_read() {
    fn check<P: Payload + PartialEq + Debug>(stored: Value, payload: &P, told: &str) {
        assert_eq!(&serde_json::from_value::<P>(stored.clone()).unwrap(), payload);
        assert_eq!(serde_json::to_value(payload).unwrap(), stored);
        assert_eq!(format!("{} {} {}: {}", P::QUEUE, P::NAME, P::MAX_ATTEMPTS, payload.dedup_key()), told);
    }
    const STORED: &str = "018f0000-0000-7000-8000-000000000001";
    let id = STORED.parse().unwrap();
    let (upload, entry) = (BankUploadId::from_uuid(id), BankEntryId::from_uuid(id));

    check(
        json!({ "bank_upload_id": STORED }),
        &ImportBankFile { bank_upload_id: upload },
        "bank import_bank_file 10: import_bank_file:bup_01hw000000e008000000000001",
    );
    check(
        json!({ "bank_entry_id": STORED }),
        &CreditBankEntry { bank_entry_id: entry },
        "bank credit_bank_entry 10: credit_bank_entry:ben_01hw000000e008000000000001",
    );
    check(
        json!({ "mail_id": STORED }),
        &SendEmail { mail_id: MailId::from_uuid(id) },
        "email send_email 12: send_email:mal_01hw000000e008000000000001",
    );
    check(
        json!({ "on": "2026-03-01" }),
        &VerifyBooks { on: day(1) },
        "maintenance verify_books 3: verify_books:2026-03-01",
    );
    check(
        json!({ "on": "2026-03-01" }),
        &SnapshotLedger { on: day(1) },
        "maintenance snapshot_ledger 3: snapshot_ledger:2026-03-01",
    );
    check(json!({ "on": "2026-03-01" }), &CleanUp { on: day(1) }, "maintenance clean_up 3: clean_up:2026-03-01");
    check(
        json!({ "on": "2026-03-01" }),
        &ExpireReports { on: day(1) },
        "maintenance expire_reports 5: expire_reports:2026-03-01",
    );
    let expire = ExpirePartnerInvitations { on: day(1) };
    let name = "expire_partner_invitations";
    check(json!({ "on": "2026-03-01" }), &expire, &format!("maintenance {name} 3: {name}:2026-03-01"));

    let notice = json!({ "name": "remittance_credited", "bank_entry_id": STORED });
    assert_eq!(
        serde_json::from_value::<Notice>(notice.clone()).unwrap(),
        Notice::RemittanceCredited { bank_entry_id: entry }
    );
    assert_eq!(serde_json::to_value(Notice::RemittanceCredited { bank_entry_id: entry }).unwrap(), notice);
}
