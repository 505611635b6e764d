//! Customers open an account and accept an invitation: once, and only when nothing stands against it.

mod accounts;
mod flags;
mod journey;
mod moments;
mod refusals;

use serde_json::json;
use tests::{Answer, App, Partner, Person};

pub(crate) const ACCEPT: &str = "mutation ($input: InvitationAcceptInput!) { invitationAccept(input: $input) { \
    onboarding { id state source associationKind failure endedAt customer { name } partner { name } } \
    userErrors { code field } } }";
const LINK: &str = "mutation ($input: InvitationLinkCreateInput!) { invitationLinkCreate(input: $input) { \
    invitation { id } userErrors { code field } } }";

async fn accept_with(app: &App, person: &Person<'_>, token: &str, agreements: &[String]) -> Answer {
    app.persistently(Some(person), ACCEPT, json!({ "token": token, "agreementIds": agreements })).await
}

/// Accepts with everything that has to be accepted for resale.
async fn accept(app: &App, person: &Person<'_>, token: &str) -> Answer {
    let agreements = app.agreements("ASSOCIATE_RESALE").await;
    accept_with(app, person, token, &agreements).await
}

/// The token of a mailed resale invitation of `partner` to who has the number.
async fn invitation(app: &App, partner: &Partner, ending: u32) -> String {
    let report = app.reported(partner, ending).await;
    let id = app.invited(&app.admin_of(partner).await, &report, "RESALE").await;
    app.run_jobs().await;
    app.token_of(&id)
}

/// The token of the link of `partner`'s administrator.
async fn link(app: &App, partner: &Partner, kind: &str) -> String {
    let person = app.admin_of(partner).await;
    let made = person.query(LINK, json!({ "input": { "associationKind": kind } })).await;
    app.token_of(made.ok()["invitation"]["id"].as_str().unwrap())
}

fn edges_of(app: &App, customer: &Partner) -> i64 {
    app.count(&format!("edges where lower_id = '{}' and valid_to is null", customer.party_id().uuid()))
}
