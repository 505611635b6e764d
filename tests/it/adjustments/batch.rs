//! Many adjustments in one command (domain.md 3.4 A-9, 11.5): each is made or refused by itself.

use domain::party::EdgeKind;
use serde_json::{Value, json};
use tests::{Answer, App, item, with};

use super::{FUNDED, funded, outcome};

const ALLOCATE: &str = include_str!("../../graphql/adjustment_allocate_batch.graphql");
const RECLAIM: &str = include_str!("../../graphql/adjustment_reclaim_batch.graphql");

/// What became of each item: `done`, or the refusal.
fn each(answer: &Answer) -> Vec<String> {
    let results = answer.ok()["results"].as_array().unwrap();
    let word = |result: &Value| match result["userErrors"][0]["code"].as_str() {
        None => format!("done {}", result["adjustment"]["amount"]["amount"].as_str().unwrap()),
        Some(code) => format!("{code} {}", result["userErrors"][0]["field"][0].as_str().unwrap_or_default()),
    };
    results.iter().map(word).collect()
}

#[tokio::test]
async fn a_hundred_items_are_each_made_or_refused() {
    let app = funded().await;
    let channel = &app.channel;
    let reseller = app.admin_of(&channel.reseller).await;
    let customers = app.customers(&channel.reseller, EdgeKind::Resale, 93).await;
    let mut items: Vec<Value> = customers.iter().map(|customer| item(customer, "1.00")).collect();
    items.extend([
        item(&channel.advisory_customer, "1.00"),
        item(&channel.other_customer, "1.00"),
        item(&channel.distributor, "1.00"),
        item(&channel.customer, "0.00"),
        with(item(&channel.customer, "1.00"), &json!({ "memo": " " })),
        item(&channel.customer, "87.01"),
        item(&channel.customer, "87.00"),
    ]);
    let input = json!({ "items": items, "idempotencyKey": "march" });
    let before = app.fingerprint();

    let dry = reseller.allocate_many(with(input.clone(), &json!({ "dryRun": true }))).await;
    let after = app.fingerprint();
    let given = reseller.allocate_many(input.clone()).await;
    let again = reseller.allocate_many(input.clone()).await;
    let other = reseller.allocate_many(with(input, &json!({ "items": [item(&channel.customer, "1.00")] }))).await;

    assert_eq!(after, before);
    assert_eq!(each(&dry), each(&given));
    assert_eq!(each(&given)[..93], vec!["done 1.00"; 93]);
    let last = [
        "ADVISORY_CUSTOMER partyId",
        "NOT_FOUND partyId",
        "NOT_FOUND partyId",
        "INVALID_INPUT amount",
        "INVALID_INPUT memo",
        "INSUFFICIENT_FUNDS amount",
        "done 87.00",
    ];
    assert_eq!(each(&given)[93..], last);
    assert_eq!([&given, &again].map(|it| it.ok()["replayed"].clone()), [false, true]);
    assert_eq!(given.ok()["results"], again.ok()["results"], "also what was refused");
    assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    assert_eq!((app.count("adjustments"), app.count("audit_log where operation = 'adjustment.refuse'")), (96, 1));
    assert!(app.money().contains(&"Heron Systems Ltd cash 0.00".to_owned()));
    let lines = app.count("audit_log where operation = 'adjustment.allocate'");
    assert_eq!(lines, 96, "a line each");
    app.close().await;
}

