//! A command that is only tried answers what it would have answered, and writes nothing.
//!
//! Every mutation that moves money is in [`commands`]: what is tried is then carried out, and both answers are compared.

use domain::clock::Clock;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};
use tests::{App, Partner, Person};

use super::funded;

const ALLOCATE: &str = include_str!("../../graphql/adjustment_allocate.graphql");
const RECLAIM: &str = include_str!("../../graphql/adjustment_reclaim.graphql");
const ALLOCATE_BATCH: &str = include_str!("../../graphql/adjustment_allocate_batch.graphql");
const RECLAIM_BATCH: &str = include_str!("../../graphql/adjustment_reclaim_batch.graphql");
const CHARGE: &str = include_str!("../../graphql/charge_record.graphql");
const REFUND: &str = include_str!("../../graphql/charge_refund.graphql");
const COUPONS: &str = "mutation($input: CouponIssueInput!) { couponIssue(input: $input) {
    results { coupon { id faceValue { amount } state } userErrors { code field } } replayed dryRun userErrors { code field } } }";
const QUOTAS: &str = "mutation($input: CouponQuotaIssueInput!) { couponQuotaIssue(input: $input) {
    results { quota { id value { amount } state } userErrors { code field } } replayed dryRun userErrors { code field } } }";
const GRANT: &str = "mutation($input: CouponQuotaGrantInput!) { couponQuotaGrant(input: $input) {
    quota { id value { amount } state } replayed dryRun userErrors { code field } } }";

/// How many commands are tried and carried out.
const COMMANDS: usize = 80;
/// What has no other value for being tried: names of what was made.
const NAMES: [&str; 4] = ["id", "transactionId", "dryRun", "message"];

/// A mutation, who gives it, and its input without key and `dryRun`.
#[derive(Debug, Clone)]
struct Command {
    document: &'static str,
    person: usize,
    /// How its key is called.
    key: &'static str,
    input: Value,
}

/// Every mutation that moves money or coupons, with inputs of which some are refused.
fn commands(app: &App, given: &Given) -> impl Strategy<Value = Command> + use<> {
    prop_oneof![4 => adjustments(app), 3 => others(app, given)]
}

/// What was there before: a charge, a quota of the distributor's and one of the reseller's.
struct Given {
    charge: Value,
    quota: Value,
    child: Value,
}

async fn given(app: &App, people: &[Person<'_>; 4]) -> Given {
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

/// Charges, refunds, quotas and coupons, by who may and by who may not.
fn others(app: &App, given: &Given) -> impl Strategy<Value = Command> + use<> {
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

/// Money given and taken back.
fn adjustments(app: &App) -> impl Strategy<Value = Command> + use<> {
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

async fn people(app: &App) -> [Person<'_>; 4] {
    let channel = &app.channel;
    [
        app.admin_of(&channel.distributor).await,
        app.admin_of(&channel.reseller).await,
        app.admin_of(&channel.customer).await,
        app.finance().await,
    ]
}

/// The answer without the names of what was made.
fn nameless(answer: &Value) -> Value {
    match answer {
        Value::Object(fields) => {
            let kept = fields.iter().filter(|(name, _)| !NAMES.contains(&name.as_str()));
            Value::Object(kept.map(|(name, value)| (name.clone(), nameless(value))).collect())
        }
        Value::Array(items) => items.iter().map(nameless).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => answer.clone(),
    }
}

#[tokio::test]
async fn what_is_tried_is_what_would_happen_and_nothing_happens() {
    let app = funded().await;
    let people = people(&app).await;
    let given = given(&app, &people).await;
    let (mut runner, commands) = (TestRunner::deterministic(), commands(&app, &given));
    let mut done = 0;

    for number in 0..COMMANDS {
        let command = commands.new_tree(&mut runner).unwrap().current();
        let give = async |key: String, is_dry: bool| {
            let input = tests::with(command.input.clone(), &json!({ command.key: key, "dryRun": is_dry }));
            people[command.person].query(command.document, json!({ "input": input })).await
        };
        let before = app.fingerprint();
        let tried = give(format!("k{number}"), true).await;
        assert_eq!(app.fingerprint(), before, "{command:?}");
        let real = give(format!("k{number}"), false).await;

        assert_eq!(nameless(tried.data()), nameless(real.data()), "{command:?}");
        let payload = |answer: &tests::Answer| answer.data().as_object().unwrap().values().next().unwrap().clone();
        assert_eq!([&tried, &real].map(|it| payload(it)["dryRun"].clone()), [true, false]);
        done += usize::from(payload(&real)["userErrors"] == json!([]));
    }

    assert!(
        (COMMANDS / 4..COMMANDS * 3 / 4).contains(&done),
        "{done} of {COMMANDS} were carried out: too few or too many"
    );
    app.close().await;
}

/// A key that was only tried is free, and a command that was carried out is answered again also when only tried.
#[tokio::test]
async fn what_was_only_tried_can_be_done_and_what_was_done_is_answered_again() {
    let app = funded().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let input = tests::adjustment(&app.channel.customer, "1.00");
    let dry = tests::with(input.clone(), &json!({ "dryRun": true }));

    let tried = reseller.allocate_as(dry.clone()).await;
    let done = reseller.allocate_as(input).await;
    let again = reseller.allocate_as(dry).await;

    assert_eq!([&tried, &done, &again].map(|it| it.ok()["replayed"].clone()), [false, false, true]);
    assert_eq!(done.ok()["adjustment"], again.ok()["adjustment"]);
    app.close().await;
}
