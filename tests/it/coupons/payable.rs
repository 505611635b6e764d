//! When a coupon pays, how often, and for whose customers (domain.md C-11).

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::party;
use serde_json::json;
use tests::App;

use super::{coupon, days, granted, issued, reseller_quota, spend};

/// The row says what a job last wrote; the hour decides.
#[tokio::test]
async fn a_coupon_pays_from_its_first_instant_to_before_its_last() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "40.00", json!({ "validFrom": days(&app, 1), "validTo": days(&app, 2) })).await;

    app.later(TimeDelta::days(1) - TimeDelta::microseconds(1));
    let early = spend(&app, 1, "10.00").await;
    assert_eq!(coupon(&app, &held), "40 = 40 left + 0 spent + 0 returned + 0 lapsed, not_activated");
    app.later(TimeDelta::microseconds(1));
    let first = spend(&app, 2, "10.00").await;
    app.later(TimeDelta::days(1) - TimeDelta::microseconds(1));
    let last = spend(&app, 3, "10.00").await;
    app.later(TimeDelta::microseconds(1));
    let late = spend(&app, 4, "10.00").await;

    assert_eq!((early, late), (vec![], vec![]));
    assert_eq!((first, last), (vec!["10.00".to_owned()], vec!["10.00".to_owned()]));
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_charge_told_twice_is_paid_once() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "40.00", json!({})).await;

    let (first, again) = (spend(&app, 1, "10.00").await, spend(&app, 1, "10.00").await);

    assert_eq!((first, again), (vec!["10.00".to_owned()], vec!["10.00".to_owned()]));
    assert_eq!(coupon(&app, &held), "40 = 30 left + 10 spent + 0 returned + 0 lapsed, usable");
    app.run_jobs().await;
    app.close().await;
}

/// Quota pays nothing, nobody else's coupon does, and a partner's no longer when the customer has left it.
#[tokio::test]
async fn only_coupons_of_the_partner_of_today_pay() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, _) = reseller_quota(&app, json!({})).await;
    granted(&app, &channel.solution_provider, "100.00", json!({})).await;

    let from_quota = spend(&app, 1, "10.00").await;
    issued(&app, &child, "40.00", json!({})).await;
    let (now, customer) = (app.clock.now(), channel.customer.party_id());
    app.later(TimeDelta::hours(1));
    let parted = app.db.tx(move |conn| {
        party::part(
            conn,
            domain::clock::Now::at(now.plus(TimeDelta::minutes(1))),
            &domain::actor::Actor::system("test"),
            customer,
        )
    });
    parted.await.unwrap();
    let from_former = spend(&app, 2, "10.00").await;

    assert_eq!((from_quota, from_former), (vec![], vec![]));
    app.run_jobs().await;
    app.close().await;
}
