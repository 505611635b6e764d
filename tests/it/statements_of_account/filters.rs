//! Lists of an account's transfers: filters, order and pages.

use chrono::TimeDelta;
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::{App, Person};

use super::text;

const TRANSFERS: &str = "query($id: ID!, $filter: TransferFilter, $first: Int, $after: String, $last: Int, $before: String) { node(id: $id) { ... on Account {
    transfers(filter: $filter, first: $first, after: $after, last: $last, before: $before) { totalCount
        nodes { amount { amount } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } } }";

async fn transfers(person: &Person<'_>, mut variables: Value, id: &str) -> Value {
    variables["id"] = json!(id);
    person.query(TRANSFERS, variables).await.data()["node"]["transfers"].clone()
}

/// `30, 20, 10`: whole amounts.
fn amounts(list: &Value) -> String {
    let amount = |it: &Value| it["amount"]["amount"].as_str().unwrap().trim_end_matches(".00").to_owned();
    list["nodes"].as_array().unwrap().iter().map(amount).collect::<Vec<_>>().join(", ")
}

/// Twelve transfers of the reseller, three an hour.
async fn dozen(app: &App) -> String {
    let channel = app.channel.clone();
    app.wire(&channel.distributor, "R1", "1000.00", 9).await;
    for i in 0..4 {
        app.later(TimeDelta::hours(1));
        app.give(&channel.distributor, &channel.reseller, &format!("{}.00", i + 1)).await;
        app.give(&channel.reseller, &channel.customer, "0.25").await;
        app.take_back(&channel.reseller, &channel.distributor, "0.50").await;
    }
    app.purse(&channel.reseller).await.to_string()
}

#[tokio::test]
async fn a_list_of_transfers_has_those_that_the_filter_lets_through() {
    let app = App::start().await;
    let begun = app.clock.now().instant();
    let hour = |hours: i32| text(begun + TimeDelta::hours(1) * hours);
    let id = dozen(&app).await;
    let finance = app.finance().await;

    let mut seen = Vec::new();
    for filter in [
        json!({}),
        json!({ "kinds": ["ALLOCATION"] }),
        json!({ "kinds": ["ALLOCATION"], "direction": "OUT" }),
        json!({ "kinds": ["RECLAIM", "ALLOCATION", "RECLAIM"], "direction": "IN" }),
        json!({ "kinds": ["REMITTANCE"] }),
        json!({ "kinds": [] }),
        json!({ "direction": "OUT" }),
        json!({ "from": hour(3) }),
        json!({ "to": hour(3) }),
        json!({ "from": hour(2), "to": hour(3) }),
        json!({ "from": hour(2), "to": hour(4), "kinds": ["RECLAIM"] }),
    ] {
        let list = transfers(&finance, json!({ "filter": filter }), &id).await;
        seen.push(
            format!("{filter}: {} are {}", list["totalCount"], amounts(&list)).replace(&begun.to_rfc3339(), "begun"),
        );
    }
    let never = finance.query(TRANSFERS, json!({ "id": id, "filter": { "from": hour(2), "to": hour(2) } })).await;

    insta::assert_snapshot!(seen.join("\n"), @r#"
    {}: 12 are 0.50, 0.25, 4, 0.50, 0.25, 3, 0.50, 0.25, 2, 0.50, 0.25, 1
    {"kinds":["ALLOCATION"]}: 8 are 0.25, 4, 0.25, 3, 0.25, 2, 0.25, 1
    {"direction":"OUT","kinds":["ALLOCATION"]}: 4 are 0.25, 0.25, 0.25, 0.25
    {"direction":"IN","kinds":["RECLAIM","ALLOCATION","RECLAIM"]}: 4 are 4, 3, 2, 1
    {"kinds":["REMITTANCE"]}: 0 are 
    {"kinds":[]}: 0 are 
    {"direction":"OUT"}: 8 are 0.50, 0.25, 0.50, 0.25, 0.50, 0.25, 0.50, 0.25
    {"from":"2026-03-10T07:00:00.000000Z"}: 6 are 0.50, 0.25, 4, 0.50, 0.25, 3
    {"to":"2026-03-10T07:00:00.000000Z"}: 6 are 0.50, 0.25, 2, 0.50, 0.25, 1
    {"from":"2026-03-10T06:00:00.000000Z","to":"2026-03-10T07:00:00.000000Z"}: 3 are 0.50, 0.25, 2
    {"from":"2026-03-10T06:00:00.000000Z","kinds":["RECLAIM"],"to":"2026-03-10T08:00:00.000000Z"}: 2 are 0.50, 0.50
    "#);
    assert_eq!(never.0["errors"][0]["message"], "`filter.from` must be before `filter.to`");
    app.close().await;
}

/// Page after page, from either end, with whatever filter, is the whole list: also where many were posted at one moment.
#[tokio::test]
async fn pages_from_either_end_are_the_whole_list() {
    let app = App::start().await;
    let id = dozen(&app).await;
    let finance = app.finance().await;

    for filter in [json!(null), json!({ "kinds": ["ALLOCATION", "RECLAIM"] }), json!({ "direction": "IN" })] {
        let whole = transfers(&finance, json!({ "filter": filter, "first": 100 }), &id).await;
        let (mut forwards, mut backwards) = (Vec::new(), Vec::new());
        let mut cursor = Value::Null;
        loop {
            let list = transfers(&finance, json!({ "filter": filter, "first": 3, "after": cursor }), &id).await;
            forwards.push(amounts(&list));
            cursor = list["pageInfo"]["endCursor"].clone();
            if list["pageInfo"]["hasNextPage"] == false {
                break;
            }
        }
        cursor = Value::Null;
        loop {
            let list = transfers(&finance, json!({ "filter": filter, "last": 3, "before": cursor }), &id).await;
            backwards.insert(0, amounts(&list));
            cursor = list["pageInfo"]["startCursor"].clone();
            if list["pageInfo"]["hasPreviousPage"] == false {
                break;
            }
        }
        assert_eq!(forwards.join(", "), amounts(&whole), "{filter}");
        assert_eq!(backwards.join(", "), amounts(&whole), "{filter}");
        assert!(forwards.len() > 1 && backwards.len() > 1, "{filter}");
    }
    app.close().await;
}

/// The bank's clearing account has no versions: its transfers are in order of time and of their ids.
#[tokio::test]
async fn the_pages_of_a_platform_account_are_its_whole_list_too() {
    let app = App::start().await;
    let channel = app.channel.clone();
    for i in 1..=5 {
        app.wire(&channel.distributor, &format!("R{i}"), &format!("{i}.00"), 9).await;
    }
    let finance = app.finance().await;
    let id = finance.account_of(&channel.vendor, "BANK_CLEARING").await.unwrap()["id"].as_str().unwrap().to_owned();

    let first = transfers(&finance, json!({ "first": 2 }), &id).await;
    let second = transfers(&finance, json!({ "first": 2, "after": first["pageInfo"]["endCursor"] }), &id).await;
    let last = transfers(&finance, json!({ "last": 2 }), &id).await;
    let between = json!({ "after": first["pageInfo"]["endCursor"], "before": last["pageInfo"]["startCursor"] });
    let between = transfers(&finance, between, &id).await;

    let seen = [&first, &second, &last, &between].map(amounts);
    assert_eq!(seen, ["5, 4", "3, 2", "2, 1", "3"]);
    app.close().await;
}
