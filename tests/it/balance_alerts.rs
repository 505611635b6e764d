//! Whoever owns an account is warned when its balance falls below a threshold (domain.md 3.5).

mod crossings;
mod setting;

use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

const SET: &str = "mutation($input: BalanceAlertSetInput!) { balanceAlertSet(input: $input) {
    account { balanceAlert { threshold { amount currency } isArmed } } userErrors { code field } } }";
const ALERT: &str =
    "query($id: ID!) { node(id: $id) { ... on Account { balanceAlert { threshold { amount } isArmed } } } }";

/// The threshold of what a party has to spend: `"100.00"`, or none.
async fn set(app: &App, person: &Person<'_>, party: &Partner, threshold: Option<&str>) -> Answer {
    let threshold = threshold.map(|amount| json!({ "amount": amount, "currency": "CNY" }));
    let input = json!({ "accountId": app.purse(party).await.to_string(), "threshold": threshold });
    person.query(SET, json!({ "input": input })).await
}

/// `100.00 armed`, `100.00 waits`; none without a threshold.
async fn alert(app: &App, person: &Person<'_>, party: &Partner) -> Option<String> {
    let answer = person.query(ALERT, json!({ "id": app.purse(party).await.to_string() })).await;
    let alert = answer.data()["node"]["balanceAlert"].as_object()?.clone();
    let is_armed = alert["isArmed"] == Value::Bool(true);
    Some(format!("{} {}", alert["threshold"]["amount"].as_str().unwrap(), if is_armed { "armed" } else { "waits" }))
}

/// `address: subject` of the warnings that were mailed.
fn warnings(app: &App) -> Vec<String> {
    let mails = app.mails();
    let warnings = mails.iter().filter(|mail| mail.subject.contains("below") || mail.subject.contains("低于"));
    warnings.map(|mail| format!("{}: {}", mail.to.split('@').next().unwrap(), mail.subject)).collect()
}
