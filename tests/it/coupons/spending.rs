//! Which coupons pay for a charge, and how much (domain.md C-11; invariant 12).

use serde_json::json;
use tests::App;

use super::{coupon, days, issued, reseller_quota, spend};

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
