//! People come to a party, change their roles, and go.

mod joining;
mod leaving;
mod roles;
mod sight;

use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD, Partner, Person};

const INVITE: &str = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) {
    staff { id state roles emailMasked joinedAt } userErrors { code field } } }";
const RESEND: &str = "mutation($input: StaffInvitationResendInput!) { staffInvitationResend(input: $input) {
    staff { state } userErrors { code field } } }";
const JOIN: &str = "mutation($input: StaffJoinInput!) { staffJoin(input: $input) { name userErrors { code field } } }";
const ROLES_SET: &str = "mutation($input: StaffRolesSetInput!) { staffRolesSet(input: $input) {
    staff { roles customRoles { name } } userErrors { code field } } }";
const SUSPEND: &str = "mutation($input: StaffSuspendInput!) { staffSuspend(input: $input) {
    staff { state } userErrors { code field } } }";
const RESUME: &str = "mutation($input: StaffResumeInput!) { staffResume(input: $input) {
    staff { state } userErrors { code field } } }";
const REMOVE: &str = "mutation($input: StaffRemoveInput!) { staffRemove(input: $input) {
    staff { state } userErrors { code field } } }";
const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Party {
    staff(first: 10) { totalCount nodes { name state roles } } } } }";
const VIEWER: &str = include_str!("../graphql/viewer.graphql");
const CREATE: &str = include_str!("../graphql/session_create.graphql");

async fn invite(person: &Person<'_>, email: &str, roles: Value) -> Answer {
    let input = json!({ "email": email, "name": "Ann Lee", "locale": "EN", "roles": roles });
    person.query(INVITE, json!({ "input": input })).await
}

/// The end of the link in the last mail that arrived.
fn token(app: &App) -> String {
    let mail = app.mails().pop().unwrap();
    let line = mail.text.lines().find(|line| line.contains("/join/")).unwrap();
    line.rsplit_once('/').unwrap().1.to_owned()
}

async fn join(app: &App, token: &str) -> Answer {
    app.anonymous(JOIN, json!({ "input": { "token": token, "password": PASSWORD } })).await
}

async fn on(person: &Person<'_>, document: &str, staff_id: &str) -> Answer {
    person.query(document, json!({ "input": { "staffId": staff_id } })).await
}

async fn set(person: &Person<'_>, staff_id: &str, roles: Value) -> Answer {
    person.query(ROLES_SET, json!({ "input": { "staffId": staff_id, "roles": roles } })).await
}

/// `Heron Systems Ltd: Robin ACTIVE [ADMINISTRATOR]`, for everybody of `party` whom the person sees.
async fn people(person: &Person<'_>, party: &Partner) -> Vec<String> {
    let answer = person.query(PEOPLE, json!({ "id": party.global_id() })).await;
    let found = answer.data()["node"]["staff"]["nodes"].as_array().cloned().unwrap_or_default();
    let line =
        |it: &Value| format!("{} {} {}", it["name"].as_str().unwrap(), it["state"].as_str().unwrap(), it["roles"]);
    found.iter().map(line).collect()
}
