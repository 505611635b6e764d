//! A reseller leaves its distributor, or becomes one.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{App, Partner, Person};

use super::{allocated, quota, request, requested, shown, state, stood, wired};

const HOLD: &str = include_str!("../../graphql/hold_place.graphql");
const RELEASE: &str = include_str!("../../graphql/hold_release.graphql");
const RECORD: &str =
    "mutation($input: PerformanceRecordInput!) { performanceRecord(input: $input) { userErrors { code } } }";
const SUBMIT: &str = "mutation($input: ApplicationSubmitInput!) { applicationSubmit(input: $input) { application { id } userErrors { code } } }";
const REVIEW: &str = "mutation($input: ApplicationReviewInput!) { applicationReview(input: $input) { results { application { state } userErrors { code } } userErrors { code } } }";

fn cash(app: &App, partner: &Partner) -> String {
    let owner = partner.party_id().uuid();
    app.rows(&format!("select balance from ledger_accounts where owner_id = '{owner}' and kind = 'cash'")).remove(0)
}

/// 300 of the distributor's and a quota, and 40 that the reseller wired itself.
async fn funded(app: &App) {
    let channel = app.channel.clone();
    wired(app, &channel.distributor, "D1", "1000.00").await;
    wired(app, &channel.other_reseller, "R1", "40.00").await;
    allocated(app, &channel.distributor, &channel.other_reseller, "300.00").await;
    quota(app, &channel.other_reseller).await;
    app.later(TimeDelta::seconds(1));
}

/// The reseller's own customers have left it.
async fn without_customers(app: &App) {
    let vendor = app.admin_of(&app.channel.vendor).await;
    requested(&vendor, &app.channel.other_customer, "DISASSOCIATION").await;
    app.run_jobs().await;
}

/// What the distributor allocated goes back to it, to the cent, and what the reseller wired itself stays: the oldest
/// money, which was its own, had not been spent.
#[tokio::test]
async fn a_reseller_leaves_with_its_own_money_and_without_its_distributors() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let vendor = app.admin_of(&channel.vendor).await;

    let early = request(&vendor, &channel.other_reseller, "RESELLER_EXIT", json!({})).await;
    without_customers(&app).await;
    let decided = request(&vendor, &channel.other_reseller, "RESELLER_EXIT", json!({})).await;
    let id = decided.ok()["parting"]["id"].as_str().unwrap().to_owned();
    app.run_jobs().await;

    assert_eq!(early.refusals(), ["PARTING_BLOCKED partyId"]);
    assert_eq!(early.data()["partingRequest"]["blockers"], json!(["HAS_CUSTOMERS"]));
    assert_eq!(state(&decided), "EXECUTING");
    assert_eq!(
        shown(&vendor, &id).await,
        "DONE, 300.00 and 1 coupons: CHECK, QUOTAS 1, MONEY 300.00, ASSOCIATION, NOTICE"
    );
    assert_eq!(
        (cash(&app, &channel.distributor), cash(&app, &channel.other_reseller)),
        ("1000.00".to_owned(), "40.00".to_owned())
    );
    assert_eq!(stood(&app, &channel.other_reseller), ["reseller, ended"]);
    let mut told: Vec<String> = app
        .mails()
        .into_iter()
        .map(|mail| mail.subject)
        .filter(|it| it.contains("reseller") || it.contains("云经销商"))
        .collect();
    told.sort();
    assert_eq!(told, ["Done: exit of the reseller, 长江云分销有限公司", "已完成：Mekong Data Ltd 云经销商退出"]);
    app.close().await;
}

/// Only the vendor ends it: neither the reseller nor the distributor.
#[tokio::test]
async fn neither_reseller_nor_distributor_ends_it() {
    let app = App::start().await;
    let channel = app.channel.clone();

    for party in [&channel.other_reseller, &channel.distributor] {
        let refused = request(&app.admin_of(party).await, &channel.other_reseller, "RESELLER_EXIT", json!({})).await;
        assert_eq!(refused.refusals(), ["FORBIDDEN kind"], "{}", party.name);
    }
    assert_eq!(app.count("partings"), 0);
    app.close().await;
}

