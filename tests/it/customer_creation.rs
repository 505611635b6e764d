//! A partner's platform registers customers.

use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD, Person, address, mobile};

const CREATE: &str = "mutation ($input: CustomerCreateInput!) { customerCreate(input: $input) { \
    customerId accountName replayed onboarding { id state failure source associationKind partner { name } customer { id } } \
    userErrors { code field referenceCode } } }";
const ONBOARDINGS: &str =
    "query ($filter: OnboardingFilter) { onboardings(filter: $filter) { nodes { id state failure } totalCount } }";
const FLAG_SET: &str =
    "mutation ($input: CustomerFlagSetInput!) { customerFlagSet(input: $input) { userErrors { code } } }";

async fn create(person: &Person<'_>, input: &Value) -> Answer {
    person.query(CREATE, json!({ "input": input })).await
}

fn with(input: &Value, changes: &[(&str, Value)]) -> Value {
    let mut input = input.clone();
    for (field, value) in changes {
        input[*field] = value.clone();
    }
    input
}

/// Everything a platform can say of a customer.
async fn whole(app: &App, ending: u32, key: &str) -> Value {
    json!({
        "accountName": format!("platform-{ending:04}"), "name": "Quiet Lake Tea", "mobile": mobile(ending),
        "email": address(ending), "verificationCode": app.code_for("REGISTER", &address(ending)).await, "password": PASSWORD,
        "locale": "EN", "platformUserId": format!("u-{ending}"), "platformName": "heron", "closesMarketMessages": true,
        "idempotencyKey": key,
    })
}

async fn onboardings(person: &Person<'_>) -> Value {
    person.query(ONBOARDINGS, json!({})).await.data()["onboardings"].clone()
}

#[tokio::test]
async fn a_platform_registers_a_customer_and_a_job_associates_it_as_resale() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let report = app.reported(&app.channel.reseller, 1).await;
    let input = whole(&app, 1, "k1").await;

    let created = create(&reseller, &input).await.ok().clone();
    let before = onboardings(&reseller).await["nodes"][0]["state"].clone();
    app.run_jobs().await;

    let seen = (&created["accountName"], &created["onboarding"]["state"], &created["onboarding"]["customer"]);
    assert_eq!(seen, (&json!("platform-0001"), &json!("PENDING"), &Value::Null));
    assert_eq!(before, "PENDING");
    let after = onboardings(&reseller).await;
    assert_eq!(
        after,
        json!({ "nodes": [{ "id": created["onboarding"]["id"], "state": "DONE", "failure": null }], "totalCount": 1 })
    );
    assert_eq!(app.rows("select kind || ' ' || source from edges where source = 'created'"), ["resale created"]);
    let platform = "select platform_name || ' ' || platform_user || ' ' || closed_market_messages from customers where platform_user is not null";
    assert_eq!(app.rows(platform), ["heron u-1 true"]);
    assert_eq!(app.rows("select state from reports"), ["associated"], "{report}");
    let customer = app.sign_in(&address(1)).await;
    assert_eq!(onboardings(&customer).await["totalCount"], 1);
    assert_eq!(onboardings(&app.admin_of(&app.channel.other_reseller).await).await["totalCount"], 0);
    assert_eq!(onboardings(&app.admin_of(&app.channel.distributor).await).await["totalCount"], 1);
    app.close().await;
}

#[tokio::test]
async fn a_customer_of_whom_nothing_is_said_gets_a_random_name_and_its_association_at_once() {
    let app = App::start().await;
    let provider = app.admin_of(&app.channel.solution_provider).await;

    let input = json!({ "accountName": "", "includeAssociationResult": true, "idempotencyKey": "k" });
    let created = create(&provider, &input).await.ok().clone();

    let name = created["accountName"].as_str().unwrap();
    assert_eq!(name.len(), 32);
    let onboarding = &created["onboarding"];
    assert_eq!((&onboarding["state"], &onboarding["associationKind"]), (&json!("DONE"), &json!("RESALE")));
    assert_eq!(onboarding["customer"]["id"], created["customerId"]);
    assert_eq!(app.count("jobs where name = 'complete_onboarding'"), 0);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn an_administrator_without_a_password_is_mailed_a_link_to_choose_one() {
    let app = App::start().await;
    let provider = app.admin_of(&app.channel.solution_provider).await;

    let input = json!({ "email": address(1), "associationKind": "ADVISORY", "idempotencyKey": "k" });
    let _done = create(&provider, &input).await.ok();
    app.run_jobs().await;

    let mail = app.mails().into_iter().find(|mail| mail.to == address(1)).unwrap();
    assert!(mail.text.contains("/join/"), "{}", mail.text);
    assert_eq!(app.rows("select kind from edges where source = 'created'"), ["advisory"]);
    app.close().await;
}

#[tokio::test]
async fn what_stands_against_the_association_is_written_down_and_the_account_stays() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let created = create(&reseller, &json!({ "idempotencyKey": "k" })).await.ok().clone();
    let flag = json!({ "customerId": created["customerId"], "flag": "ARREARS" });
    let _done = app.admin_of(&app.channel.vendor).await.query(FLAG_SET, json!({ "input": flag })).await.ok();

    app.run_jobs().await;

    let node = json!({ "id": created["onboarding"]["id"], "state": "FAILED", "failure": "CUSTOMER_IN_ARREARS" });
    assert_eq!(onboardings(&reseller).await, json!({ "nodes": [node], "totalCount": 1 }));
    assert_eq!(app.count("edges where source = 'created'"), 0);
    app.sql("update jobs set state = 'ready', done_at = null, rung_at = null where name = 'complete_onboarding'");
    app.run_jobs().await;
    assert_eq!(onboardings(&reseller).await["nodes"][0]["state"], "FAILED", "told twice, the first outcome stays");
    app.close().await;
}

