//! The worked examples 2 to 5 of domain.md 13.1, with the numbers given there.

use serde_json::{Value, json};
use tests::{App, Person, adjustment, with};

const PLACE: &str = include_str!("../../graphql/hold_place.graphql");

/// A command that cannot be paid, as its caller is told.
fn unpaid(message: &str) -> Value {
    json!([{ "code": "INSUFFICIENT_FUNDS", "message": message, "field": ["amount"], "referenceCode": "CBC.5003" }])
}

/// Example 2, the part before anything is spent.
#[tokio::test]
async fn money_goes_down_two_tiers_and_comes_back_the_same_way() {
    let app = App::start().await;
    let channel = &app.channel;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    app.fund(&channel.distributor, "1000.00").await;

    let down = distributor.allocate_as(with(adjustment(&channel.reseller, "300"), &json!({ "memo": "March" }))).await;
    reseller.allocate(&channel.customer, "120.00").await.ok();
    let funded = app.money();
    let too_much = reseller.reclaim(&channel.customer, "120.01").await;
    let back = reseller.reclaim(&channel.customer, "69.50").await;

    let made = |answer: &Value, operation: &str, partner: &str, party: &str, amount: &str, memo: Value| {
        let (adjustment, zero) = (&answer["adjustment"], json!({ "amount": "0.00", "currency": "CNY" }));
        let expected = json!({
            "id": adjustment["id"], "operation": operation, "partner": { "name": partner }, "party": { "name": party },
            "amount": { "amount": amount, "currency": "CNY" }, "arrearsCleared": zero, "memo": memo,
            "madeBy": { "name": "Robin" }, "madeAt": "2026-03-10T04:00:00.000000Z", "transactionId": adjustment["transactionId"],
        });
        assert_eq!(answer, &json!({ "adjustment": expected, "replayed": false, "dryRun": false, "userErrors": [] }));
    };
    made(down.ok(), "ALLOCATION", "长江云分销有限公司", "Heron Systems Ltd", "300.00", json!("March"));
    made(back.ok(), "RECLAIM", "Heron Systems Ltd", "La***", "69.50", Value::Null);
    let told = &too_much.data()["adjustmentReclaim"];
    assert_eq!(told["userErrors"], unpaid("120.00 CNY available, 120.01 CNY needed"));
    assert_eq!(told["adjustment"], Value::Null);
    let stands =
        ["Heron Systems Ltd cash 180.00", "Lantern Foods Ltd spending 120.00", "长江云分销有限公司 cash 700.00"];
    assert_eq!(funded, stands);
    let stands =
        ["Heron Systems Ltd cash 249.50", "Lantern Foods Ltd spending 50.50", "长江云分销有限公司 cash 700.00"];
    assert_eq!(app.money(), stands);
    app.close().await;
}

/// Example 3.
#[tokio::test]
async fn an_advisory_customer_gets_nothing_and_that_somebody_tried_is_kept() {
    let app = App::start().await;
    let channel = &app.channel;
    let reseller = app.admin_of(&channel.reseller).await;
    app.fund(&channel.reseller, "100.00").await;
    let (transfers, customer) = (app.count("ledger_transfers"), &channel.advisory_customer);

    let giving = reseller.allocate(customer, "10.00").await;
    let taking = reseller.reclaim(customer, "10.00").await;

    let told = json!([{
        "code": "ADVISORY_CUSTOMER", "message": "an advisory customer pays the vendor itself: no money is allocated to it",
        "field": ["partyId"], "referenceCode": "CBC.5021",
    }]);
    assert_eq!(giving.data()["adjustmentAllocate"]["userErrors"], told);
    assert_eq!(taking.data()["adjustmentReclaim"]["userErrors"], told);
    assert_eq!((app.count("ledger_transfers"), app.count("adjustments")), (transfers, 0));
    assert_eq!(app.count("idempotency_keys where operation like 'adjustment%'"), 0);
    let lines = app.rows(
        "select format('%s %s %s', party_id, subject, details) from audit_log where operation = 'adjustment.refuse'",
    );
    let line = format!(
        r#"{} {} {{"code": "ADVISORY_CUSTOMER", "amount": "10.00 CNY"}}"#,
        channel.reseller.party_id().uuid(),
        customer.global_id()
    );
    assert_eq!(lines, [line.clone(), line]);
    app.close().await;
}

