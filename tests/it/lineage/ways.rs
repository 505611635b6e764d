//! Oldest first, through every tier, and back.

use domain::clock::Clock;
use domain::ledger::{AccountKind, Between, movements};
use schema::ids::ChargeId;
use schema::money::Currency;
use serde_json::json;
use tests::{App, BankFile, Line};

use super::{funded, last_transfer, lineage, told};

#[tokio::test]
async fn a_balance_is_traced_to_the_wires_that_paid_for_it_oldest_first() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let finance = app.finance().await;

    let mut seen = Vec::new();
    for party in [&channel.distributor, &channel.reseller, &channel.customer, &channel.other_reseller] {
        let name = party.name.split(' ').next().unwrap();
        seen.push(format!("{name}\n  {}", told(&lineage(&app, &finance, party, None).await).join("\n  ")));
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    长江云分销有限公司
      700.00 of R2 by 长江云分销有限公司 CASH
    Heron
      80.00 of R1 by 长江云分销有限公司 CASH > Heron CASH
      100.00 of R2 by 长江云分销有限公司 CASH > Heron CASH
      50.00 of R3 by Heron CASH
    Lantern
      120.00 of R1 by 长江云分销有限公司 CASH > Heron CASH > La*** SPENDING
    Mekong
    ");
    app.close().await;
}

/// domain.md 13.1, example 2: of the customer's 120 it spends 50.5, and 69.5 come back: of the very wire they were of.
#[tokio::test]
async fn what_comes_back_is_the_same_money() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let finance = app.finance().await;
    let vendor = channel.vendor.party_id();
    let revenue = app.db.read(move |conn| domain::ledger::account(conn, vendor, AccountKind::Revenue, Currency::CNY));
    let between = Between { from: app.purse(&channel.customer).await, to: revenue.await.unwrap().unwrap().id };

    let charge = movements::charge(ChargeId::new(), between, "50.50 CNY".parse().unwrap());
    app.post(app.clock.now(), vec![charge]).await.unwrap();
    let charged = last_transfer(&app, &finance, &channel.customer).await;
    app.take_back(&channel.customer, &channel.reseller, "69.50").await;
    let reclaimed = last_transfer(&app, &finance, &channel.customer).await;

    let mut seen = vec![format!("{charged:?}"), format!("{reclaimed:?}")];
    for party in [&channel.customer, &channel.reseller] {
        seen.extend(told(&lineage(&app, &finance, party, None).await));
    }
    insta::assert_snapshot!(seen.join("\n"), @r#"
    ("CHARGE", ["50.50 of R1 by 长江云分销有限公司 CASH > Heron CASH > La*** SPENDING > Vendor REVENUE"])
    ("RECLAIM", ["69.50 of R1 by 长江云分销有限公司 CASH > Heron CASH > La*** SPENDING > Heron CASH"])
    149.50 of R1 by 长江云分销有限公司 CASH > Heron CASH
    100.00 of R2 by 长江云分销有限公司 CASH > Heron CASH
    50.00 of R3 by Heron CASH
    "#);
}

/// What is set aside and released, or goes down twice, is on the way it came by, and not on a tour.
#[tokio::test]
async fn a_way_has_no_circles() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.wire(&channel.distributor, "R1", "100.00", 9).await;
    for _ in 0..3 {
        app.give(&channel.distributor, &channel.reseller, "100.00").await;
        app.give(&channel.reseller, &channel.customer, "60.00").await;
        app.take_back(&channel.customer, &channel.reseller, "60.00").await;
        app.take_back(&channel.reseller, &channel.distributor, "100.00").await;
    }
    app.give(&channel.distributor, &channel.other_reseller, "100.00").await;
    app.give(&channel.other_reseller, &channel.other_customer, "70.00").await;
    app.take_back(&channel.other_customer, &channel.other_reseller, "30.00").await;
    let finance = app.finance().await;
    let account = json!(app.purse(&channel.other_reseller).await.to_string());
    let amount = json!({ "amount": "10.00", "currency": "CNY" });
    let hold = json!({ "accountId": account, "amount": amount, "reason": "Court order 7", "idempotencyKey": "k1" });
    finance.query(include_str!("../../graphql/hold_place.graphql"), json!({ "input": hold })).await.ok();

    let mut seen = Vec::new();
    for party in [&channel.other_reseller, &channel.other_customer] {
        seen.extend(told(&lineage(&app, &finance, party, None).await));
    }
    seen.push(format!("{:?}", last_transfer(&app, &finance, &channel.other_reseller).await));

    insta::assert_snapshot!(seen.join("\n"), @r#"
    50.00 of R1 by 长江云分销有限公司 CASH > Mekong CASH
    40.00 of R1 by 长江云分销有限公司 CASH > Mekong CASH > Fe*** SPENDING
    ("HOLD", ["10.00 of R1 by 长江云分销有限公司 CASH > Mekong CASH > Mekong HELD"])
    "#);
    app.close().await;
}

