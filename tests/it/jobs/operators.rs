//! Operations staff see the jobs and give up the dead ones.

use serde_json::{Value, json};
use tests::{App, BankFile, Line, Mood, Relay};

use super::{DISCARD, RETRY, mail_job, mail_job_id, with_mail_to};

const JOBS: &str = include_str!("../../graphql/jobs.graphql");

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
    BANK decide_bank_entries DONE 1/10
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
