//! What may be asked for: amounts, notes and keys.

use serde_json::{Value, json};
use tests::{adjustment, with};

use super::{FUNDED, funded, outcome};

/// Each refusal names its field and changes nothing.
#[tokio::test]
async fn what_cannot_be_given_or_taken_back_is_refused_and_changes_nothing() {
    let app = funded().await;
    let customer = &app.channel.customer;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let before = app.fingerprint();
    let amount = |amount: &str| json!({ "amount": { "amount": amount, "currency": "CNY" } });
    let refusals: [(&str, Value); 13] = [
        ("more than either has", amount("180.01")),
        ("nothing", amount("0")),
        ("less than nothing", amount("-1")),
        ("half a cent", amount("0.005")),
        ("more than a cent and a half", amount("1.015")),
        ("more than there can be", amount("1000000000000000000.00")),
        ("another currency", json!({ "amount": { "amount": "1.00", "currency": "USD" } })),
        ("a note of blanks", json!({ "memo": "  " })),
        ("a note of 257 characters", json!({ "memo": "云".repeat(257) })),
        ("no key", json!({ "idempotencyKey": "" })),
        ("a key of 65 characters", json!({ "idempotencyKey": "k".repeat(65) })),
        ("a key with a tab", json!({ "idempotencyKey": "a\tb" })),
        ("a Chinese key", json!({ "idempotencyKey": "键" })),
    ];

    let mut told = Vec::new();
    for (what, more) in refusals {
        let input = with(adjustment(customer, "1.00"), &more);
        let (giving, taking) = (reseller.allocate_as(input.clone()).await, reseller.reclaim_as(input).await);
        told.push(format!("{what}: {} / {}", outcome(&giving), outcome(&taking)));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    more than either has: INSUFFICIENT_FUNDS amount / INSUFFICIENT_FUNDS amount
    nothing: INVALID_INPUT amount / INVALID_INPUT amount
    less than nothing: INVALID_INPUT amount / INVALID_INPUT amount
    half a cent: INVALID_INPUT amount / INVALID_INPUT amount
    more than a cent and a half: INVALID_INPUT amount / INVALID_INPUT amount
    more than there can be: INVALID_INPUT amount / INVALID_INPUT amount
    another currency: INVALID_INPUT amount / INVALID_INPUT amount
    a note of blanks: INVALID_INPUT memo / INVALID_INPUT memo
    a note of 257 characters: INVALID_INPUT memo / INVALID_INPUT memo
    no key: INVALID_INPUT idempotencyKey / INVALID_INPUT idempotencyKey
    a key of 65 characters: INVALID_INPUT idempotencyKey / INVALID_INPUT idempotencyKey
    a key with a tab: INVALID_INPUT idempotencyKey / INVALID_INPUT idempotencyKey
    a Chinese key: INVALID_INPUT idempotencyKey / INVALID_INPUT idempotencyKey
    ");
    assert_eq!(app.fingerprint(), before);
    assert_eq!(app.money(), FUNDED);
    app.close().await;
}

#[tokio::test]
async fn all_of_it_a_cent_and_a_long_note_are_fine() {
    let app = funded().await;
    let customer = &app.channel.customer;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let memo = json!({ "memo": "云".repeat(256), "idempotencyKey": "~".repeat(64) });

    let long = reseller.allocate_as(with(adjustment(customer, "0.01"), &memo)).await;
    reseller.allocate(customer, "179.99").await.ok();
    reseller.reclaim(customer, "300").await.ok();

    assert_eq!(long.ok()["adjustment"]["memo"], memo["memo"]);
    let stands = ["Heron Systems Ltd cash 300.00", "Lantern Foods Ltd spending 0.00"];
    assert_eq!(&app.money()[1..3], stands);
    app.close().await;
}

/// A key names a command: the same again is answered again, another input under it is refused.
#[tokio::test]
async fn the_same_key_moves_money_once() {
    let app = funded().await;
    let customer = &app.channel.customer;
    let (reseller, distributor) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.distributor).await);
    let input = with(adjustment(customer, "10.00"), &json!({ "memo": "March" }));

    let first = reseller.allocate_as(input.clone()).await;
    let again = reseller.allocate_as(input.clone()).await;
    let others = [
        json!({ "amount": { "amount": "10.01", "currency": "CNY" } }),
        json!({ "partyId": app.channel.other_customer.global_id() }),
        json!({ "memo": "April" }),
        json!({ "memo": null }),
    ];
    for other in &others {
        let refused = reseller.allocate_as(with(input.clone(), other)).await;
        assert_eq!(refused.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"], "{other}");
    }
    let acting = with(input.clone(), &json!({ "actingForId": app.channel.reseller.global_id() }));
    let acting = distributor.allocate_as(acting).await;
    let back = reseller.reclaim_as(input).await;

    assert_eq!((&first.ok()["replayed"], &again.ok()["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(first.ok()["adjustment"], again.ok()["adjustment"]);
    assert_eq!(acting.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"], "the key is the reseller's, whoever acts");
    assert_eq!(back.ok()["replayed"], false, "a reclaim is another command");
    assert_eq!(app.money(), FUNDED);
    app.close().await;
}
