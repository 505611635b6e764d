//! Many hands on one quota and one coupon.

use futures_util::future::join_all;
use serde_json::json;
use tests::App;

use super::{coupon, granted, issue, issued, part, quota, reclaim, reseller_quota, results, spend, take};

/// Eight times 40 of 100: two find enough, whoever comes first.
#[tokio::test]
async fn issues_at_one_moment_never_overdraw_a_quota() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let customers = [&channel.customer, &channel.advisory_customer];

    let coupons =
        join_all((0..8).map(|at| issue(&reseller, &child, &customers[at % 2..=at % 2], "40.00", json!({})))).await;
    let both = [(&channel.reseller, "200.00"), (&channel.other_reseller, "200.00")];
    let quotas = join_all((0..4).map(|_| part(&distributor, &parent, &both, json!({})))).await;

    let given = |answers: &[tests::Answer]| answers.iter().flat_map(results).filter(|it| it == "ok").count();
    assert_eq!((given(&coupons), given(&quotas)), (2, 4));
    assert_eq!(quota(&app, &child), "100 = 20 left + 80 issued + 0 granted + 0 returned + 0 lapsed, normal");
    assert_eq!(quota(&app, &parent), "1000 = 100 left + 0 issued + 900 granted + 0 returned + 0 lapsed, normal");
    app.run_jobs().await;
    app.close().await;
}

/// Two charges and a reclaim of one coupon: it pays what it has, once.
#[tokio::test]
async fn charges_at_one_moment_spend_a_coupon_once() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "50.00", json!({})).await;

    let paid = join_all((1..=4).map(|number| spend(&app, number, "20.00"))).await;

    let mut paid: Vec<String> = paid.into_iter().flatten().collect();
    paid.sort();
    assert_eq!(paid, ["10.00", "20.00", "20.00"]);
    assert_eq!(coupon(&app, &held), "50 = 0 left + 50 spent + 0 returned + 0 lapsed, used");
    app.run_jobs().await;
    app.close().await;
}

/// Up and down at once, over the same quotas in different orders: nobody waits for who waits for them.
#[tokio::test]
async fn giving_and_taking_at_one_moment_end() {
    let app = App::start().await;
    let channel = &app.channel;
    let parent = granted(&app, &channel.distributor, "1000.00", json!({})).await;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let mut children = Vec::new();
    for _ in 0..3 {
        let given = part(&distributor, &parent, &[(&channel.reseller, "100.00")], json!({})).await;
        children.push(given.ok()["results"][0]["quota"]["id"].as_str().unwrap().to_owned());
    }
    let held = issued(&app, &children[2], "50.00", json!({})).await;
    let (forth, back): (Vec<&str>, Vec<&str>) =
        (children.iter().map(String::as_str).collect(), children.iter().rev().map(String::as_str).collect());

    let customers = [&channel.advisory_customer, &channel.customer];
    let reversed = [customers[1], customers[0]];
    let held = [held.as_str()];
    let parts = [(&channel.other_reseller, "10.00"), (&channel.reseller, "10.00")];
    let (one, two, three, four, five, six) = tokio::join!(
        take(&distributor, &forth, json!({})),
        take(&distributor, &back, json!({})),
        issue(&reseller, &children[0], &customers, "10.00", json!({})),
        issue(&reseller, &children[1], &reversed, "10.00", json!({})),
        part(&distributor, &parent, &parts, json!({})),
        reclaim(&reseller, &held, json!({})),
    );

    let taken = results(&one).into_iter().chain(results(&two)).filter(|it| it == "ok").count();
    assert_eq!(taken, 3, "each once");
    for answer in [&three, &four, &five, &six] {
        answer.ok();
    }
    app.run_jobs().await;
    app.close().await;
}
