//! Partners report prospects, the vendor says yes or no, and time runs out.

use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::Locale;
use domain::staff::{self, NewStaff};
use futures_util::future::join_all;
use schema::jobs::ExpireReports;
use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD, Partner, Person};

pub(crate) const REPORT: &str = "mutation ($input: CustomerReportInput!) { customerReport(input: $input) { \
    report { id partner { name } customerNameMasked mobileMasked emailMasked state validUntil } \
    replayed userErrors { code field } } }";
const REVIEW: &str = "mutation ($input: ReportReviewInput!) { reportReview(input: $input) { \
    results { report { state opinion reviewedAt validUntil endedAt } userErrors { code field } } userErrors { code field } } }";
const WITHDRAW: &str = "mutation ($input: ReportWithdrawInput!) { reportWithdraw(input: $input) { \
    report { state endedAt } userErrors { code field } } }";
const NODE: &str = "query ($id: ID!) { node(id: $id) { ... on Report { state endedAt reportedBy { id } reviewedBy { id } \
    availableActions { action allowed reason } } } }";
const LIST: &str = "query ($filter: ReportFilter) { reports(filter: $filter, order: OLDEST_FIRST) { \
    nodes { mobileMasked state } totalCount } }";

/// The prospect whose mobile number ends in four digits, as its partner reports it.
pub(crate) fn prospect(ending: u32) -> Value {
    let mobile = format!("+86 138-0000-{ending:04}");
    let email = format!("buyer{ending:04}@prospect.example");
    json!({ "customerName": "Quiet Lake Tea", "mobile": mobile, "email": email, "idempotencyKey": format!("k{ending}") })
}

/// `input` with `field` as `value`.
fn with(mut input: Value, field: &str, value: impl Into<Value>) -> Value {
    input[field] = value.into();
    input
}

/// Sends the command until the server is not too busy to answer it.
pub(crate) async fn report(person: &Person<'_>, input: &Value) -> Answer {
    loop {
        let answer = person.query(REPORT, json!({ "input": input })).await;
        if answer.error_code() != "UNAVAILABLE" {
            return answer;
        }
    }
}

/// The id of a report that was not refused.
async fn reported(person: &Person<'_>, ending: u32) -> String {
    report(person, &prospect(ending)).await.ok()["report"]["id"].as_str().unwrap().to_owned()
}

async fn review(person: &Person<'_>, ids: &[&str], verdict: &str, opinion: Option<&str>) -> Answer {
    person.query(REVIEW, json!({ "input": { "reportIds": ids, "verdict": verdict, "opinion": opinion } })).await
}

/// `REPORTED`, or the refusal, of each report of a batch.
async fn verdicts(person: &Person<'_>, ids: &[&str], verdict: &str) -> Vec<String> {
    let answer = review(person, ids, verdict, Some("as agreed")).await;
    let results = answer.ok()["results"].as_array().unwrap().clone();
    results.iter().map(verdict_of).collect()
}

fn verdict_of(result: &Value) -> String {
    let code = &result["userErrors"][0]["code"];
    code.as_str().or(result["report"]["state"].as_str()).unwrap().to_owned()
}

async fn withdraw(person: &Person<'_>, id: &str) -> Answer {
    person.query(WITHDRAW, json!({ "input": { "reportId": id } })).await
}

async fn state(person: &Person<'_>, id: &str) -> Value {
    person.query(NODE, json!({ "id": id })).await.data()["node"]["state"].clone()
}

/// The endings of the mobile numbers in the caller's list.
async fn list(person: &Person<'_>, filter: Value) -> Vec<String> {
    let answer = person.query(LIST, json!({ "filter": filter })).await;
    let (nodes, total) = (&answer.data()["reports"]["nodes"], &answer.data()["reports"]["totalCount"]);
    let ending = |node: &Value| node["mobileMasked"].as_str().unwrap().rsplit('*').next().unwrap().to_owned();
    let endings: Vec<String> = nodes.as_array().unwrap().iter().map(ending).collect();
    assert_eq!(*total, json!(endings.len()));
    endings
}

