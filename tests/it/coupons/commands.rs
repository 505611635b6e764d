//! Sent twice, only tried, and done for somebody else.

use serde_json::{Value, json};
use tests::App;

use super::{granted, issue, issued, key, part, quota, reclaim, reseller_quota, results, take};

/// The repeat answers with the refusals as well, whatever happened since.
#[tokio::test]
async fn a_command_sent_again_is_answered_again_and_carried_out_once() {
    let app = App::start().await;
    let channel = &app.channel;
    let parent = granted(&app, &channel.distributor, "1000.00", json!({})).await;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let same = json!({ "idempotencyKey": key() });
    let parts = [(&channel.reseller, "100.00"), (&channel.customer, "1.00")];

    let given = part(&distributor, &parent, &parts, same.clone()).await;
    let given_again = part(&distributor, &parent, &parts, same.clone()).await;
    let other = part(&distributor, &parent, &parts[..1], same.clone()).await;
    let child = given.ok()["results"][0]["quota"]["id"].as_str().unwrap().to_owned();
    let customers = [&channel.other_customer, &channel.customer];
    let first = issue(&reseller, &child, &customers, "60.00", same.clone()).await;
    let again = issue(&reseller, &child, &customers, "60.00", same.clone()).await;
    let coupon = first.ok()["results"][1]["coupon"]["id"].as_str().unwrap().to_owned();
    let back = reclaim(&reseller, &[&coupon], same.clone()).await;
    let back_again = reclaim(&reseller, &[&coupon], same.clone()).await;
    let taken = take(&distributor, &[&child], same.clone()).await;
    let taken_again = take(&distributor, &[&child], same).await;

    for (one, two) in [(&given, &given_again), (&first, &again), (&back, &back_again), (&taken, &taken_again)] {
        assert_eq!((&one.ok()["replayed"], &two.ok()["replayed"]), (&json!(false), &json!(true)));
        assert_eq!(results(one), results(two));
    }
    assert_eq!(results(&again), ["NOT_FOUND customerId", "ok"]);
    assert_eq!(back_again.ok()["results"][0]["amount"]["amount"], "60.00");
    assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    assert_eq!((app.count("coupons"), app.count("coupon_quotas")), (1, 2));
    app.run_jobs().await;
    app.close().await;
}

/// Every table that a command might write to.
fn written(app: &App) -> Vec<i64> {
    let tables = [
        "coupon_quotas",
        "coupons",
        "coupon_quota_records",
        "coupon_records",
        "audit_log",
        "mails",
        "jobs",
        "idempotency_keys",
    ];
    tables.iter().map(|table| app.count(table)).collect()
}

#[tokio::test]
async fn what_is_only_tried_answers_alike_and_writes_nothing() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "10.00", json!({})).await;
    app.run_jobs().await;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let (before, stands) = (written(&app), [quota(&app, &parent), quota(&app, &child)]);
    let customers = [&channel.customer, &channel.other_customer];
    let parts = [(&channel.other_reseller, "50.00"), (&channel.customer, "1.00")];

    let mut lines = Vec::new();
    for dry in [true, false] {
        let more = json!({ "dryRun": dry, "idempotencyKey": key() });
        let granting = super::grant(&app.finance().await, &app, &channel.solution_provider, "5.00", more.clone()).await;
        let answers = [
            part(&distributor, &parent, &parts, more.clone()).await,
            issue(&reseller, &child, &customers, "30.00", more.clone()).await,
            reclaim(&reseller, &[&held], more.clone()).await,
            take(&distributor, &[&child], more).await,
        ];
        assert_eq!(granting.ok()["dryRun"], dry);
        let shown: Vec<Value> = answers.iter().map(|answer| answer.ok()["dryRun"].clone()).collect();
        assert_eq!(shown, [dry, dry, dry, dry]);
        let amounts = |at: usize| answers[at].ok()["results"][0]["amount"]["amount"].clone();
        lines.push((answers.iter().map(results).collect::<Vec<_>>(), amounts(2), amounts(3)));
        if dry {
            // Signing in writes lines of its own.
            let audited = app.rows("select count(*) from audit_log where operation like 'session.%'");
            assert_eq!(written(&app)[..4], before[..4], "nothing but sign-ins: {audited:?}");
            assert_eq!(written(&app)[5..], before[5..]);
            assert_eq!([quota(&app, &parent), quota(&app, &child)], stands);
        }
    }

    let (tried, done) = (lines.remove(0), lines.remove(0));
    assert_eq!(tried.0, done.0);
    assert_eq!((tried.1, done.1), (json!("10.00"), json!("10.00")));
    assert_eq!((tried.2, done.2), (json!("90.00"), json!("70.00")), "each trial begins from what is");
    app.run_jobs().await;
    app.close().await;
}

/// domain.md Q-02: the reseller's quota, and both of them in the log.
#[tokio::test]
async fn a_distributor_issues_and_takes_back_for_its_reseller() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let (distributor, stranger) =
        (app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_distributor).await);
    let acting = json!({ "actingForId": channel.reseller.global_id() });

    let own = issue(&distributor, &child, &[&channel.customer], "10.00", json!({})).await;
    let refused = issue(&stranger, &child, &[&channel.customer], "10.00", acting.clone()).await;
    let given = issue(&distributor, &child, &[&channel.customer], "10.00", acting.clone()).await;
    let coupon = given.ok()["results"][0]["coupon"]["id"].as_str().unwrap().to_owned();
    let back = reclaim(&distributor, &[&coupon], acting).await;

    assert_eq!(own.refusals(), ["NOT_FOUND quotaId"], "it is the reseller's to issue from");
    assert_eq!(refused.refusals(), ["NOT_YOUR_RESELLER actingForId"]);
    assert_eq!((results(&given), results(&back)), (vec!["ok".to_owned()], vec!["ok".to_owned()]));
    let acted = app.rows(
        "select operation || ' ' || (details ? 'actingFor')::text from audit_log where operation like 'coupon.%' order by position",
    );
    assert_eq!(acted, ["coupon.issue true", "coupon.reclaim true"]);
    app.run_jobs().await;
    app.close().await;
}