#[tokio::test]
async fn each_field_that_breaks_a_rule_is_named() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    app.reported(&app.channel.other_reseller, 8).await;
    let good = whole(&app, 1, "k").await;
    let _done = create(&reseller, &whole(&app, 2, "k2").await).await.ok();
    let reported = app.code_for("REGISTER", &address(8)).await;

    let mut refused = Vec::new();
    for (what, changes) in [
        ("a number from abroad", vec![("mobile", json!("+44 7700 900000"))]),
        ("no code", vec![("verificationCode", Value::Null)]),
        ("a wrong code", vec![("verificationCode", json!("x"))]),
        ("a number without an address", vec![("email", Value::Null)]),
        ("a name of ours", vec![("accountName", json!("shadow_tea"))]),
        ("a password like the name", vec![("password", json!("platform-0001"))]),
        ("half a platform", vec![("platformName", Value::Null)]),
        ("a platform's customer again", vec![("platformUserId", json!("u-2"))]),
        ("a number in use", vec![("mobile", json!(mobile(2)))]),
        ("a name in use", vec![("accountName", json!("platform-0002"))]),
        ("no key", vec![("idempotencyKey", json!(""))]),
        (
            "another partner's prospect",
            vec![("mobile", json!(mobile(8))), ("email", json!(address(8))), ("verificationCode", json!(reported))],
        ),
    ] {
        let answer = create(&reseller, &with(&good, &changes)).await;
        refused.push(format!("{what}: {}", answer.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    a number from abroad: INVALID_INPUT mobile
    no code: CODE_REQUIRED verificationCode
    a wrong code: CODE_WRONG verificationCode
    a number without an address: INVALID_INPUT email
    a name of ours: INVALID_INPUT accountName
    a password like the name: INVALID_INPUT password
    half a platform: INVALID_INPUT platformUserId
    a platform's customer again: ALREADY_EXISTS platformUserId
    a number in use: MOBILE_IN_USE mobile
    a name in use: ALREADY_EXISTS accountName
    no key: INVALID_INPUT idempotencyKey
    another partner's prospect: CUSTOMER_REPORTED
    ");
    assert_eq!(app.count("onboardings"), 1);
    app.run_jobs().await;
    app.close().await;
}

/// A code works once; a command sent again is answered again all the same.
#[tokio::test]
async fn a_customer_is_registered_once_however_often_the_command_comes() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let input = whole(&app, 1, "k").await;

    let (one, other) = tokio::join!(create(&reseller, &input), create(&reseller, &input));
    let again = create(&reseller, &input).await;
    let changed = create(&reseller, &with(&input, &[("name", json!("Loud Lake Tea"))])).await;

    let mut replayed = [&one, &other].map(|answer| answer.ok()["replayed"].as_bool().unwrap());
    replayed.sort_unstable();
    assert_eq!((replayed, &again.ok()["replayed"]), ([false, true], &json!(true)));
    assert_eq!(
        (&one.ok()["customerId"], &other.ok()["customerId"]),
        (&other.ok()["customerId"], &again.ok()["customerId"])
    );
    assert_eq!(changed.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    assert_eq!(app.count("onboardings"), 1);
    app.run_jobs().await;
    app.close().await;
}

/// Worked example 5's first half, Q-02.
#[tokio::test]
async fn a_distributor_registers_for_its_reseller_and_for_no_other() {
    let app = App::start().await;
    let acting = json!({ "actingForId": app.channel.reseller.global_id(), "idempotencyKey": "k", "includeAssociationResult": true });
    let (distributor, stranger) =
        (app.admin_of(&app.channel.distributor).await, app.admin_of(&app.channel.other_distributor).await);

    let foreign = create(&stranger, &acting).await;
    let created = create(&distributor, &acting).await;
    let by_customer = create(&app.admin_of(&app.channel.customer).await, &json!({ "idempotencyKey": "k" })).await;

    assert_eq!(foreign.refusals(), ["NOT_YOUR_RESELLER actingForId"]);
    assert_eq!(foreign.data()["customerCreate"]["userErrors"][0]["referenceCode"], "CBC.99000037");
    assert_eq!(created.ok()["onboarding"]["partner"]["name"], app.channel.reseller.name);
    assert_eq!(by_customer.refusals(), ["FORBIDDEN"]);
    app.run_jobs().await;
    app.close().await;
}
