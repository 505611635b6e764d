//! domain.md 13.1, example 11, with its numbers.

use serde_json::json;
use tests::App;

use super::{coupon, granted, issue, issued, part, quota, reclaim, spend, take};

#[tokio::test]
async fn quota_goes_down_and_what_is_not_issued_comes_back() {
    let app = App::start().await;
    let channel = &app.channel;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let parent = granted(&app, &channel.distributor, "1000.00", json!({})).await;

    let parts = [(&channel.reseller, "100.00"), (&channel.other_reseller, "100.00")];
    let given = part(&distributor, &parent, &parts, json!({})).await;
    let children: Vec<String> =
        (0..2).map(|at| given.ok()["results"][at]["quota"]["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(quota(&app, &parent), "1000 = 800 left + 0 issued + 200 granted + 0 returned + 0 lapsed, normal");

    let held = issued(&app, &children[0], "60.00", json!({})).await;
    assert_eq!(spend(&app, 1, "20.00").await, ["20.00"]);
    let taken = take(&distributor, &[&children[0]], json!({})).await;

    let result = &taken.ok()["results"][0];
    assert_eq!((&result["amount"]["amount"], &result["lapsed"]["amount"]), (&json!("40.00"), &json!("0.00")));
    assert_eq!(quota(&app, &children[0]), "100 = 0 left + 60 issued + 0 granted + 40 returned + 0 lapsed, reclaimed");
    assert_eq!(quota(&app, &parent), "1000 = 840 left + 0 issued + 160 granted + 0 returned + 0 lapsed, normal");
    assert_eq!(coupon(&app, &held), "60 = 40 left + 20 spent + 0 returned + 0 lapsed, usable", "it stays");

    let back = reclaim(&reseller, &[&held], json!({})).await;

    let result = &back.ok()["results"][0];
    assert_eq!((&result["amount"]["amount"], &result["lapsed"]["amount"]), (&json!("40.00"), &json!("40.00")));
    assert_eq!(coupon(&app, &held), "60 = 0 left + 20 spent + 0 returned + 40 lapsed, reclaimed");
    assert_eq!(quota(&app, &children[0]), "100 = 0 left + 60 issued + 0 granted + 40 returned + 0 lapsed, reclaimed");
    assert_eq!(quota(&app, &children[1]), "100 = 100 left + 0 issued + 0 granted + 0 returned + 0 lapsed, normal");
    app.run_jobs().await;
    app.close().await;
}

/// The same while the reseller's quota holds.
#[tokio::test]
async fn what_is_not_spent_goes_back_to_a_quota_that_holds() {
    let app = App::start().await;
    let channel = &app.channel;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let parent = granted(&app, &channel.distributor, "1000.00", json!({})).await;
    let given = part(&distributor, &parent, &[(&channel.reseller, "100.00")], json!({})).await;
    let child = given.ok()["results"][0]["quota"]["id"].as_str().unwrap().to_owned();
    let held = issued(&app, &child, "60.00", json!({})).await;
    spend(&app, 1, "20.00").await;

    let back = reclaim(&reseller, &[&held], json!({})).await;
    let again = issue(&reseller, &child, &[&channel.customer], "80.00", json!({})).await;

    let result = &back.ok()["results"][0];
    assert_eq!((&result["amount"]["amount"], &result["lapsed"]["amount"]), (&json!("40.00"), &json!("0.00")));
    assert_eq!(coupon(&app, &held), "60 = 0 left + 20 spent + 40 returned + 0 lapsed, reclaimed");
    assert_eq!(
        again.ok()["results"][0]["coupon"]["balance"]["amount"],
        "80.00",
        "20 were spent, 80 can be issued again"
    );
    assert_eq!(quota(&app, &child), "100 = 0 left + 100 issued + 0 granted + 0 returned + 0 lapsed, normal");
    app.run_jobs().await;
    app.close().await;
}
