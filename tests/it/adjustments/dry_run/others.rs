//! Charges, refunds, coupons and their quotas.

use domain::clock::Clock;
use proptest::prelude::*;
use serde_json::json;
use tests::{App, Person};

use super::Command;
use super::given::{COUPONS, GRANT, Given, QUOTAS, cny};

const CHARGE: &str = include_str!("../../../graphql/charge_record.graphql");
const REFUND: &str = include_str!("../../../graphql/charge_refund.graphql");
const RECLAIM: &str = "mutation($input: CouponReclaimInput!) { couponReclaim(input: $input) {
    results { couponId amount { amount } lapsed { amount } userErrors { code field } } replayed dryRun userErrors { code field } } }";
const TAKE: &str = "mutation($input: CouponQuotaReclaimInput!) { couponQuotaReclaim(input: $input) {
    results { quotaId amount { amount } lapsed { amount } userErrors { code field } } replayed dryRun userErrors { code field } } }";

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
    let Given { charge, quota, child, spare, coupons } = given;
    let (spare, coupons) = (spare.clone(), coupons.clone());
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
        (RECLAIM, 1, "idempotencyKey", "couponIds", json!({})),
        (TAKE, 0, "idempotencyKey", "quotaIds", json!({})),
    ]);
    let amount = prop::sample::select(vec!["0.01", "0.50", "4.00", "9.99", "40.50", "0"]);
    let which = any::<prop::sample::Index>();
    (what, amount, which, prop::option::weighted(0.1, Just(2))).prop_map(move |(what, amount, which, stranger)| {
        let (document, person, key, name, input) = what;
        let value = match name {
            "parts" => json!([{ "resellerId": reseller, "amount": cny(amount) }]),
            "couponIds" => json!([which.get(&coupons)]),
            "quotaIds" => json!([which.get(&spare)]),
            _ => cny(amount),
        };
        let input = tests::with(input, &json!({ name: value }));
        Command { document, person: stranger.unwrap_or(person), key, input }
    })
}
