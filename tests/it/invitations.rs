//! Partners invite customers, by mail and by link.

mod again;
mod links;
mod mails;
mod sight;

use serde_json::{Value, json};
use tests::{Answer, App, Person};

const INVITE: &str = "mutation ($input: CustomerInviteInput!) { customerInvite(input: $input) { \
    results { invitation { id channel associationKind state emailMasked locale tag sentAt expiresAt url qrSvg \
    report { mobileMasked } partner { name } } userErrors { code field } } userErrors { code field } } }";
const RESEND: &str = "mutation ($input: InvitationResendInput!) { invitationResend(input: $input) { \
    invitation { state emailMasked expiresAt } userErrors { code field } } }";
const REVOKE: &str = "mutation ($input: InvitationRevokeInput!) { invitationRevoke(input: $input) { \
    invitation { state } userErrors { code field } } }";
const LINK: &str = "mutation ($input: InvitationLinkCreateInput!) { invitationLinkCreate(input: $input) { \
    invitation { id channel state url qrSvg expiresAt emailMasked tag } userErrors { code field } } }";
const OFFER: &str = "query ($token: String!) { invitation(token: $token) { \
    partnerName channel associationKind state expiresAt agreements { key associationKind version } } }";
const NODE: &str = "query ($id: ID!) { node(id: $id) { ... on Invitation { state url customer { id } \
    availableActions { action allowed reason } } } }";
const LIST: &str = "query ($filter: InvitationFilter) { invitations(filter: $filter, order: OLDEST_FIRST) { \
    nodes { id } totalCount } }";

async fn invite(person: &Person<'_>, reports: &[&str], kind: &str) -> Answer {
    person.query(INVITE, json!({ "input": { "reportIds": reports, "associationKind": kind } })).await
}

/// `OPEN`, or the refusal, of each customer of a batch.
fn outcomes(answer: &Answer) -> Vec<String> {
    let outcome = |result: &Value| {
        let code = &result["userErrors"][0]["code"];
        code.as_str().or(result["invitation"]["state"].as_str()).unwrap().to_owned()
    };
    answer.ok()["results"].as_array().unwrap().iter().map(outcome).collect()
}

async fn resend(person: &Person<'_>, id: &str, email: Option<&str>) -> Answer {
    person.query(RESEND, json!({ "input": { "invitationId": id, "email": email } })).await
}

async fn revoke(person: &Person<'_>, id: &str) -> Answer {
    person.query(REVOKE, json!({ "input": { "invitationId": id } })).await
}

async fn link(person: &Person<'_>, input: Value) -> Value {
    person.query(LINK, json!({ "input": input })).await.ok()["invitation"].clone()
}

async fn offer(app: &App, token: &str) -> Value {
    app.anonymous(OFFER, json!({ "token": token })).await.data()["invitation"].clone()
}

async fn node(person: &Person<'_>, id: &str) -> Value {
    person.query(NODE, json!({ "id": id })).await.data()["node"].clone()
}

/// `action: reason` of what can be done; `ok` for what can be done now.
fn actions(node: &Value) -> Vec<String> {
    let action = |it: &Value| format!("{}: {}", it["action"].as_str().unwrap(), it["reason"].as_str().unwrap_or("ok"));
    node["availableActions"].as_array().unwrap().iter().map(action).collect()
}
