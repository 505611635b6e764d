//! One request in three months, counted by day in GMT+8 (invariant 20, Q-04).

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use serde_json::json;
use tests::App;

use super::{answer, request, requested, withdraw};

fn until(app: &App, instant: &str) -> TimeDelta {
    instant.parse::<DateTime<Utc>>().unwrap() - app.clock.now().instant()
}

/// Asked for on 10 March, again from 10 June on: to the microsecond, whatever became of the first.
#[tokio::test]
async fn a_partner_asks_once_in_three_months_for_a_customer() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let reseller = app.admin_of(&channel.reseller).await;
    let id = requested(&reseller, &channel.customer, "DISASSOCIATION").await;

    let open = request(&reseller, &channel.customer, "SWITCH", json!({})).await;
    withdraw(&reseller, &id).await.ok();
    let again = request(&reseller, &channel.customer, "SWITCH", json!({})).await;
    let another = request(&reseller, &channel.advisory_customer, "SWITCH", json!({})).await;
    app.later(until(&app, "2026-06-09T16:00:00Z") - TimeDelta::microseconds(1));
    let last_moment = request(&app.admin_of(&channel.reseller).await, &channel.customer, "SWITCH", json!({})).await;
    app.later(TimeDelta::microseconds(1));
    let then = request(&app.admin_of(&channel.reseller).await, &channel.customer, "SWITCH", json!({})).await;
    app.run_jobs().await;

    assert_eq!(open.refusals(), ["ALREADY_EXISTS partyId"]);
    assert_eq!(again.refusals(), ["TOO_SOON partyId"]);
    assert_eq!([another.refusals(), then.refusals()], [[""; 0], [""; 0]]);
    assert_eq!(last_moment.refusals(), ["TOO_SOON partyId"]);
    app.close().await;
}

/// A customer's request binds both; the customer is not bound by its partner's.
#[tokio::test]
async fn after_a_customers_request_its_partner_waits_too() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let by_partner = requested(&reseller, &channel.customer, "SWITCH").await;
    answer(&customer, &by_partner, "REFUSE").await.ok();

    let id = requested(&customer, &channel.customer, "DISASSOCIATION").await;
    answer(&reseller, &id, "REFUSE").await.ok();
    app.later(until(&app, "2026-06-08T16:00:00Z"));
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let both = [
        request(&reseller, &channel.customer, "DISASSOCIATION", json!({})).await.refusals(),
        request(&customer, &channel.customer, "DISASSOCIATION", json!({})).await.refusals(),
    ];
    app.later(TimeDelta::days(1));
    let reseller = app.admin_of(&channel.reseller).await;
    let later = request(&reseller, &channel.customer, "DISASSOCIATION", json!({})).await;
    app.run_jobs().await;

    assert_eq!(both, [["TOO_SOON partyId"], ["TOO_SOON partyId"]]);
    assert_eq!(later.refusals(), [""; 0]);
    app.close().await;
}

/// What was blocked when it was asked for was not asked for.
#[tokio::test]
async fn a_request_that_was_blocked_does_not_count() {
    const SET: &str =
        "mutation($input: CustomerFlagSetInput!) { customerFlagSet(input: $input) { userErrors { code } } }";
    const CLEAR: &str =
        "mutation($input: CustomerFlagClearInput!) { customerFlagClear(input: $input) { userErrors { code } } }";
    let app = App::start().await;
    let channel = app.channel.clone();
    let (vendor, reseller) = (app.admin_of(&channel.vendor).await, app.admin_of(&channel.reseller).await);
    let flag = json!({ "input": { "customerId": channel.customer.global_id(), "flag": "ARREARS" } });

    vendor.query(SET, flag.clone()).await.ok();
    let blocked = request(&reseller, &channel.customer, "DISASSOCIATION", json!({})).await;
    vendor.query(CLEAR, flag).await.ok();
    let asked = request(&reseller, &channel.customer, "DISASSOCIATION", json!({})).await;
    app.run_jobs().await;

    assert_eq!((blocked.refusals(), asked.refusals()), (vec!["PARTING_BLOCKED partyId".to_owned()], vec![]));
    app.close().await;
}

/// The figure is a policy: the international site has other ones.
#[tokio::test]
async fn the_vendor_sets_the_months_and_the_days_to_answer() {
    const SET: &str = "mutation($input: PolicySetInput!) { policySet(input: $input) { userErrors { code } } }";
    let app = App::start().await;
    let channel = app.channel.clone();
    let vendor = app.admin_of(&channel.vendor).await;
    for (key, value) in [("PARTING_MONTHS", "1"), ("PARTING_ANSWER_DAYS", "2")] {
        vendor.query(SET, json!({ "input": { "key": key, "value": value } })).await.ok();
    }
    let reseller = app.admin_of(&channel.reseller).await;

    let asked = request(&reseller, &channel.customer, "DISASSOCIATION", json!({})).await;
    app.later(until(&app, "2026-04-09T16:00:00Z"));
    let again = request(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION", json!({})).await;
    app.run_jobs().await;

    assert_eq!(asked.ok()["parting"]["answerBy"], "2026-03-12T16:00:00.000000Z");
    assert_eq!(again.refusals(), [""; 0]);
    app.close().await;
}