/// The vendor keeps a part of the reseller's money for a purpose.
async fn earmark(app: &App, finance: &Person<'_>, amount: &str) {
    let cash = finance.account_of(&app.channel.reseller, "CASH").await.unwrap()["id"].clone();
    let amount = json!({ "amount": amount, "currency": "CNY" });
    let input = json!({ "accountId": cash, "purpose": "EARMARKED", "amount": amount, "reason": "Migration project", "idempotencyKey": "k1" });
    finance.query(PLACE, json!({ "input": input })).await.ok();
}

/// Example 4.
#[tokio::test]
async fn what_is_earmarked_is_not_given() {
    let app = App::start().await;
    let channel = &app.channel;
    app.fund(&channel.reseller, "100.00").await;
    earmark(&app, &app.finance().await, "30.00").await;
    let reseller = app.admin_of(&channel.reseller).await;

    let too_much = reseller.allocate(&channel.customer, "70.01").await;
    reseller.allocate(&channel.customer, "70.00").await.ok();

    let told = &too_much.data()["adjustmentAllocate"]["userErrors"];
    assert_eq!(told, &unpaid("70.00 CNY available, 70.01 CNY needed"));
    let stands =
        ["Heron Systems Ltd cash 0.00", "Heron Systems Ltd earmarked 30.00", "Lantern Foods Ltd spending 70.00"];
    assert_eq!(app.money(), stands);
    app.close().await;
}

/// Example 5 (Q-02): the reseller's money is moved, whoever moves it.
#[tokio::test]
async fn a_distributor_acts_for_its_own_reseller_with_the_resellers_money() {
    let app = App::start().await;
    let channel = &app.channel;
    let (distributor, stranger) =
        (app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_distributor).await);
    app.fund(&channel.distributor, "1000.00").await;
    distributor.allocate(&channel.reseller, "10.00").await.ok();
    let acting =
        |amount| with(adjustment(&channel.customer, amount), &json!({ "actingForId": channel.reseller.global_id() }));

    let not_mine = stranger.allocate_as(acting("1.00")).await;
    let too_much = distributor.allocate_as(acting("11.00")).await;
    let given = distributor.allocate_as(acting("7.50")).await;
    let back = distributor.reclaim_as(acting("0.50")).await;

    let refused = json!([{
        "code": "NOT_YOUR_RESELLER", "message": "your distributor cannot act for this reseller",
        "field": ["actingForId"], "referenceCode": "CBC.99000037",
    }]);
    assert_eq!(not_mine.data()["adjustmentAllocate"]["userErrors"], refused);
    let told = &too_much.data()["adjustmentAllocate"]["userErrors"];
    assert_eq!(told, &unpaid("10.00 CNY available, 11.00 CNY needed"));
    assert_eq!([given, back].map(|it| it.ok()["adjustment"]["partner"]["name"].clone()), ["Heron Systems Ltd"; 2]);
    let stands = ["Heron Systems Ltd cash 3.00", "Lantern Foods Ltd spending 7.00", "长江云分销有限公司 cash 990.00"];
    assert_eq!(app.money(), stands);
    let lines = app.rows(&format!(
        "select format('%s by %s for %s', line.operation, staff.email, line.details ->> 'actingFor') from audit_log line \
         join staff on staff.id = line.staff_id where line.party_id = '{}' and operation like 'adjustment%' order by position",
        channel.reseller.party_id().uuid()
    ));
    let line = |operation| format!("{operation} by {} for {}", channel.distributor.email, channel.reseller.party_id());
    assert_eq!(lines, [line("adjustment.allocate"), line("adjustment.reclaim")]);
    app.close().await;
}
