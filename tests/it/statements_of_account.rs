//! What accounts stood at as of any moment, and statements of account.

mod filters;
mod moments;
mod sight;
mod sums;

use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::{Value, json};
use tests::{App, Partner, Person};

const BALANCE_AT: &str = "query($id: ID!, $at: DateTime!) { node(id: $id) { ... on Account { balanceAt(at: $at) { balance { amount } version } } } }";
const STATEMENT: &str = "query($id: ID!, $from: DateTime!, $to: DateTime!) { node(id: $id) { ... on Account { statement(from: $from, to: $to) {
    from to openingBalance { amount } closingBalance { amount } credited { amount } debited { amount }
    turnovers { kind direction amount { amount } count }
    transfers(first: 100) { totalCount nodes { kind amount { amount } postedAt } } } } } }";

/// As GraphQL writes it.
fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

/// `300.00 v2`; none when the caller might not see it then.
async fn balance_at(app: &App, person: &Person<'_>, party: &Partner, at: DateTime<Utc>) -> Option<String> {
    let id = app.purse(party).await.to_string();
    let answer = person.query(BALANCE_AT, json!({ "id": id, "at": text(at) })).await;
    let standing = answer.data()["node"]["balanceAt"].as_object()?.clone();
    Some(format!("{} v{}", standing["balance"]["amount"].as_str().unwrap(), standing["version"]))
}

async fn statement(app: &App, person: &Person<'_>, party: &Partner, from: DateTime<Utc>, to: DateTime<Utc>) -> Value {
    let id = app.purse(party).await.to_string();
    let answer = person.query(STATEMENT, json!({ "id": id, "from": text(from), "to": text(to) })).await;
    answer.data()["node"]["statement"].clone()
}

/// A statement, a line each fact.
fn told(statement: &Value) -> String {
    let amount = |value: &Value| value["amount"].as_str().unwrap_or("-").to_owned();
    let turnovers = statement["turnovers"].as_array().unwrap().iter().map(|it| {
        let (kind, direction) = (it["kind"].as_str().unwrap(), it["direction"].as_str().unwrap());
        format!("\n  {direction} {kind} {} in {}", amount(&it["amount"]), it["count"])
    });
    let transfers = statement["transfers"]["nodes"].as_array().unwrap().iter().map(|it| amount(&it["amount"]));
    format!(
        "{} + {} - {} = {}{}\n  {}: {}",
        amount(&statement["openingBalance"]),
        amount(&statement["credited"]),
        amount(&statement["debited"]),
        amount(&statement["closingBalance"]),
        turnovers.collect::<String>(),
        statement["transfers"]["totalCount"],
        transfers.collect::<Vec<_>>().join(", ")
    )
}