#[tokio::test]
async fn money_comes_back_from_many() {
    let app = funded().await;
    let channel = &app.channel;
    let distributor = app.admin_of(&channel.distributor).await;
    let items = [
        item(&channel.reseller, "180.01"),
        item(&channel.other_reseller, "0.01"),
        item(&channel.reseller, "100.00"),
        item(&channel.reseller, "80.01"),
        item(&channel.customer, "1.00"),
    ];
    let acting = json!({
        "items": [item(&channel.customer, "120.00"), item(&channel.other_customer, "1.00")],
        "actingForId": channel.reseller.global_id(), "idempotencyKey": "k2",
    });

    let back = distributor.reclaim_many(json!({ "items": items, "idempotencyKey": "k1" })).await;
    let acting = distributor.reclaim_many(acting).await;

    let insufficient = "INSUFFICIENT_FUNDS amount";
    assert_eq!(each(&back), [insufficient, insufficient, "done 100.00", insufficient, "NOT_FOUND partyId"]);
    assert_eq!(each(&acting), ["done 120.00", "NOT_FOUND partyId"]);
    assert_eq!(app.money()[1], "Heron Systems Ltd cash 200.00");
    app.close().await;
}

#[tokio::test]
async fn what_is_no_batch_is_refused_as_a_whole() {
    let app = funded().await;
    let channel = &app.channel;
    let (reseller, operations) = (app.admin_of(&channel.reseller).await, app.operations().await);
    let one = item(&channel.customer, "1.00");
    let batch = |items: Vec<Value>| json!({ "items": items, "idempotencyKey": "k" });
    let before = app.fingerprint();

    let mut told = Vec::new();
    for (what, input) in [
        ("no items", batch(vec![])),
        ("101 items", batch(vec![one.clone(); 101])),
        ("half a cent among them", batch(vec![one.clone(), item(&channel.customer, "0.005")])),
        ("no key", with(batch(vec![one.clone()]), &json!({ "idempotencyKey": "" }))),
        (
            "not one's reseller",
            with(batch(vec![one.clone()]), &json!({ "actingForId": channel.other_reseller.global_id() })),
        ),
    ] {
        let (giving, taking) = (reseller.allocate_many(input.clone()).await, reseller.reclaim_many(input).await);
        told.push(format!("{what}: {} / {}", outcome(&giving), outcome(&taking)));
    }
    told.push(format!("vendor: {}", outcome(&operations.allocate_many(batch(vec![one])).await)));

    insta::assert_snapshot!(told.join("\n"), @"
    no items: INVALID_INPUT items / INVALID_INPUT items
    101 items: INVALID_INPUT items / INVALID_INPUT items
    half a cent among them: INVALID_INPUT items / INVALID_INPUT items
    no key: INVALID_INPUT idempotencyKey / INVALID_INPUT idempotencyKey
    not one's reseller: NOT_YOUR_RESELLER actingForId / NOT_YOUR_RESELLER actingForId
    vendor: FORBIDDEN
    ");
    assert_eq!((app.fingerprint(), app.money()), (before, FUNDED.map(str::to_owned).to_vec()));
    app.close().await;
}

/// Two batches that meet the same customers from either end wait for each other and never deadlock.
#[tokio::test]
async fn batches_in_opposite_order_at_one_moment_do_not_block_each_other() {
    const ROUNDS: usize = 25;
    let app = App::start().await;
    let channel = &app.channel;
    app.fund(&channel.reseller, "1000.00").await;
    let reseller = app.admin_of(&channel.reseller).await;
    let customers = app.customers(&channel.reseller, EdgeKind::Resale, 8).await;
    let (forth, back): (Vec<Value>, Vec<Value>) = (
        customers.iter().map(|customer| item(customer, "0.02")).collect(),
        customers.iter().rev().map(|customer| item(customer, "0.01")).collect(),
    );

    for round in 0..ROUNDS {
        // Who waits too long is told to try again, and does: only a deadlock would be counted.
        let give = async |document: &str, items: &[Value], name: &str| {
            let input = json!({ "items": items, "idempotencyKey": format!("{name}-{round}") });
            app.persistently(Some(&reseller), document, input).await
        };
        let (one, two, three) =
            tokio::join!(give(ALLOCATE, &forth, "one"), give(ALLOCATE, &back, "two"), give(RECLAIM, &back, "three"),);
        assert_eq!([each(&one), each(&two)], [vec!["done 0.02"; 8], vec!["done 0.01"; 8]], "round {round}");
        three.ok();
    }

    assert_eq!(app.deadlocks(), "0");
    app.close().await;
}