/// `action: reason` of what can be done with the report; `ok` for what can be done now.
async fn actions(person: &Person<'_>, id: &str) -> Vec<String> {
    let answer = person.query(NODE, json!({ "id": id })).await;
    let action = |it: &Value| format!("{}: {}", it["action"].as_str().unwrap(), it["reason"].as_str().unwrap_or("ok"));
    answer.data()["node"]["availableActions"].as_array().unwrap().iter().map(action).collect()
}

/// Adds somebody to a partner who is an account manager and nothing else.
async fn manager<'a>(app: &'a App, partner: &Partner, email: &'static str) -> Person<'a> {
    let (party_id, now) = (partner.party_id(), app.clock.now());
    let add = move |conn: &mut domain::Conn| {
        let roles = &[Role::AccountManager];
        let new = NewStaff {
            party_id,
            email,
            name: "Mo",
            locale: Locale::En,
            roles,
            custom_roles: &[],
            password: Some(PASSWORD),
        };
        staff::add(conn, now, &Actor::system("test"), &new).map(|_| ())
    };
    app.db.tx(add).await.unwrap();
    app.sign_in(email).await
}

#[tokio::test]
async fn a_prospect_is_reported_approved_and_its_reporter_told() {
    let app = App::start().await;
    let (reseller, vendor) = (app.admin_of(&app.channel.reseller).await, app.operations().await);

    let reporting = report(&reseller, &prospect(4321)).await;
    let id = reporting.ok()["report"]["id"].as_str().unwrap().to_owned();
    let reviewing = review(&vendor, &[&id], "APPROVE", Some("Ask for their plans.")).await;
    app.run_jobs().await;

    let report = json!({
        "id": id, "partner": { "name": "Heron Systems Ltd" }, "customerNameMasked": "Qu***", "state": "PENDING_REVIEW",
        "mobileMasked": "+86138****4321", "emailMasked": "b***@prospect.example", "validUntil": null,
    });
    assert_eq!(reporting.ok()["report"], report);
    let reviewed = json!({
        "state": "REPORTED", "opinion": "Ask for their plans.", "reviewedAt": "2026-03-10T04:00:00.000000Z",
        "validUntil": "2026-03-25T16:00:00.000000Z", "endedAt": null,
    });
    assert_eq!(reviewing.ok()["results"], json!([{ "report": reviewed, "userErrors": [] }]));
    let mails = app.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to, app.channel.reseller.email);
    assert_eq!(mails[0].subject, "Report approved: invite Qu*** by 25 March 2026");
    assert!(mails[0].text.contains("Ask for their plans.") && mails[0].html.contains("+86138****4321"));
    app.close().await;
}

