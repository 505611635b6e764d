//! What was done, as each side reads it.

use serde_json::{Value, json};
use tests::{App, Person};

use super::{give_back, granted, issued, part, reclaim, reseller_quota, spend, take};

const OF_COUPON: &str = "query($id: ID!) { node(id: $id) { ... on Coupon { records(order: OLDEST_FIRST) { totalCount nodes {
    operation referenceCode amount { amount } lapsed { amount } result remark operator { name } counterparty { name } } } } } }";
const OF_QUOTA: &str = "query($id: ID!) { node(id: $id) { ... on CouponQuota { records(order: OLDEST_FIRST) { totalCount nodes {
    operation referenceCode amount { amount } lapsed { amount } result remark operator { name } counterparty { name } } } } } }";

async fn lines(person: &Person<'_>, query: &str, id: &str) -> Vec<String> {
    let answer = person.query(query, json!({ "id": id })).await;
    let records = &answer.data()["node"]["records"];
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |it: &Value| {
        format!(
            "{} {} {} lapsed {} {} by {} with {}: {}",
            text(&it["operation"]),
            it["referenceCode"],
            text(&it["amount"]["amount"]),
            text(&it["lapsed"]["amount"]),
            text(&it["result"]),
            text(&it["operator"]["name"]),
            text(&it["counterparty"]["name"]),
            text(&it["remark"])
        )
    };
    let nodes = records["nodes"].as_array().unwrap();
    assert_eq!(records["totalCount"], nodes.len());
    nodes.iter().map(line).collect()
}

#[tokio::test]
async fn a_coupons_records_tell_its_life_to_both_sides() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "50.00", json!({})).await;
    spend(&app, 1, "20.00").await;
    give_back(&app, 1, "5.00").await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let more = json!({ "remark": "Sent in error" });
    reclaim(&reseller, &[&held], more.clone()).await.ok();
    reclaim(&reseller, &[&held], more).await.ok();

    insta::assert_snapshot!(lines(&reseller, OF_COUPON, &held).await.join("\n"), @"
    ISSUE 1 50.00 lapsed 0.00 DONE by Robin with La***: -
    REFUND 5 5.00 lapsed 0.00 DONE by - with La***: -
    RECLAIM 2 35.00 lapsed 0.00 DONE by Robin with La***: Sent in error
    RECLAIM 2 0.00 lapsed 0.00 REFUSED by Robin with La***: Sent in error
    ");
    let customer = app.admin_of(&app.channel.customer).await;
    insta::assert_snapshot!(lines(&customer, OF_COUPON, &held).await.join("\n"), @"
    ISSUE 1 50.00 lapsed 0.00 DONE by - with Lantern Foods Ltd: -
    REFUND 5 5.00 lapsed 0.00 DONE by - with Lantern Foods Ltd: -
    RECLAIM 2 35.00 lapsed 0.00 DONE by - with Lantern Foods Ltd: Sent in error
    RECLAIM 2 0.00 lapsed 0.00 REFUSED by - with Lantern Foods Ltd: Sent in error
    ");
    app.run_jobs().await;
    app.close().await;
}

/// Who gave a quota reads there what it gave on; a reseller reads its own alone.
#[tokio::test]
async fn a_quotas_records_tell_what_was_given_on() {
    let app = App::start().await;
    let channel = &app.channel;
    let parent = granted(&app, &channel.distributor, "1000.00", json!({ "remark": "Spring" })).await;
    let distributor = app.admin_of(&channel.distributor).await;
    let parts = [(&channel.reseller, "100.00"), (&channel.other_reseller, "50.00")];
    let given = part(&distributor, &parent, &parts, json!({})).await;
    let child = given.ok()["results"][0]["quota"]["id"].as_str().unwrap().to_owned();
    take(&distributor, &[&child], json!({ "remark": "Not used" })).await.ok();

    insta::assert_snapshot!(lines(&distributor, OF_QUOTA, &parent).await.join("\n"), @"
    ISSUE 10 1000.00 lapsed 0.00 DONE by - with 长江云分销有限公司: Spring
    ISSUE 10 100.00 lapsed 0.00 DONE by Robin with Heron Systems Ltd: -
    ISSUE 10 50.00 lapsed 0.00 DONE by Robin with Mekong Data Ltd: -
    RECLAIM 11 100.00 lapsed 0.00 DONE by Robin with Heron Systems Ltd: Not used
    ");
    let reseller = app.admin_of(&channel.reseller).await;
    insta::assert_snapshot!(lines(&reseller, OF_QUOTA, &child).await.join("\n"), @"
    ISSUE 10 100.00 lapsed 0.00 DONE by - with Heron Systems Ltd: -
    RECLAIM 11 100.00 lapsed 0.00 DONE by - with Heron Systems Ltd: Not used
    ");
    app.close().await;
}
