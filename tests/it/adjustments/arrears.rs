//! What a customer owes is cleared first (domain.md 3.4, A-11).

use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

use super::outcome;

/// What the customer has and what it owes.
fn stands(app: &App) -> Vec<String> {
    app.money().into_iter().filter(|line| line.starts_with("Lantern Foods Ltd")).collect()
}

fn cleared(answer: &Answer) -> Value {
    answer.ok()["adjustment"]["arrearsCleared"]["amount"].clone()
}

async fn in_arrears(app: &App, amount: &str) -> Partner {
    app.fund(&app.channel.reseller, "1000.00").await;
    app.owe(&app.channel.customer, amount).await;
    app.channel.customer.clone()
}

#[tokio::test]
async fn a_debt_is_cleared_first_and_the_rest_can_be_spent() {
    let app = App::start().await;
    let customer = in_arrears(&app, "40.00").await;
    let reseller: Person<'_> = app.admin_of(&app.channel.reseller).await;

    let given = reseller.allocate(&customer, "100.00").await;
    let later = reseller.allocate(&customer, "100.00").await;
    let back = reseller.reclaim(&customer, "160.01").await;

    assert_eq!([cleared(&given), cleared(&later)], ["40.00", "0.00"]);
    assert_eq!(given.ok()["adjustment"]["amount"]["amount"], "100.00");
    assert_eq!(stands(&app), ["Lantern Foods Ltd debt 0.00", "Lantern Foods Ltd spending 160.00"]);
    assert_eq!(outcome(&back), "INSUFFICIENT_FUNDS amount", "what cleared a debt does not come back");
    let posted = app.rows(
        "select format('%s %s', transfer.kind, transfer.amount) from ledger_transfers transfer join adjustments \
         on adjustments.transaction_id = transfer.transaction_id and adjustments.arrears_cleared > 0 order by 1",
    );
    assert_eq!(posted, ["allocation 100.00", "arrears_clearing 40.00"], "one act");
    app.close().await;
}

#[tokio::test]
async fn a_debt_is_cleared_bit_by_bit() {
    let app = App::start().await;
    let customer = in_arrears(&app, "40.00").await;
    let reseller: Person<'_> = app.admin_of(&app.channel.reseller).await;

    let first = reseller.allocate(&customer, "30.00").await;
    let between = stands(&app);
    let dry =
        reseller.allocate_as(tests::with(tests::adjustment(&customer, "10.01"), &json!({ "dryRun": true }))).await;
    let second = reseller.allocate(&customer, "10.01").await;

    assert_eq!([cleared(&first), cleared(&dry), cleared(&second)], ["30.00", "10.00", "10.00"]);
    assert_eq!(between, ["Lantern Foods Ltd debt -10.00", "Lantern Foods Ltd spending 0.00"]);
    assert_eq!(stands(&app), ["Lantern Foods Ltd debt 0.00", "Lantern Foods Ltd spending 0.01"]);
    app.close().await;
}

/// Of two items for one customer the second finds what the first left.
#[tokio::test]
async fn the_items_of_a_batch_clear_a_debt_one_after_the_other() {
    let app = App::start().await;
    let customer = in_arrears(&app, "40.00").await;
    let reseller: Person<'_> = app.admin_of(&app.channel.reseller).await;
    let items = ["30.00", "30.00"].map(|amount| tests::item(&customer, amount));

    let given = reseller.allocate_many(json!({ "items": items, "idempotencyKey": "k1" })).await;

    let cleared: Vec<&Value> =
        (0..2).map(|at| &given.ok()["results"][at]["adjustment"]["arrearsCleared"]["amount"]).collect();
    assert_eq!(cleared, ["30.00", "10.00"]);
    assert_eq!(stands(&app), ["Lantern Foods Ltd debt 0.00", "Lantern Foods Ltd spending 20.00"]);
    app.close().await;
}