/// domain.md 13.1, example 12: a report approved on day 0 is expired on day 15, 24:00, in GMT+8.
#[tokio::test]
async fn a_report_holds_until_the_fifteenth_day_at_midnight_and_no_longer() {
    let app = App::start().await;
    let (reseller, vendor) = (app.admin_of(&app.channel.reseller).await, app.operations().await);
    let id = reported(&reseller, 1).await;
    assert_eq!(verdicts(&vendor, &[&id], "APPROVE").await, ["REPORTED"]);
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
    withdraw(&reseller, &id).await.ok();
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

#[tokio::test]
async fn a_batch_is_decided_one_by_one() {
    let app = App::start().await;
    let (reseller, vendor) = (app.admin_of(&app.channel.reseller).await, app.operations().await);
    let (first, second) = (reported(&reseller, 1).await, reported(&reseller, 2).await);
    let nobodys = "rep_01h455vb4pex5vsknk084sn02q";

    let without_reason = review(&vendor, &[&first], "REJECT", None).await;
    let rejected = review(&vendor, &[&first, nobodys, &first, &second], "REJECT", Some("Ours since May.")).await;
    let none = review(&vendor, &[], "APPROVE", None).await;
    let many = review(&vendor, &[first.as_str(); 51], "APPROVE", None).await;
    app.run_jobs().await;

    assert_eq!(
        without_reason.ok()["results"][0]["userErrors"],
        json!([{ "code": "INVALID_INPUT", "field": ["opinion"] }])
    );
    let results: Vec<String> = rejected.ok()["results"].as_array().unwrap().iter().map(verdict_of).collect();
    assert_eq!(results, ["REJECTED", "NOT_FOUND", "STATE_CONFLICT", "REJECTED"]);
    assert_eq!([none.refusals(), many.refusals()], [["INVALID_INPUT reportIds"], ["INVALID_INPUT reportIds"]]);
    let subjects: Vec<String> = app.mails().into_iter().map(|mail| mail.subject).collect();
    assert_eq!(subjects, ["Report not approved: Qu***"; 2]);
    app.close().await;
}

/// Invariant 18: the vendor reviews, never the partner. What is offered is what would happen.
#[tokio::test]
async fn only_the_vendor_reviews_and_only_the_partner_gives_up() {
    let app = App::start().await;
    let (reseller, distributor) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.distributor).await);
    let (vendor, finance) = (app.operations().await, app.finance().await);
    let id = reported(&reseller, 1).await;

    let mut seen = Vec::new();
    for (who, person) in
        [("reseller", &reseller), ("distributor", &distributor), ("operations", &vendor), ("finance", &finance)]
    {
        let offered = actions(person, &id).await;
        // Refused whoever asks: the verdict is no and gives no reason.
        let reviewed = verdict_of(&review(person, &[&id], "REJECT", None).await.ok()["results"][0]);
        let withdrawn =
            if who == "reseller" { String::new() } else { withdraw(person, &id).await.refusals().join(", ") };
        seen.push(format!("{who}: {}; says {reviewed}, {withdrawn}", offered.join(", ")));
    }

    insta::assert_snapshot!(seen.join("\n"), @"");
    assert_eq!(state(&reseller, &id).await, "PENDING_REVIEW");
    app.close().await;
}

#[tokio::test]
async fn reports_are_seen_by_the_partner_its_distributor_and_the_vendor() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let reseller = app.admin_of(&channel.reseller).await;
    let (one, two) = (
        manager(&app, &channel.reseller, "one@x.example").await,
        manager(&app, &channel.reseller, "two@x.example").await,
    );
    let id = reported(&reseller, 1).await;
    (reported(&one, 2).await, reported(&two, 3).await, reported(&app.admin_of(&channel.other_reseller).await, 4).await);

    let mut seen = Vec::new();
    let people = [
        ("reseller", reseller),
        ("manager of the reseller", one),
        ("other reseller", app.admin_of(&channel.other_reseller).await),
        ("distributor", app.admin_of(&channel.distributor).await),
        ("other distributor", app.admin_of(&channel.other_distributor).await),
        ("solution provider", app.admin_of(&channel.solution_provider).await),
        ("customer", app.admin_of(&channel.customer).await),
        ("vendor", app.finance().await),
    ];
    for (who, person) in &people {
        let node = person.query(NODE, json!({ "id": id })).await.data()["node"].is_object();
        seen.push(format!("{who}: {} {node}", list(person, Value::Null).await.join(" ")));
    }

    insta::assert_snapshot!(seen.join("\n"), @"");
    let vendor = &people[7].1;
    let mine = json!({ "mobile": "0086-13800000003" });
    assert_eq!(list(vendor, mine.clone()).await, ["0003"]);
    assert_eq!(list(vendor, json!({ "email": "Buyer0004@prospect.example" })).await, ["0004"]);
    assert_eq!(
        list(vendor, json!({ "partnerId": channel.reseller.global_id(), "state": "PENDING_REVIEW" })).await.len(),
        3
    );
    assert_eq!(list(&people[1].1, mine).await, [""; 0], "of a colleague");
    assert_eq!(vendor.query(LIST, json!({ "filter": { "mobile": "138" } })).await.error_code(), "INVALID_INPUT");
    app.close().await;
}

