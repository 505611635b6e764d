//! Many at a time: each is decided by itself, and none too many.

use domain::actor::Role;
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::{App, Partner};

use super::{
    NO_QUOTA, cny, days, granted, issue, issued, key, part, quota, reclaim, reseller_quota, results, take, with,
};

/// 100 for five of 40 each: two get it, whoever stands in between is told why not.
#[tokio::test]
async fn one_customer_that_is_refused_leaves_the_others_as_they_are() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let administrator = app.admin_of(&channel.reseller).await;
    let finance = app.colleague(&channel.reseller, "Fay", &[Role::Finance]).await;
    let finance = app.sign_in(&finance.email).await;
    let named = [&channel.other_customer, &channel.customer, &channel.advisory_customer, &channel.reseller];

    let by_finance = issue(&finance, &child, &named, "40.00", json!({})).await;
    let by_administrator = issue(&administrator, &child, &named, "40.00", json!({})).await;
    let too_much = issue(&administrator, &child, &named[1..3], "15.00", json!({})).await;

    let not_theirs = "NOT_FOUND customerId".to_owned();
    assert_eq!(results(&by_finance), [&not_theirs, "ok", "ADVISORY_CUSTOMER customerId", &not_theirs]);
    assert_eq!(results(&by_administrator), [&not_theirs, "ok", "INSUFFICIENT_QUOTA amount", &not_theirs]);
    assert_eq!(results(&too_much), ["ok", "INSUFFICIENT_QUOTA amount"]);
    assert_eq!(quota(&app, &child), "100 = 5 left + 95 issued + 0 granted + 0 returned + 0 lapsed, normal");
    assert_eq!(app.count("coupons"), 3);
    app.run_jobs().await;
    let told: Vec<String> = app.mails().into_iter().map(|mail| format!("{}: {}", mail.to, mail.subject)).collect();
    let letter =
        |amount: &str| format!("{}: Heron Systems Ltd gave you a cash coupon of CNY {amount}", channel.customer.email);
    assert_eq!(told, [letter("40.00"), letter("40.00"), letter("15.00")], "one letter a coupon");
    app.close().await;
}

#[tokio::test]
async fn the_administrator_issues_to_an_advisory_customer_as_well() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let administrator = app.admin_of(&app.channel.reseller).await;

    let answer = issue(&administrator, &child, &[&app.channel.advisory_customer], "10.00", json!({})).await;

    assert_eq!(results(&answer), ["ok"]);
    app.run_jobs().await;
    app.close().await;
}

