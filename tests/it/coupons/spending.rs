//! Which coupons pay for a charge, and how much (domain.md C-11; invariant 12).

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::party;
use serde_json::json;
use tests::App;

use super::{coupon, days, granted, issued, reseller_quota, spend};

#[tokio::test]
async fn what_expires_first_pays_first_and_no_more_than_is_due() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let late = issued(&app, &child, "30.00", json!({ "validTo": days(&app, 30) })).await;
    let soon = issued(&app, &child, "20.00", json!({ "validTo": days(&app, 3) })).await;

    let paid = spend(&app, 1, "25.00").await;
    let rest = spend(&app, 2, "40.00").await;
    let nothing = spend(&app, 3, "1.00").await;

    assert_eq!((paid, rest, nothing), (vec!["20.00".into(), "5.00".into()], vec!["25.00".to_owned()], vec![]));
    assert_eq!(coupon(&app, &soon), "20 = 0 left + 20 spent + 0 returned + 0 lapsed, used");
    assert_eq!(coupon(&app, &late), "30 = 0 left + 30 spent + 0 returned + 0 lapsed, used");
    assert_eq!(app.count("coupon_payments"), 3);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_charge_takes_three_coupons_at_most() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    for _ in 0..4 {
        issued(&app, &child, "10.00", json!({})).await;
    }

    assert_eq!(spend(&app, 1, "100.00").await, ["10.00", "10.00", "10.00"]);
    assert_eq!(spend(&app, 2, "100.00").await, ["10.00"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_charge_takes_one_voucher_and_cash_coupons_beside_it() {
    let app = App::start().await;
    let (vouchers, _) = reseller_quota(&app, json!({ "kind": "VOUCHER" })).await;
    let (cash, _) = reseller_quota(&app, json!({})).await;
    issued(&app, &vouchers, "10.00", json!({ "validTo": days(&app, 1) })).await;
    issued(&app, &vouchers, "20.00", json!({ "validTo": days(&app, 2) })).await;
    issued(&app, &cash, "30.00", json!({ "validTo": days(&app, 3) })).await;

    assert_eq!(spend(&app, 1, "100.00").await, ["10.00", "30.00"]);
    assert_eq!(spend(&app, 2, "100.00").await, ["20.00"]);
    app.run_jobs().await;
    app.close().await;
}

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
