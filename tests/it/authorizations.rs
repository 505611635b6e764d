//! What resale customers let their partners do for them (domain.md 2.6, Q-12).

mod answers;
mod asking;
mod codes;
mod ending;
mod sight;
mod withdrawals;

use domain::authorization::{self, Scope};
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

const REQUEST: &str = "mutation($input: AuthorizationRequestInput!) { authorizationRequest(input: $input) {
    authorization { id state scope expiresOn } userErrors { code field } } }";
const ANSWER: &str = "mutation($input: AuthorizationAnswerInput!) { authorizationAnswer(input: $input) {
    authorization { id state } userErrors { code field } } }";
const REVOKE: &str = "mutation($input: AuthorizationRevokeInput!) { authorizationRevoke(input: $input) {
    authorization { id state } userErrors { code field } } }";
const LIST: &str = "query($filter: AuthorizationFilter) { authorizations(filter: $filter, order: OLDEST_FIRST) {
    totalCount nodes { id state } } }";

/// The commitment letter in force.
async fn letter(app: &App) -> Value {
    let found = app.anonymous("{ agreements(purpose: OPERATE, locale: EN) { id } }", json!({})).await;
    found.data()["agreements"][0]["id"].clone()
}

/// A request for placing orders, with the commitment letter and what `more` adds or replaces.
async fn request(app: &App, person: &Person<'_>, customer: &Partner, more: Value) -> Answer {
    let mut input = json!({
        "customerId": customer.global_id(), "scope": "ORDER_ON_BEHALF", "agreementIds": [letter(app).await],
    });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    person.query(REQUEST, json!({ "input": input })).await
}

/// The id of a request that was not refused.
async fn requested(app: &App, person: &Person<'_>, customer: &Partner, more: Value) -> String {
    request(app, person, customer, more).await.ok()["authorization"]["id"].as_str().unwrap().to_owned()
}

async fn answer(person: &Person<'_>, id: &str, verdict: &str, code: Option<&str>) -> Answer {
    let input = json!({ "authorizationId": id, "verdict": verdict, "verificationCode": code });
    person.query(ANSWER, json!({ "input": input })).await
}

async fn revoke(person: &Person<'_>, id: &str, code: Option<&str>) -> Answer {
    person.query(REVOKE, json!({ "input": { "authorizationId": id, "verificationCode": code } })).await
}

async fn listed(person: &Person<'_>, filter: Value) -> Vec<String> {
    let answer = person.query(LIST, json!({ "filter": filter })).await;
    let nodes = answer.data()["authorizations"]["nodes"].as_array().unwrap().clone();
    assert_eq!(answer.data()["authorizations"]["totalCount"], nodes.len());
    nodes.iter().map(|node| node["state"].as_str().unwrap().to_owned()).collect()
}

fn state(answer: &Answer) -> &str {
    answer.ok()["authorization"]["state"].as_str().unwrap()
}

/// Whether the reseller may place orders for its customer now: what commands will ask.
async fn is_granted(app: &App) -> bool {
    let (partner, customer, now) = (app.channel.reseller.party_id(), app.channel.customer.party_id(), app.clock.now());
    let granted =
        app.db.read(move |conn| authorization::is_granted(conn, now, partner, customer, Scope::OrderOnBehalf)).await;
    granted.unwrap()
}

/// The states as stored, oldest first.
fn stored(app: &App) -> Vec<String> {
    app.rows("select state from authorizations order by requested_at, id")
}