/// Q-02, invariant 15.
#[tokio::test]
async fn a_distributor_reports_for_its_reseller_and_for_no_other() {
    let app = App::start().await;
    let channel = &app.channel;
    let (distributor, stranger) =
        (app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_distributor).await);
    let acting = |ending, reseller: &Partner| with(prospect(ending), "actingForId", reseller.global_id());

    let done = report(&distributor, &acting(1, &channel.reseller)).await;
    let refused = [
        report(&stranger, &acting(2, &channel.reseller)).await.refusals(),
        report(&distributor, &acting(3, &channel.solution_provider)).await.refusals(),
    ];
    let id = done.ok()["report"]["id"].as_str().unwrap();
    let input = json!({ "reportId": id, "actingForId": channel.reseller.global_id() });
    let as_itself = withdraw(&distributor, id).await.refusals();
    let withdrawn = distributor.query(WITHDRAW, json!({ "input": input })).await;

    assert_eq!(done.ok()["report"]["partner"]["name"], "Heron Systems Ltd");
    assert_eq!(refused, [["NOT_YOUR_RESELLER actingForId"], ["NOT_YOUR_RESELLER actingForId"]]);
    assert_eq!(
        (as_itself.join(", "), &withdrawn.ok()["report"]["state"]),
        ("FORBIDDEN".to_owned(), &json!("WITHDRAWN"))
    );
    let audited = format!(
        "select operation from audit_log where operation like 'report.%' and party_id = '{0}' \
         and details ->> 'actingFor' is not null order by position",
        channel.reseller.party_id().uuid()
    );
    assert_eq!(app.rows(&audited), ["report.create", "report.withdraw"]);
    app.close().await;
}

#[tokio::test]
async fn what_cannot_be_reported_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let audited = app.count("audit_log");

    let mut refused = Vec::new();
    for (what, input) in [
        ("no name", with(prospect(1), "customerName", " ")),
        ("a name of 201 characters", with(prospect(1), "customerName", "x".repeat(201))),
        ("a number without country", with(prospect(1), "mobile", "13800000000")),
        ("a word for a number", with(prospect(1), "mobile", "+86 call me")),
        ("no address", with(prospect(1), "email", "prospect.example")),
        ("no key", with(prospect(1), "idempotencyKey", "")),
    ] {
        refused.push(format!("{what}: {}", report(&reseller, &input).await.refusals().join(", ")));
    }
    let (finance, customer) = (app.finance().await, app.admin_of(&app.channel.customer).await);
    for (who, person) in [("the vendor", &finance), ("a customer", &customer)] {
        refused.push(format!("{who}: {}", report(person, &prospect(1)).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"");
    assert_eq!((app.count("reports"), app.count("idempotency_keys"), app.count("audit_log")), (0, 0, audited));
    let nobody = app.anonymous(REPORT, json!({ "input": prospect(1) })).await;
    assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
    app.close().await;
}

/// Invariant 10; the prospect's data are nowhere to be read, not even as a hash that can be guessed back.
#[tokio::test]
async fn a_report_sent_again_is_one_report_and_no_row_tells_of_whom() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;

    let first = report(&reseller, &prospect(7777)).await;
    let again = report(&reseller, &prospect(7777)).await;
    let other = report(&reseller, &with(prospect(7777), "customerName", "Somebody else")).await;

    assert_eq!((&first.ok()["replayed"], &again.ok()["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(first.ok()["report"], again.ok()["report"]);
    assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    assert_eq!(app.count("reports"), 1);
    for datum in ["13800007777", "buyer7777", "Quiet Lake"] {
        for table in ["reports", "audit_log", "idempotency_keys", "jobs", "mails"] {
            let readable = format!("{table} it where it::text like '%{datum}%' or it::text like '%{}%'", hex(datum));
            assert_eq!(app.count(&readable), 0, "{datum} in {table}");
        }
    }
    app.close().await;
}

fn hex(text: &str) -> String {
    text.bytes().map(|byte| format!("{byte:02x}")).collect()
}
