//! Coupons pay first, and get theirs back last.

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::ledger::AccountKind;
use domain::party::EdgeKind;
use serde_json::json;
use tests::{App, Partner};

use super::{allocated, cny, of_solution_provider, paid, paid_in, record, refund, returned, stands, used, with};

const GRANT: &str = "mutation($input: CouponQuotaGrantInput!) { couponQuotaGrant(input: $input) {
    quota { id } userErrors { code field } } }";
const ISSUE: &str = "mutation($input: CouponIssueInput!) { couponIssue(input: $input) {
    results { coupon { id } userErrors { code field } } userErrors { code field } } }";

/// A customer of the solution provider with a coupon and 10.00 to spend.
async fn with_coupon(app: &App, amount: &str) -> Partner {
    let provider = app.channel.solution_provider.clone();
    let customer = of_solution_provider(app, EdgeKind::Resale, 1).await;
    let until = app.clock.now().plus(TimeDelta::days(100));
    let grant = json!({
        "holderId": provider.global_id(), "kind": "CASH_COUPON", "value": cny("1000"), "validTo": until, "idempotencyKey": "g",
    });
    let quota = app.finance().await.query(GRANT, json!({ "input": grant })).await.ok()["quota"]["id"].clone();
    let issue = json!({
        "quotaId": quota, "customerIds": [customer.global_id()], "faceValue": cny(amount), "idempotencyKey": "i",
    });
    let issued = app.admin_of(&provider).await.query(ISSUE, json!({ "input": issue })).await;
    assert_eq!(issued.ok()["results"][0]["userErrors"], json!([]));
    paid_in(app, &provider, "10.00").await;
    allocated(app, &provider, &customer, AccountKind::Spending, "10.00").await;
    app.run_jobs().await;
    customer
}

fn balance_of_coupon(app: &App) -> Vec<String> {
    app.rows("select balance || ' ' || state from coupons")
}

#[tokio::test]
async fn coupons_pay_before_the_balance_and_are_given_back_after_money() {
    let app = App::start().await;
    let customer = with_coupon(&app, "7.00").await;
    let finance = app.finance().await;

    let answer = record(&finance, used(&app, &customer, "c1", "12.50")).await;
    assert_eq!(paid(&answer), "coupon 7.00, balance 5.50");
    assert_eq!(answer.ok()["charge"]["couponPayments"], json!([{ "amount": { "amount": "7.00" } }]));
    assert_eq!(stands(&app, &customer), ["spending 4.50"]);
    assert_eq!(balance_of_coupon(&app), ["0.00 used"]);
    let id = answer.ok()["charge"]["id"].as_str().unwrap();
    let first = refund(&finance, "r1", id, "6").await;
    let second = refund(&finance, "r2", id, "6.50").await;

    assert_eq!(
        (returned(&first).as_str(), returned(&second).as_str()),
        ("SPENDING: money 5.50, coupon 0.50", "NONE: coupon 6.50")
    );
    assert_eq!(stands(&app, &customer), ["spending 10.00"]);
    assert_eq!(balance_of_coupon(&app), ["7.00 usable"]);
    app.close().await;
}

#[tokio::test]
async fn coupons_do_not_pay_for_goods_of_the_marketplace_nor_pay_twice() {
    let app = App::start().await;
    let customer = with_coupon(&app, "7.00").await;
    let finance = app.finance().await;

    let goods = record(&finance, with(used(&app, &customer, "c1", "3"), json!({ "isMarketplace": true }))).await;
    let tried = record(&finance, with(used(&app, &customer, "c2", "3"), json!({ "dryRun": true }))).await;
    let whole = record(&finance, used(&app, &customer, "c2", "3")).await;
    let again = record(&finance, used(&app, &customer, "c2", "3")).await;

    assert_eq!(
        [paid(&goods), paid(&tried), paid(&whole), paid(&again)],
        ["balance 3.00", "coupon 3.00", "coupon 3.00", "coupon 3.00"]
    );
    assert_eq!(whole.ok()["charge"]["transfers"], json!([]));
    assert_eq!(stands(&app, &customer), ["spending 7.00"]);
    assert_eq!(balance_of_coupon(&app), ["4.00 usable"]);
    app.close().await;
}

/// The partner that issued it is left: its coupons pay no longer, also for what was used before.
#[tokio::test]
async fn while_two_part_coupons_do_not_pay() {
    let app = App::start().await;
    let customer = with_coupon(&app, "7.00").await;
    app.sql(&format!("update edges set closing_at = now() where lower_id = '{}'", customer.party_id().uuid()));

    let answer = record(&app.finance().await, used(&app, &customer, "c1", "3")).await;

    assert_eq!((paid(&answer).as_str(), balance_of_coupon(&app)), ("arrears 3.00", vec!["7.00 usable".to_owned()]));
    app.sql("update edges set closing_at = null");
    app.close().await;
}
