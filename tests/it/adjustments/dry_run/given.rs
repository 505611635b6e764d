//! What coupon commands that are only tried find there.

use serde_json::{Value, json};
use tests::{App, Person};

pub(super) const COUPONS: &str = "mutation($input: CouponIssueInput!) { couponIssue(input: $input) {
    results { coupon { id faceValue { amount } state } userErrors { code field } } replayed dryRun userErrors { code field } } }";
pub(super) const QUOTAS: &str = "mutation($input: CouponQuotaIssueInput!) { couponQuotaIssue(input: $input) {
    results { quota { id value { amount } state } userErrors { code field } } replayed dryRun userErrors { code field } } }";
pub(super) const GRANT: &str = "mutation($input: CouponQuotaGrantInput!) { couponQuotaGrant(input: $input) {
    quota { id value { amount } state } replayed dryRun userErrors { code field } } }";

/// What was there before: a charge, a quota of the distributor's and one of the reseller's, and what is taken back: other
/// quotas of the reseller's and its coupons.
pub(super) struct Given {
    pub(super) charge: Value,
    pub(super) quota: Value,
    pub(super) child: Value,
    pub(super) spare: Vec<Value>,
    pub(super) coupons: Vec<Value>,
}

pub(super) async fn given(app: &App, people: &[Person<'_>; 4]) -> Given {
    let charge = app.charge(&app.channel.customer, "15.00").await["id"].clone();
    let grant = json!({
        "holderId": app.channel.distributor.global_id(), "kind": "VOUCHER", "value": cny("100.00"),
        "validTo": "2099-01-01T00:00:00Z", "idempotencyKey": "grant",
    });
    let quota = people[3].query(GRANT, json!({ "input": grant })).await.ok()["quota"]["id"].clone();
    let part = async |amount: &str| {
        let part = json!([{ "resellerId": app.channel.reseller.global_id(), "amount": cny(amount) }]);
        let issue = json!({ "quotaId": quota, "parts": part, "idempotencyKey": format!("part {amount}") });
        people[0].query(QUOTAS, json!({ "input": issue })).await.ok()["results"][0]["quota"]["id"].clone()
    };
    let (child, spare) = (part("40.00").await, vec![part("7.00").await, part("8.00").await, part("9.00").await]);
    let mut coupons = Vec::new();
    for number in 1..=6 {
        let issue = json!({
            "quotaId": child, "customerIds": [app.channel.customer.global_id()], "faceValue": cny("1.00"),
            "idempotencyKey": format!("coupon {number}"),
        });
        let issued = people[1].query(COUPONS, json!({ "input": issue })).await;
        coupons.push(issued.ok()["results"][0]["coupon"]["id"].clone());
    }
    Given { charge, quota, child, spare, coupons }
}

pub(super) fn cny(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}
