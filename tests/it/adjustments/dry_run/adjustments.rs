//! Giving and taking back money.

use proptest::prelude::*;
use serde_json::{Value, json};
use tests::{App, Partner};

use super::Command;

const ALLOCATE: &str = include_str!("../../../graphql/adjustment_allocate.graphql");
const RECLAIM: &str = include_str!("../../../graphql/adjustment_reclaim.graphql");
const ALLOCATE_BATCH: &str = include_str!("../../../graphql/adjustment_allocate_batch.graphql");
const RECLAIM_BATCH: &str = include_str!("../../../graphql/adjustment_reclaim_batch.graphql");

/// Money given and taken back.
pub(super) fn commands(app: &App) -> impl Strategy<Value = Command> + use<> {
    let channel = &app.channel;
    let id = |partner: &Partner| json!(partner.global_id());
    let (reseller, customer) = (id(&channel.reseller), id(&channel.customer));
    let strangers = vec![id(&channel.advisory_customer), id(&channel.other_customer), id(&channel.distributor)];
    // Who, for whom, with whom: distributor, reseller, customer, vendor.
    let way = prop_oneof![
        3 => Just((0, Value::Null, reseller.clone())),
        3 => Just((1, Value::Null, customer.clone())),
        3 => Just((0, reseller.clone(), customer.clone())),
        1 => Just((1, reseller.clone(), customer.clone())),
        1 => Just((2, Value::Null, reseller)),
        1 => Just((3, Value::Null, customer)),
    ];
    let amount =
        prop::sample::select(vec!["0.01", "0.50", "1.00", "9.99", "10", "40.50", "120.01", "1000", "0", "0.005"]);
    let memo = prop::sample::select(vec![Value::Null, Value::Null, json!("March"), json!("April"), json!(" ")]);
    let terms = (amount, memo)
        .prop_map(|(amount, memo)| json!({ "amount": { "amount": amount, "currency": "CNY" }, "memo": memo }));
    let item = (prop::option::weighted(0.3, prop::sample::select(strangers)), terms);
    let form = prop_oneof![
        (prop::sample::select(vec![ALLOCATE, RECLAIM]), prop::collection::vec(item.clone(), 1)),
        (prop::sample::select(vec![ALLOCATE_BATCH, RECLAIM_BATCH]), prop::collection::vec(item, 0..5)),
    ];
    (way, form).prop_map(|((person, acting_for, party), (document, items))| {
        let with_party = |(stranger, terms): (Option<Value>, Value)| {
            tests::with(terms, &json!({ "partyId": stranger.unwrap_or_else(|| party.clone()) }))
        };
        let mut items: Vec<Value> = items.into_iter().map(with_party).collect();
        let input = if [ALLOCATE, RECLAIM].contains(&document) { items.remove(0) } else { json!({ "items": items }) };
        let key = "idempotencyKey";
        Command { document, person, key, input: tests::with(input, &json!({ "actingForId": acting_for })) }
    })
}
