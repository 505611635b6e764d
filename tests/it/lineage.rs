//! Which wires paid for what is on an account and for what was transferred, through every tier.

mod costs;
mod moments;
mod sight;
mod ways;

use serde_json::{Value, json};
use tests::{App, Partner, Person};

const ACCOUNT: &str = "query($id: ID!, $at: DateTime) { node(id: $id) { ... on Account { balance { amount } lineage(at: $at) { ...shares } } } }
    fragment shares on FundLineage { rest { amount } shares { amount { amount }
        origin { channel channelReference arrivedAt amount { amount } account { owner { name } } }
        path { kind owner { name } } } }";
const TRANSFERS: &str = "query($id: ID!) { node(id: $id) { ... on Account { transfers { nodes { kind amount { amount } lineage { ...shares } } } } } }
    fragment shares on FundLineage { rest { amount } shares { amount { amount } origin { channelReference }
        path { kind owner { name } } } }";

/// `149.50 of R1 by Delta CASH > Heron CASH`, a line each share, and what lies beyond them.
fn told(lineage: &Value) -> Vec<String> {
    let Some(shares) = lineage["shares"].as_array() else { return vec!["unseen".to_owned()] };
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    let account = |it: &Value| {
        let name = it["owner"]["name"].as_str().unwrap_or("?").split(' ').next().unwrap().to_owned();
        format!("{name} {}", word(&it["kind"]))
    };
    let share = |it: &Value| {
        let path: Vec<String> = it["path"].as_array().unwrap().iter().map(account).collect();
        let reference = word(&it["origin"]["channelReference"]);
        format!("{} of {reference} by {}", word(&it["amount"]["amount"]), path.join(" > "))
    };
    let mut told: Vec<String> = shares.iter().map(share).collect();
    if lineage["rest"]["amount"] != "0.00" {
        told.push(format!("{} of others", word(&lineage["rest"]["amount"])));
    }
    told
}

/// The lineage of what the party has to spend, or had at a moment.
async fn lineage(app: &App, person: &Person<'_>, party: &Partner, at: Option<&str>) -> Value {
    let id = app.purse(party).await.to_string();
    let answer = person.query(ACCOUNT, json!({ "id": id, "at": at })).await;
    answer.data()["node"]["lineage"].clone()
}

/// What the last transfer of the party was paid from.
async fn last_transfer(app: &App, person: &Person<'_>, party: &Partner) -> (String, Vec<String>) {
    let answer = person.query(TRANSFERS, json!({ "id": app.purse(party).await.to_string() })).await;
    let last = &answer.data()["node"]["transfers"]["nodes"][0];
    (last["kind"].as_str().unwrap().to_owned(), told(&last["lineage"]))
}

/// domain.md 13.1, example 2, with two wires: the distributor's 1000 are 200 of one and 800 of another.
async fn funded(app: &App) {
    let channel = &app.channel;
    app.wire(&channel.distributor, "R1", "200.00", 8).await;
    app.wire(&channel.distributor, "R2", "800.00", 9).await;
    app.give(&channel.distributor, &channel.reseller, "300.00").await;
    app.give(&channel.reseller, &channel.customer, "120.00").await;
    app.wire(&channel.reseller, "R3", "50.00", 10).await;
}