/// What a reseller paid in itself can be reclaimed like all it has: then it came to the distributor from below.
#[tokio::test]
async fn money_that_came_in_below_is_traced_there() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.wire(&channel.reseller, "R1", "80.00", 9).await;
    app.take_back(&channel.reseller, &channel.distributor, "50.00").await;
    app.give(&channel.distributor, &channel.other_reseller, "20.00").await;
    let finance = app.finance().await;

    let mut seen = Vec::new();
    for party in [&channel.reseller, &channel.distributor, &channel.other_reseller] {
        seen.extend(told(&lineage(&app, &finance, party, None).await));
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    30.00 of R1 by Heron CASH
    30.00 of R1 by Heron CASH > 长江云分销有限公司 CASH
    20.00 of R1 by Heron CASH > 长江云分销有限公司 CASH > Mekong CASH
    ");
    app.close().await;
}

/// A hundred shares are told one by one; what lies beyond them is summed, so that the parts are the balance.
#[tokio::test]
async fn more_than_a_hundred_shares_are_summed() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let finance = app.finance().await;
    let lines = (1..=103).map(|i| Line::from(&channel.distributor, &format!("R{i}"), &format!("{i}.00")));
    finance.import(&BankFile::new("S1", lines)).await;
    app.give(&channel.distributor, &channel.reseller, "5356.00").await;

    let told = told(&lineage(&app, &finance, &channel.reseller, None).await);
    let (kind, moved) = last_transfer(&app, &finance, &channel.reseller).await;

    let sum = |told: &[String]| -> u32 {
        told.iter().map(|line| line.split_once(".00 of ").unwrap().0.parse::<u32>().unwrap()).sum()
    };
    assert_eq!((told.len(), sum(&told), told[100].ends_with("of others")), (101, 5356, true));
    assert_eq!((kind.as_str(), moved.len(), sum(&moved)), ("ALLOCATION", 101, 5356));
    app.close().await;
}

/// What is owed is nobody's money, and the platform has none.
#[tokio::test]
async fn only_money_of_parties_is_traced() {
    let app = App::start().await;
    let finance = app.finance().await;
    const KINDS: &str = "query($id: ID!) { node(id: $id) { ... on Party { accounts { kind lineage { rest { amount } shares { amount { amount } } } } } } }";

    let customer = finance.query(KINDS, json!({ "id": app.channel.customer.global_id() })).await;
    let vendor = finance.query(KINDS, json!({ "id": app.channel.vendor.global_id() })).await;

    let empty = json!({ "rest": { "amount": "0.00" }, "shares": [] });
    let accounts = |kinds: &[(&str, bool)]| -> serde_json::Value {
        kinds.iter().map(|(kind, traced)| json!({ "kind": kind, "lineage": traced.then(|| empty.clone()) })).collect()
    };
    assert_eq!(customer.data()["node"]["accounts"], accounts(&[("SPENDING", true), ("OWN", true), ("DEBT", false)]));
    assert_eq!(
        vendor.data()["node"]["accounts"],
        accounts(&[("BANK_CLEARING", false), ("ONLINE_CLEARING", false), ("REVENUE", false)])
    );
    app.close().await;
}
