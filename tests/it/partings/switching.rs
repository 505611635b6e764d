//! A customer changes its mode under the same partner.

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};
use tests::{App, Partner, Person};

use super::{allocated, answer, balances, funded, request, requested, shown, state, stood};

const HISTORY: &str = "query($id: ID!) { node(id: $id) { ... on Party {
    association { kind } manager { name } customerProfile { label }
    associations { totalCount nodes { kind source upper { name } closingAt validTo } }
    partings { totalCount nodes { kind state toKind } } } } }";
const ASSIGN: &str = "mutation($input: ManagerAssignInput!) { managerAssign(input: $input) { userErrors { code } results { userErrors { code } } } }";
const LABEL: &str =
    "mutation($input: CustomerLabelSetInput!) { customerLabelSet(input: $input) { userErrors { code } } }";

/// How a customer stood under its partners, with whether there are instants for the instants.
async fn history(person: &Person<'_>, customer: &Partner) -> Value {
    let mut node = person.query(HISTORY, json!({ "id": customer.global_id() })).await.data()["node"].clone();
    for interval in node["associations"]["nodes"].as_array_mut().unwrap() {
        for instant in ["closingAt", "validTo"] {
            interval[instant] = json!(!interval[instant].is_null());
        }
    }
    node
}

/// What was allocated is recalled; who looks after it and what it is called stay.
#[tokio::test]
async fn from_resale_to_advisory_the_balance_is_recalled() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let manager = app.colleague(&channel.reseller, "Ann", &[Role::AccountManager]).await;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let assign = json!({ "subjectIds": [channel.customer.global_id()], "managerId": manager.id });
    reseller.query(ASSIGN, json!({ "input": assign })).await.ok();
    let label = json!({ "customerId": channel.customer.global_id(), "label": "north" });
    reseller.query(LABEL, json!({ "input": label })).await.ok();

    let id = requested(&reseller, &channel.customer, "SWITCH").await;
    assert_eq!(state(&answer(&customer, &id, "AGREE").await), "EXECUTING");
    app.run_jobs().await;

    assert_eq!(
        shown(&customer, &id).await,
        "DONE, 69.50 and 0 coupons: CHECK, COUPONS 0, MONEY 69.50, ASSOCIATION, NOTICE"
    );
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    assert_eq!(stood(&app, &channel.customer), ["resale, ended", "advisory"]);
    let node = history(&reseller, &channel.customer).await;
    insta::assert_snapshot!(serde_json::to_string_pretty(&node).unwrap(), @r#"
    {
      "association": {
        "kind": "ADVISORY"
      },
      "associations": {
        "nodes": [
          {
            "closingAt": false,
            "kind": "ADVISORY",
            "source": "MODE_SWITCH",
            "upper": {
              "name": "Heron Systems Ltd"
            },
            "validTo": false
          },
          {
            "closingAt": true,
            "kind": "RESALE",
            "source": "ENTERED",
            "upper": {
              "name": "Heron Systems Ltd"
            },
            "validTo": true
          }
        ],
        "totalCount": 2
      },
      "customerProfile": {
        "label": "north"
      },
      "manager": {
        "name": "Ann"
      },
      "partings": {
        "nodes": [
          {
            "kind": "SWITCH",
            "state": "DONE",
            "toKind": "ADVISORY"
          }
        ],
        "totalCount": 1
      }
    }
    "#);
    app.close().await;
}

/// The other way round there is nothing to recall.
#[tokio::test]
async fn from_advisory_to_resale_the_partner_can_allocate() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let customer = app.admin_of(&channel.advisory_customer).await;

    let id = requested(&reseller, &channel.advisory_customer, "SWITCH").await;
    answer(&customer, &id, "AGREE").await.ok();
    app.run_jobs().await;
    allocated(&app, &channel.reseller, &channel.advisory_customer, "10.00").await;

    assert_eq!(stood(&app, &channel.advisory_customer), ["advisory, ended", "resale"]);
    assert_eq!(app.discrepancies().await, Vec::<String>::new());
    app.close().await;
}

/// There and back again, three months apart; the books hold through both.
#[tokio::test]
async fn a_customer_switches_there_and_back() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    for times in 1..=2 {
        let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
        let id = requested(&reseller, &channel.customer, "SWITCH").await;
        answer(&customer, &id, "AGREE").await.ok();
        app.run_jobs().await;
        assert_eq!(app.count("partings where state = 'done'"), times);
        app.later(TimeDelta::days(93));
    }

    assert_eq!(stood(&app, &channel.customer), ["resale, ended", "advisory, ended", "resale"]);
    app.run_jobs().await;
    app.close().await;
}

/// domain.md 2.5: the partner applies and the customer confirms.
#[tokio::test]
async fn a_customer_does_not_ask_for_another_mode() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let customer = app.admin_of(&channel.customer).await;

    let refused = request(&customer, &channel.customer, "SWITCH", json!({})).await;

    assert_eq!(refused.refusals(), ["FORBIDDEN kind"]);
    assert_eq!(refused.data()["partingRequest"]["parting"], Value::Null);
    assert_eq!(app.count("partings"), 0);
    app.close().await;
}
