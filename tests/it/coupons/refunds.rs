//! What a refund puts back into coupons.

use chrono::TimeDelta;
use serde_json::json;
use tests::App;

use super::{coupon, days, give_back, issued, reclaim, reseller_quota, spend};

/// 30 by coupons and the rest otherwise: the coupons get no more than they paid, what expires last first.
#[tokio::test]
async fn a_refund_puts_back_what_coupons_paid() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let soon = issued(&app, &child, "20.00", json!({ "validTo": days(&app, 3) })).await;
    let late = issued(&app, &child, "10.00", json!({ "validTo": days(&app, 30) })).await;
    spend(&app, 1, "50.00").await;

    let steps =
        [give_back(&app, 1, "12.00").await, give_back(&app, 1, "25.00").await, give_back(&app, 1, "1.00").await];

    assert_eq!(steps, ["12.00", "18.00", "0.00"]);
    assert_eq!(
        coupon(&app, &soon),
        "20 = 20 left + 0 spent + 0 returned + 0 lapsed, usable",
        "used up, and usable again"
    );
    assert_eq!(coupon(&app, &late), "10 = 10 left + 0 spent + 0 returned + 0 lapsed, usable");
    assert_eq!(spend(&app, 2, "30.00").await, ["20.00", "10.00"]);
    let records = app.rows(
        "select operation || ' ' || amount || ' ' || lapsed from coupon_records where operation = 'refund' order by id",
    );
    assert_eq!(records, ["refund 10.00 0.00", "refund 2.00 0.00", "refund 18.00 0.00"]);
    assert_eq!(give_back(&app, 3, "1.00").await, "0.00", "a charge that no coupon paid");
    app.run_jobs().await;
    app.close().await;
}

/// Past its validity, and taken back: there is no coupon to put it into.
#[tokio::test]
async fn a_refund_to_a_coupon_that_no_longer_holds_lapses() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let short = issued(&app, &child, "20.00", json!({ "validTo": days(&app, 3) })).await;
    let taken = issued(&app, &child, "30.00", json!({})).await;
    spend(&app, 1, "40.00").await;
    reclaim(&app.admin_of(&app.channel.reseller).await, &[&taken], json!({})).await.ok();
    app.later(TimeDelta::days(3));

    assert_eq!(give_back(&app, 1, "35.00").await, "35.00");

    assert_eq!(coupon(&app, &short), "20 = 0 left + 5 spent + 0 returned + 15 lapsed, used");
    assert_eq!(coupon(&app, &taken), "30 = 0 left + 0 spent + 10 returned + 20 lapsed, reclaimed");
    assert_eq!(spend(&app, 2, "40.00").await, [""; 0]);
    let records = app.rows("select amount || ' ' || lapsed from coupon_records where operation = 'refund' order by id");
    assert_eq!(records, ["20.00 20.00", "15.00 15.00"]);
    app.run_jobs().await;
    app.close().await;
}
