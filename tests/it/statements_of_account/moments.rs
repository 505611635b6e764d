//! What an account stood at.

use chrono::TimeDelta;
use domain::clock::{Clock, Now};
use domain::ledger::{self, AccountKind, Between, movements};
use schema::ids::AdjustmentId;
use schema::money::Currency;
use serde_json::json;
use tests::App;

use super::{BALANCE_AT, balance_at, text};

/// domain.md 13.1, example 2, an hour between the steps.
#[tokio::test]
async fn a_balance_as_of_a_moment_is_what_the_last_transfer_until_then_left() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller, customer) = (&channel.distributor, &channel.reseller, &channel.customer);
    let begun = app.clock.now().instant();
    let hour = TimeDelta::hours(1);
    app.later(hour);
    app.wire(distributor, "R1", "1000.00", 9).await;
    app.later(hour);
    app.give(distributor, reseller, "300.00").await;
    app.later(hour);
    app.give(reseller, customer, "120.00").await;
    app.later(hour);
    app.take_back(customer, reseller, "69.50").await;
    app.later(hour);
    let finance = app.finance().await;

    let mut stood = Vec::new();
    for (name, party) in [("distributor", distributor), ("reseller", reseller), ("customer", customer)] {
        for hours in 0..=5 {
            let at = begun + hour * hours;
            let before = balance_at(&app, &finance, party, at - TimeDelta::microseconds(1)).await.unwrap();
            stood
                .push(format!("{name} at {hours}: {before}, {}", balance_at(&app, &finance, party, at).await.unwrap()));
        }
    }
    let ahead = balance_at(&app, &finance, reseller, begun + TimeDelta::days(400)).await;
    let long_ago = balance_at(&app, &finance, reseller, begun - TimeDelta::days(400)).await;

    insta::assert_snapshot!(stood.join("\n"), @"
    distributor at 0: 0.00 v0, 0.00 v0
    distributor at 1: 0.00 v0, 1000.00 v1
    distributor at 2: 1000.00 v1, 700.00 v2
    distributor at 3: 700.00 v2, 700.00 v2
    distributor at 4: 700.00 v2, 700.00 v2
    distributor at 5: 700.00 v2, 700.00 v2
    reseller at 0: 0.00 v0, 0.00 v0
    reseller at 1: 0.00 v0, 0.00 v0
    reseller at 2: 0.00 v0, 300.00 v1
    reseller at 3: 300.00 v1, 180.00 v2
    reseller at 4: 180.00 v2, 249.50 v3
    reseller at 5: 249.50 v3, 249.50 v3
    customer at 0: 0.00 v0, 0.00 v0
    customer at 1: 0.00 v0, 0.00 v0
    customer at 2: 0.00 v0, 0.00 v0
    customer at 3: 0.00 v0, 120.00 v1
    customer at 4: 120.00 v1, 50.50 v2
    customer at 5: 50.50 v2, 50.50 v2
    ");
    assert_eq!(ahead.as_deref(), Some("249.50 v3"), "at a moment to come what is there now");
    assert_eq!(long_ago.as_deref(), Some("0.00 v0"), "before it was opened nothing");
    app.close().await;
}

/// A command may have asked for the time before another that was faster: what it posts is posted later all the same.
#[tokio::test]
async fn a_command_that_was_overtaken_posts_after_the_one_that_overtook_it() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.wire(&channel.distributor, "R1", "1000.00", 9).await;
    let early = app.clock.now();
    app.later(TimeDelta::seconds(2));
    let late = app.clock.now();
    let between = Between { from: app.purse(&channel.distributor).await, to: app.purse(&channel.reseller).await };
    let give = |amount: &str| vec![movements::allocation(AdjustmentId::new(), between, amount.parse().unwrap())];

    let first = app.post(late, give("100.00 CNY")).await.unwrap();
    let second = app.post(early, give("20.00 CNY")).await.unwrap();

    assert_eq!((first[0].posted_at, second[0].posted_at), (late.instant(), late.instant()));
    let finance = app.finance().await;
    let just_before = Now::at(late.instant() - TimeDelta::microseconds(1)).instant();
    let mut stood = Vec::new();
    for at in [early.instant(), just_before, late.instant()] {
        stood.push(balance_at(&app, &finance, &channel.reseller, at).await.unwrap());
    }
    assert_eq!(stood, ["0.00 v0", "0.00 v0", "120.00 v2"]);
    app.close().await;
}

/// A platform account keeps no balance: what it stood at is a snapshot and what came after, on either side of it.
#[tokio::test]
async fn a_platform_account_is_summed_from_the_snapshot_before() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let vendor = channel.vendor.party_id();
    let begun = app.clock.now().instant();
    app.wire(&channel.distributor, "R1", "100.00", 9).await;
    app.later(TimeDelta::days(1));
    let now = app.clock.now();
    app.db.tx(move |conn| ledger::take_snapshot(conn, now, now.date())).await.unwrap();
    app.wire(&channel.distributor, "R2", "50.00", 10).await;
    let finance = app.finance().await;
    let clearing = app.db.read(move |conn| ledger::account(conn, vendor, AccountKind::BankClearing, Currency::CNY));
    let id = clearing.await.unwrap().unwrap().id.to_string();

    let mut stood = Vec::new();
    for at in [begun - TimeDelta::seconds(1), begun, now.instant() - TimeDelta::seconds(1), now.instant()] {
        let answer = finance.query(BALANCE_AT, json!({ "id": id, "at": text(at) })).await;
        stood.push(answer.data()["node"]["balanceAt"].clone());
    }

    let standing = |amount: &str| json!({ "balance": { "amount": amount }, "version": null });
    assert_eq!(stood, ["0.00", "-100.00", "-100.00", "-150.00"].map(standing));
    app.close().await;
}