/// Each refusal names its field, and nothing is written.
#[tokio::test]
async fn what_cannot_be_issued_at_all_is_refused_whole() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let customers: Vec<&Partner> = vec![&channel.customer];
    let many: Vec<String> = (0..101).map(|_| schema::ids::PartyId::new().with_prefix("cus")).collect();
    let (same, audited) = (channel.customer.global_id(), app.count("audit_log"));

    let mut refused = Vec::new();
    for (what, from, amount, more) in [
        ("101 customers", &child, "1.00", json!({ "customerIds": many })),
        ("nobody", &child, "1.00", json!({ "customerIds": [] })),
        ("one twice", &child, "1.00", json!({ "customerIds": [same, same] })),
        ("nothing", &child, "0", json!({})),
        ("less than nothing", &child, "-1.00", json!({})),
        ("half a cent", &child, "1.005", json!({})),
        ("another currency", &child, "1.00", json!({ "faceValue": { "amount": "1.00", "currency": "USD" } })),
        ("the distributor's quota", &parent, "1.00", json!({})),
        ("nobody's quota", &NO_QUOTA.to_owned(), "1.00", json!({})),
        ("a memo of 257 characters", &child, "1.00", json!({ "memo": "x".repeat(257) })),
        ("earlier than the quota", &child, "1.00", json!({ "validFrom": days(&app, -1) })),
        ("later than the quota", &child, "1.00", json!({ "validTo": days(&app, 101) })),
        ("a validity that is over", &child, "1.00", json!({ "validTo": app.clock.now().instant() })),
        ("a validity backwards", &child, "1.00", json!({ "validFrom": days(&app, 9), "validTo": days(&app, 8) })),
        ("no key", &child, "1.00", json!({ "idempotencyKey": "" })),
    ] {
        let answer = issue(&reseller, from, &customers, amount, more).await;
        refused.push(format!("{what}: {}", answer.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    101 customers: INVALID_INPUT customerIds
    nobody: INVALID_INPUT customerIds
    one twice: INVALID_INPUT customerIds
    nothing: INVALID_INPUT faceValue
    less than nothing: INVALID_INPUT faceValue
    half a cent: INVALID_INPUT
    another currency: INVALID_INPUT
    the distributor's quota: NOT_FOUND quotaId
    nobody's quota: NOT_FOUND quotaId
    a memo of 257 characters: INVALID_INPUT memo
    earlier than the quota: OUTSIDE_QUOTA validFrom
    later than the quota: OUTSIDE_QUOTA validTo
    a validity that is over: INVALID_INPUT validTo
    a validity backwards: INVALID_INPUT validTo
    no key: INVALID_INPUT idempotencyKey
    ");
    assert_eq!((app.count("coupons"), app.count("audit_log")), (0, audited));
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn resellers_get_quota_each_by_itself_and_at_most_ten_at_once() {
    let app = App::start().await;
    let channel = &app.channel;
    let parent = granted(&app, &channel.distributor, "100.00", json!({})).await;
    let distributor = app.admin_of(&channel.distributor).await;
    let strangers: Vec<Value> = (0..11)
        .map(|_| json!({ "resellerId": schema::ids::PartyId::new().with_prefix("rsl"), "amount": cny("1.00") }))
        .collect();
    let parts = [
        (&channel.reseller, "60.00"),
        (&channel.solution_provider, "1.00"),
        (&channel.customer, "1.00"),
        (&channel.other_reseller, "60.00"),
    ];

    let mixed = part(&distributor, &parent, &parts, json!({})).await;
    let eleven = part(&distributor, &parent, &[], json!({ "parts": strangers })).await;
    let twice = part(&distributor, &parent, &[parts[0], parts[0]], json!({})).await;
    let nothing = part(&distributor, &parent, &[(&channel.reseller, "0.00")], json!({})).await;
    let nobodys = part(&distributor, NO_QUOTA, &parts[..1], json!({})).await;
    let many: Vec<String> = (0..11).map(|_| schema::ids::CouponQuotaId::new().to_string()).collect();
    let taken = take(&distributor, &many.iter().map(String::as_str).collect::<Vec<_>>(), json!({})).await;

    assert_eq!(results(&mixed), ["ok", "NOT_FOUND resellerId", "NOT_FOUND resellerId", "INSUFFICIENT_QUOTA amount"]);
    assert_eq!(eleven.refusals(), ["INVALID_INPUT parts"]);
    assert_eq!(twice.refusals(), ["INVALID_INPUT parts"]);
    assert_eq!(nothing.refusals(), ["INVALID_INPUT parts"]);
    assert_eq!(nobodys.refusals(), ["NOT_FOUND quotaId"]);
    assert_eq!(taken.refusals(), ["INVALID_INPUT quotaIds"]);
    assert_eq!(quota(&app, &parent), "100 = 40 left + 0 issued + 60 granted + 0 returned + 0 lapsed, normal");
    app.close().await;
}

#[tokio::test]
async fn coupons_are_taken_back_each_by_itself() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let (one, other) = (issued(&app, &child, "10.00", json!({})).await, issued(&app, &child, "20.00", json!({})).await);
    reclaim(&reseller, &[&one], json!({})).await.ok();

    let answer = reclaim(&reseller, &[&one, super::NO_COUPON, &other], json!({ "remark": "Sent in error" })).await;
    let none = reclaim(&reseller, &[], json!({ "idempotencyKey": key() })).await;
    let strangers = app.admin_of(&app.channel.other_reseller).await;
    let not_theirs = reclaim(&strangers, &[&other], with(json!({}), json!({}))).await;

    assert_eq!(results(&answer), ["STATE_CONFLICT couponId", "NOT_FOUND couponId", "ok"]);
    assert_eq!(none.refusals(), ["INVALID_INPUT couponIds"]);
    assert_eq!(results(&not_theirs), ["NOT_FOUND couponId"]);
    assert_eq!(quota(&app, &child), "100 = 100 left + 0 issued + 0 granted + 0 returned + 0 lapsed, normal");
    app.run_jobs().await;
    app.close().await;
}
