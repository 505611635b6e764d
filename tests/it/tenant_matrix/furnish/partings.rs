//! Customers that leave: asked for, refused, withdrawn, done; and a reseller that could not go.

use chrono::TimeDelta;
use domain::actor::Role::Administrator;
use serde_json::json;
use tests::{App, Person};

use super::cast::{LEAVERS, Member, leaver};
use super::{command, coupons, member};

pub(super) async fn furnish(app: &App) {
    let (reseller, provider) = (member(app, "reseller"), member(app, "solution provider"));
    let mut leavers = Vec::new();
    for (name, upper) in LEAVERS.into_iter().zip([&reseller, &reseller, &provider, &provider, &provider, &provider]) {
        leavers.push(leaver(app, name, upper).await);
    }
    let person = app.admin_of(&app.channel.solution_provider).await;
    for customer in [&leavers[2], &leavers[3]] {
        let id = customer.global_id();
        let amount = json!({ "amount": "3.00", "currency": "CNY" });
        let input = json!({ "partyId": id, "amount": amount, "idempotencyKey": format!("once {id}") });
        command(&person, "adjustmentAllocate", "", input).await;
        coupons::issue(&person, &[id], "for a start").await;
    }
    // Nobody leaves in the moment in which they came.
    app.later(TimeDelta::hours(1));
    for (partner, customer) in [("reseller", "customer"), ("distributor", "distributor's customer")] {
        let person = app.sign_in(&member(app, partner).email(Administrator)).await;
        let parting = request(&person, &member(app, customer), "DISASSOCIATION").await;
        command(&person, "partingWithdraw", "", json!({ "partingId": parting })).await;
    }
    let person = app.admin_of(&app.channel.reseller).await;
    request(&person, &leavers[0], "DISASSOCIATION").await;
    let parting = request(&app.sign_in(&leavers[1].email(Administrator)).await, &leavers[1], "DISASSOCIATION").await;
    answer(&person, &parting, "REFUSE").await;
    let person = app.admin_of(&app.channel.solution_provider).await;
    for (customer, kind) in [(&leavers[2], "DISASSOCIATION"), (&leavers[3], "SWITCH")] {
        let parting = request(&person, customer, kind).await;
        answer(&app.sign_in(&customer.email(Administrator)).await, &parting, "AGREE").await;
    }
    app.run_jobs().await;
    assert_eq!(app.count("partings where state = 'done'"), 2, "they have left");
    app.sql(BLOCKED);
}

async fn request(person: &Person<'_>, customer: &Member, kind: &str) -> String {
    let input = json!({ "partyId": customer.global_id(), "kind": kind, "reason": "as agreed" });
    let answer = command(person, "partingRequest", "parting { id }", input).await;
    answer["parting"]["id"].as_str().unwrap().to_owned()
}

async fn answer(person: &Person<'_>, parting: &str, verdict: &str) {
    let input = json!({ "partingId": parting, "verdict": verdict, "opinion": "as agreed" });
    command(person, "partingAnswer", "", input).await;
}

/// The exit of each reseller, for what stood in the way when it was looked at again.
const BLOCKED: &str = "insert into partings (id, kind, edge_id, lower_id, upper_id, side, requested_by_id, reason, state, \
     created_at, decided_at, done_at) \
     select gen_random_uuid(), 'reseller_exit', e.id, e.lower_id, e.upper_id, 'vendor', s.id, 'as announced', 'blocked', \
     e.valid_from, e.valid_from, e.valid_from from edges e join staff s on s.email = 'operations@vendor.example' \
     where e.kind = 'reseller'; \
     insert into parting_blockers (parting_id, blocker) select id, 'has_customers' from partings where state = 'blocked'";
