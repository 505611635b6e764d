//! Charges, refunds, coupons and their quotas.

use domain::clock::Clock;
use proptest::prelude::*;
use serde_json::{Value, json};
use tests::{App, Person};

use super::Command;

const CHARGE: &str = include_str!("../../../graphql/charge_record.graphql");
const REFUND: &str = include_str!("../../../graphql/charge_refund.graphql");
const COUPONS: &str = "mutation($input: CouponIssueInput!) { couponIssue(input: $input) {
    results { coupon { id faceValue { amount } state } userErrors { code field } } replayed dryRun userErrors { code field } } }";
const QUOTAS: &str = "mutation($input: CouponQuotaIssueInput!) { couponQuotaIssue(input: $input) {
    results { quota { id value { amount } state } userErrors { code field } } replayed dryRun userErrors { code field } } }";
const GRANT: &str = "mutation($input: CouponQuotaGrantInput!) { couponQuotaGrant(input: $input) {
    quota { id value { amount } state } replayed dryRun userErrors { code field } } }";

/// What was there before: a charge, a quota of the distributor's and one of the reseller's.
pub(super) struct Given {
    charge: Value,
    quota: Value,
    child: Value,
}

pub(super) async fn given(app: &App, people: &[Person<'_>; 4]) -> Given {
    let charge = app.charge(&app.channel.customer, "15.00").await["id"].clone();
    let grant = json!({
        "holderId": app.channel.distributor.global_id(), "kind": "VOUCHER", "value": cny("100.00"),
        "validTo": "2099-01-01T00:00:00Z", "idempotencyKey": "grant",
    });
    let quota = people[3].query(GRANT, json!({ "input": grant })).await.ok()["quota"]["id"].clone();
    let part = json!([{ "resellerId": app.channel.reseller.global_id(), "amount": cny("40.00") }]);
    let issue = json!({ "quotaId": quota, "parts": part, "idempotencyKey": "issue" });
    let child = people[0].query(QUOTAS, json!({ "input": issue })).await.ok()["results"][0]["quota"]["id"].clone();
    Given { charge, quota, child }
}

fn cny(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}

/// Who gives commands: of a distributor, a reseller, a customer, the vendor.
pub(super) async fn people(app: &App) -> [Person<'_>; 4] {
    let channel = &app.channel;
    [
        app.admin_of(&channel.distributor).await,
        app.admin_of(&channel.reseller).await,
        app.admin_of(&channel.customer).await,
        app.finance().await,
    ]
}

/// Charges, refunds, quotas and coupons, by who may and by who may not.
pub(super) fn commands(app: &App, given: &Given) -> impl Strategy<Value = Command> + use<> {
    let (now, channel) = (app.clock.now().instant(), &app.channel);
    let (customer, reseller) = (channel.customer.global_id(), channel.reseller.global_id());
    let Given { charge, quota, child } = given;
    let charged = json!({ "customerId": customer, "serviceType": "compute", "usage": "1", "occurredAt": now });
    let refunded = json!({ "chargeId": charge, "reason": "Unsubscribed" });
    let granted = json!({ "holderId": reseller, "kind": "VOUCHER", "validTo": "2099-01-01T00:00:00Z" });
    let issued = json!({ "quotaId": child, "customerIds": [customer, channel.other_customer.global_id()] });
    let parted = json!({ "quotaId": quota });
    let what = prop::sample::select(vec![
        (CHARGE, 3, "chargeKey", "unitPrice", charged),
        (REFUND, 3, "refundKey", "amount", refunded),
        (GRANT, 3, "idempotencyKey", "value", granted),
        (COUPONS, 1, "idempotencyKey", "faceValue", issued),
        (QUOTAS, 0, "idempotencyKey", "parts", parted),
    ]);
    let amount = prop::sample::select(vec!["0.01", "0.50", "4.00", "9.99", "40.50", "0"]);
    (what, amount, prop::option::weighted(0.1, Just(2))).prop_map(move |(what, amount, stranger)| {
        let (document, person, key, name, input) = what;
        let amount =
            if name == "parts" { json!([{ "resellerId": reseller, "amount": cny(amount) }]) } else { cny(amount) };
        let input = tests::with(input, &json!({ name: amount }));
        Command { document, person: stranger.unwrap_or(person), key, input }
    })
}
