//! What goes back up when a customer or a reseller leaves: in steps, each safe to repeat.

use domain::actor::Actor;
use domain::clock::Clock;
use domain::coupon::{Why, reclaim_of_customer, reclaim_of_reseller};
use serde_json::json;
use tests::App;

use super::{coupon, issued, part, quota, reseller_quota, spend};

/// Takes the customer's coupons back, two a step, until nothing is left; how many each step took.
async fn leave(app: &App, why: Why) -> Vec<usize> {
    let (now, channel) = (app.clock.now(), &app.channel);
    let (customer, partner) = (channel.customer.party_id(), channel.reseller.party_id());
    let mut steps = Vec::new();
    while steps.last() != Some(&0) {
        let step =
            app.db.tx(move |conn| reclaim_of_customer(conn, now, &Actor::system("test"), customer, partner, why, 2));
        steps.push(step.await.unwrap());
    }
    steps
}

#[tokio::test]
async fn a_customer_that_leaves_gives_back_what_it_did_not_spend() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let first = issued(&app, &child, "30.00", json!({})).await;
    for _ in 0..2 {
        issued(&app, &child, "10.00", json!({})).await;
    }
    spend(&app, 1, "5.00").await;

    let steps = leave(&app, Why::Disassociation).await;

    assert_eq!(steps, [2, 1, 0]);
    assert_eq!(coupon(&app, &first), "30 = 0 left + 5 spent + 25 returned + 0 lapsed, reclaimed");
    assert_eq!(quota(&app, &child), "100 = 95 left + 5 issued + 0 granted + 0 returned + 0 lapsed, normal");
    assert_eq!(spend(&app, 2, "5.00").await, [""; 0]);
    assert_eq!(leave(&app, Why::Disassociation).await, [0]);
    app.run_jobs().await;
    app.close().await;
}

/// The record says why, in the reference's types 3, 7 and 8.
#[tokio::test]
async fn the_record_says_why_coupons_were_taken_back() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    for why in [Why::Disassociation, Why::Association, Why::ModeSwitch] {
        issued(&app, &child, "10.00", json!({})).await;
        assert_eq!(leave(&app, why).await, [1, 0]);
    }

    let operations = app.rows("select operation from coupon_records where operation <> 'issue' order by id");
    assert_eq!(operations, ["disassociate", "associate", "mode_switch"]);
    let codes = [Why::Disassociation, Why::Association, Why::ModeSwitch].map(|why| why.operation().reference());
    assert_eq!(codes, [Some(3), Some(7), Some(8)]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_reseller_that_leaves_gives_back_what_it_did_not_issue() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let distributor = app.admin_of(&channel.distributor).await;
    let parts = [(&channel.reseller, "50.00"), (&channel.other_reseller, "50.00")];
    part(&distributor, &parent, &parts, json!({})).await.ok();
    let held = issued(&app, &child, "60.00", json!({})).await;

    let (now, reseller, above) = (app.clock.now(), channel.reseller.party_id(), channel.distributor.party_id());
    let mut steps = Vec::new();
    while steps.last() != Some(&0) {
        let step = app.db.tx(move |conn| reclaim_of_reseller(conn, now, &Actor::system("test"), reseller, above, 1));
        steps.push(step.await.unwrap());
    }

    assert_eq!(steps, [1, 1, 0]);
    assert_eq!(quota(&app, &child), "100 = 0 left + 60 issued + 0 granted + 40 returned + 0 lapsed, reclaimed");
    assert_eq!(quota(&app, &parent), "1000 = 890 left + 0 issued + 110 granted + 0 returned + 0 lapsed, normal");
    assert_eq!(coupon(&app, &held), "60 = 60 left + 0 spent + 0 returned + 0 lapsed, usable", "it is the customer's");
    app.run_jobs().await;
    app.close().await;
}