/// Money that is set aside cannot be given back; the vendor, who set it aside, releases it first.
#[tokio::test]
async fn a_reseller_with_the_distributors_money_set_aside_stays() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    without_customers(&app).await;
    let (vendor, finance) = (app.admin_of(&channel.vendor).await, app.finance().await);
    // 340.00 are there, of which 40.00 are the reseller's own.
    let hold = placed(&finance, &channel.other_reseller, "50.00").await;

    let refused = request(&vendor, &channel.other_reseller, "RESELLER_EXIT", json!({})).await;
    let released = json!({ "input": { "holdId": hold, "idempotencyKey": "release-1" } });
    finance.query(RELEASE, released).await.ok();
    let decided = request(&vendor, &channel.other_reseller, "RESELLER_EXIT", json!({})).await;
    app.run_jobs().await;

    assert_eq!(refused.data()["partingRequest"]["blockers"], json!(["MONEY_HELD"]));
    assert_eq!(state(&decided), "EXECUTING");
    assert_eq!(cash(&app, &channel.other_reseller), "40.00");
    app.close().await;
}

async fn placed(finance: &Person<'_>, partner: &Partner, amount: &str) -> Value {
    let account = finance.account_of(partner, "CASH").await.unwrap()["id"].clone();
    let input = json!({
        "accountId": account, "amount": { "amount": amount, "currency": "CNY" }, "purpose": "FROZEN",
        "reason": "A claim.", "idempotencyKey": "hold-1",
    });
    finance.query(HOLD, json!({ "input": input })).await.ok()["hold"]["id"].clone()
}

async fn approved(app: &App, reseller: &Partner, kind: &str) -> Value {
    let partner = app.admin_of(reseller).await;
    let submitted = partner.query(SUBMIT, json!({ "input": { "kind": kind } })).await;
    let id = submitted.ok()["application"]["id"].clone();
    let review = json!({ "applicationIds": [id], "verdict": "APPROVE", "opinion": "Well done." });
    app.operations().await.query(REVIEW, json!({ "input": review })).await.ok()["results"][0].clone()
}

async fn risen(app: &App, reseller: &Partner) -> Value {
    let amount = json!({ "amount": "800000.00", "currency": "CNY" });
    let input = json!({ "partyId": reseller.global_id(), "year": 2025, "amount": amount });
    app.admin_of(&app.channel.vendor).await.query(RECORD, json!({ "input": input })).await.ok();
    approved(app, reseller, "SUPPORT_CENTRE").await;
    app.later(TimeDelta::seconds(1));
    approved(app, reseller, "DISTRIBUTOR_UPGRADE").await
}

/// A reseller that becomes a distributor gives back what is left of the old distributor's money in the transaction of
/// its promotion; its customers stay, with what was allocated to them.
#[tokio::test]
async fn a_reseller_that_becomes_a_distributor_gives_back_what_is_left_of_the_old_ones_money() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    allocated(&app, &channel.other_reseller, &channel.other_customer, "100.00").await;

    let result = risen(&app, &channel.other_reseller).await;
    app.run_jobs().await;

    assert_eq!(result, json!({ "application": { "state": "APPROVED" }, "userErrors": [] }));
    // 100.00 of the distributor's were allocated: they had come in before the reseller's own.
    assert_eq!(
        (cash(&app, &channel.distributor), cash(&app, &channel.other_reseller)),
        ("900.00".to_owned(), "40.00".to_owned())
    );
    assert_eq!(stood(&app, &channel.other_reseller), ["reseller, ended", "partner"]);
    assert_eq!(stood(&app, &channel.other_customer), ["resale"]);
    let partings =
        app.rows("select format('%s %s %s %s', kind, state, money_returned, coupons_returned) from partings");
    assert_eq!(partings, ["promotion done 200.00 1"]);
    app.close().await;
}

#[tokio::test]
async fn a_reseller_with_the_distributors_money_set_aside_does_not_become_one() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    placed(&app.finance().await, &channel.other_reseller, "50.00").await;

    let result = risen(&app, &channel.other_reseller).await;
    app.run_jobs().await;

    assert_eq!(result, json!({ "application": null, "userErrors": [{ "code": "PARTING_BLOCKED" }] }));
    assert_eq!(stood(&app, &channel.other_reseller), ["reseller"]);
    assert_eq!((app.count("partings"), cash(&app, &channel.distributor)), (0, "700.00".to_owned()));
    app.close().await;
}
