//! Partners report prospects, and the vendor says yes or no.

mod people;
mod time;

use serde_json::{Value, json};
use tests::{Answer, App, Person};

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
    let text = app.mails().remove(0).text;
    assert!(text.contains("Ours since May.") && text.contains("has not approved"), "{text}");
    assert!(!text.contains("Reserved for you"), "{text}");
    app.close().await;
}

#[tokio::test]
async fn what_cannot_be_reported_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let (finance, customer) = (app.finance().await, app.admin_of(&app.channel.customer).await);
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
    for (who, person) in [("the vendor", &finance), ("a customer", &customer)] {
        refused.push(format!("{who}: {}", report(person, &prospect(1)).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    no name: INVALID_INPUT customerName
    a name of 201 characters: INVALID_INPUT customerName
    a number without country: INVALID_INPUT mobile
    a word for a number: INVALID_INPUT mobile
    no address: INVALID_INPUT email
    no key: INVALID_INPUT idempotencyKey
    the vendor: FORBIDDEN
    a customer: FORBIDDEN
    ");
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
