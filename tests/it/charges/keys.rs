//! A charge is told by a key; what is told twice, tried only, wrong, or by somebody who may not.

use chrono::TimeDelta;
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::App;

use super::{REFUND, charged, cny, funded, paid, record, refund, stands, used, with};

#[tokio::test]
async fn what_is_told_again_is_answered_again_and_charged_once() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let input = used(&app, &customer, "c1", "4.00");

    let first = record(&finance, input.clone()).await;
    let again = record(&finance, with(input.clone(), json!({ "usage": "1.000", "discount": "0" }))).await;
    let by_colleague = record(&app.admin_of(&app.channel.vendor).await, input.clone()).await;
    let other = record(&finance, with(input.clone(), json!({ "usage": "2" }))).await;
    let of_another = record(&finance, used(&app, &app.channel.other_customer, "c1", "4.00")).await;

    let replayed = [&first, &again, &by_colleague].map(|answer| answer.ok()["replayed"] == true);
    assert_eq!(replayed, [false, true, true]);
    assert_eq!((&first.ok()["charge"], &first.ok()["charge"]), (&again.ok()["charge"], &by_colleague.ok()["charge"]));
    assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED chargeKey"]);
    assert_eq!(of_another.refusals(), ["IDEMPOTENCY_KEY_REUSED chargeKey"]);
    assert_eq!((app.count("charges"), stands(&app, &customer)), (1, vec!["spending 6.00".to_owned()]));
    app.close().await;
}

#[tokio::test]
async fn a_refund_that_is_told_again_is_made_once() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "4.00")).await;

    let first = refund(&finance, "r1", &charge, "1.00").await;
    let again = refund(&finance, "r1", &charge, "1.00").await;
    let other = refund(&finance, "r1", &charge, "2.00").await;

    assert_eq!((&first.ok()["replayed"], &again.ok()["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(first.ok()["refund"], again.ok()["refund"]);
    assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED refundKey"]);
    assert_eq!(stands(&app, &customer), ["spending 7.00"]);
    app.close().await;
}

/// The same answer, and nothing is written.
#[tokio::test]
async fn what_is_only_tried_is_answered_and_not_done() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let tried = |input: Value| with(input, json!({ "dryRun": true }));
    let audited = app.count("audit_log");

    let charge = record(&finance, tried(used(&app, &customer, "c1", "12.00"))).await;
    let refused = record(&finance, tried(with(used(&app, &customer, "c2", "1"), json!({ "payment": "ONLINE" })))).await;
    assert_eq!(
        (app.count("charges"), app.count("audit_log"), stands(&app, &customer)),
        (0, audited, vec!["spending 10.00".to_owned()])
    );
    let done = record(&finance, used(&app, &customer, "c1", "12.00")).await;
    let id = done.ok()["charge"]["id"].clone();
    let input = json!({ "refundKey": "r1", "chargeId": id, "amount": cny("3"), "reason": "why", "dryRun": true });
    let refund = finance.query(REFUND, json!({ "input": input })).await;

    assert_eq!((paid(&charge).as_str(), &charge.ok()["dryRun"]), ("balance 10.00, arrears 2.00", &json!(true)));
    assert_eq!(paid(&charge), paid(&done));
    assert_eq!(refused.refusals(), ["STATE_CONFLICT payment"]);
    assert_eq!(super::returned(&refund), "SPENDING: money 1.00, arrears 2.00");
    assert_eq!((app.count("refunds"), stands(&app, &customer)), (0, vec!["debt -2.00".to_owned()]));
    app.close().await;
}

/// Each refusal names its field and moves nothing.
#[tokio::test]
async fn what_cannot_be_charged_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let good = || used(&app, &customer, "c1", "1");
    let audited = app.count("audit_log");

    let mut refused = Vec::new();
    for (what, more) in [
        ("no key", json!({ "chargeKey": "" })),
        ("a key of 65 characters", json!({ "chargeKey": "x".repeat(65) })),
        ("a key with a tab", json!({ "chargeKey": "a\tb" })),
        ("nobody", json!({ "customerId": "cus_01h455vb4pex5vsknk084sn02q" })),
        ("a partner", json!({ "customerId": app.channel.reseller.global_id() })),
        ("tomorrow", json!({ "occurredAt": app.clock.now().plus(TimeDelta::microseconds(1)) })),
        ("no service type", json!({ "serviceType": " " })),
        ("a long product", json!({ "product": "x".repeat(65) })),
        ("an empty resource", json!({ "resource": "" })),
        ("a price below zero", json!({ "unitPrice": cny("-1") })),
        ("a price of nine decimals", json!({ "unitPrice": cny("0.123456789") })),
        ("a usage below zero", json!({ "usage": "-1" })),
        ("a usage of nine decimals", json!({ "usage": "0.123456789" })),
        ("more than there can be", json!({ "unitPrice": cny("999999999999999999"), "usage": "999999999999999999" })),
        ("a discount of more than the price", json!({ "discount": "1.00000001" })),
        ("a discount below zero", json!({ "discount": "-1" })),
        ("another currency", json!({ "unitPrice": { "amount": "1", "currency": "USD" } })),
        ("online in resale", json!({ "payment": "ONLINE" })),
        ("a partner without money", json!({ "payment": "PARTNER" })),
    ] {
        refused.push(format!("{what}: {}", record(&finance, with(good(), more)).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    no key: INVALID_INPUT chargeKey
    a key of 65 characters: INVALID_INPUT chargeKey
    a key with a tab: INVALID_INPUT chargeKey
    nobody: NOT_FOUND customerId
    a partner: NOT_FOUND customerId
    tomorrow: INVALID_INPUT occurredAt
    no service type: INVALID_INPUT serviceType
    a long product: INVALID_INPUT product
    an empty resource: INVALID_INPUT resource
    a price below zero: INVALID_INPUT unitPrice
    a price of nine decimals: INVALID_INPUT unitPrice
    a usage below zero: INVALID_INPUT usage
    a usage of nine decimals: INVALID_INPUT usage
    more than there can be: INVALID_INPUT usage
    a discount of more than the price: INVALID_INPUT discount
    a discount below zero: INVALID_INPUT discount
    another currency: INVALID_INPUT unitPrice
    online in resale: STATE_CONFLICT payment
    a partner without money: INSUFFICIENT_FUNDS payment
    ");
    assert_eq!(
        (app.count("charges"), app.count("audit_log"), stands(&app, &customer)),
        (0, audited, vec!["spending 10.00".to_owned()])
    );
    app.close().await;
}

/// Who may not, learns nothing about the charge either.
#[tokio::test]
async fn only_finance_and_administrators_of_the_vendor_charge() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let charge = charged(&app.finance().await, used(&app, &customer, "c1", "1")).await;

    for person in [
        app.operations().await,
        app.admin_of(&app.channel.distributor).await,
        app.admin_of(&app.channel.reseller).await,
        app.admin_of(&customer).await,
    ] {
        for key in ["c1", "c2"] {
            assert_eq!(record(&person, used(&app, &customer, key, "1")).await.refusals(), ["FORBIDDEN"]);
        }
        for id in [charge.as_str(), "chg_01h455vb4pex5vsknk084sn02q"] {
            assert_eq!(refund(&person, "r1", id, "1").await.refusals(), ["FORBIDDEN"]);
        }
    }

    assert_eq!((app.count("charges"), app.count("refunds")), (1, 0));
    app.close().await;
}
