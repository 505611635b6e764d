//! Time ends coupons and quotas, before any job writes it down.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{App, Person};

use super::{coupon, days, expire, granted, issue, issued, part, quota, reclaim, reseller_quota, results, spend, take};

async fn states(person: &Person<'_>, query: &str) -> Vec<String> {
    let answer = person.query(query, json!({})).await;
    let list = answer.data().as_object().unwrap().values().next().unwrap()["nodes"].as_array().unwrap().clone();
    list.iter().map(|node: &Value| node["state"].as_str().unwrap().to_owned()).collect()
}

/// The coupon ends on day 3 and its quota on day 100: what is left goes back.
#[tokio::test]
async fn what_a_coupon_did_not_spend_goes_back_to_its_quota() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let short = issued(&app, &child, "60.00", json!({ "validTo": days(&app, 3) })).await;
    spend(&app, 1, "20.00").await;
    app.later(TimeDelta::days(3));

    let reseller = app.admin_of(&app.channel.reseller).await;
    let seen = states(&reseller, "{ coupons { nodes { state } } }").await;
    let (expired, usable) = (
        states(&reseller, "{ coupons(filter: { state: EXPIRED }) { nodes { state } } }").await,
        states(&reseller, "{ coupons(filter: { state: USABLE }) { nodes { state } } }").await,
    );
    let refused = reclaim(&reseller, &[&short], json!({})).await;
    assert_eq!((seen, expired, usable), (vec!["EXPIRED".to_owned()], vec!["EXPIRED".to_owned()], vec![]));
    assert_eq!(results(&refused), ["STATE_CONFLICT couponId"]);
    assert_eq!(
        coupon(&app, &short),
        "60 = 40 left + 20 spent + 0 returned + 0 lapsed, usable",
        "nothing is written yet"
    );

    expire(&app).await;

    assert_eq!(coupon(&app, &short), "60 = 0 left + 20 spent + 40 returned + 0 lapsed, expired");
    assert_eq!(quota(&app, &child), "100 = 80 left + 20 issued + 0 granted + 0 returned + 0 lapsed, normal");
    let by = app.rows("select actor || ' ' || operation from audit_log where operation like '%.expire'");
    assert_eq!(by, ["system:expire_coupons coupon.expire"]);
    app.close().await;
}

/// Both end on day 100: what is left has nowhere to go. What the reseller did not issue lapses as well, for its
/// distributor's quota ends at the same instant.
#[tokio::test]
async fn what_ends_together_with_its_quota_lapses() {
    let app = App::start().await;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "60.00", json!({})).await;
    app.later(TimeDelta::days(100));

    let (distributor, reseller) =
        (app.admin_of(&app.channel.distributor).await, app.admin_of(&app.channel.reseller).await);
    let seen = states(&distributor, "{ couponQuotas(filter: { state: EXPIRED }) { nodes { state } } }").await;
    let customer = [&app.channel.customer];
    let refused = issue(&reseller, &child, &customer, "1.00", json!({})).await;
    let parting = part(&distributor, &parent, &[(&app.channel.reseller, "1.00")], json!({})).await;
    let taking = take(&distributor, &[&child], json!({})).await;
    assert_eq!(seen, ["EXPIRED", "EXPIRED"]);
    let over = vec!["STATE_CONFLICT quotaId".to_owned()];
    assert_eq!((results(&refused), results(&parting), results(&taking)), (over.clone(), over.clone(), over));

    expire(&app).await;

    assert_eq!(coupon(&app, &held), "60 = 0 left + 0 spent + 0 returned + 60 lapsed, expired");
    assert_eq!(quota(&app, &child), "100 = 0 left + 60 issued + 0 granted + 0 returned + 40 lapsed, expired");
    assert_eq!(quota(&app, &parent), "1000 = 0 left + 0 issued + 100 granted + 0 returned + 900 lapsed, expired");
    app.close().await;
}

/// The vendor's quota may be prolonged after the distributor's was cut from it: then the parent outlives the child.
#[tokio::test]
async fn what_a_reseller_did_not_issue_goes_back_to_a_quota_that_lasts_longer() {
    let app = App::start().await;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    app.sql("update coupon_quotas set valid_to = valid_to - interval '50 days' where parent_id is not null");
    let held = issued(&app, &child, "60.00", json!({})).await;
    app.later(TimeDelta::days(60));

    expire(&app).await;

    assert_eq!(coupon(&app, &held), "60 = 0 left + 0 spent + 0 returned + 60 lapsed, expired");
    assert_eq!(quota(&app, &child), "100 = 0 left + 60 issued + 0 granted + 40 returned + 0 lapsed, expired");
    assert_eq!(quota(&app, &parent), "1000 = 940 left + 0 issued + 60 granted + 0 returned + 0 lapsed, normal");
    app.close().await;
}

/// What goes back is decided by when it ended: a job that comes after both writes what two would have written.
#[tokio::test]
async fn a_job_that_is_late_and_one_that_runs_twice_write_the_same() {
    let mut outcomes = Vec::new();
    for late in [false, true] {
        let app = App::start().await;
        let own = granted(&app, &app.channel.distributor, "1000.00", json!({})).await;
        let (child, _) = reseller_quota(&app, json!({})).await;
        app.sql("update coupon_quotas set valid_to = valid_to - interval '50 days' where parent_id is not null");
        let short = issued(&app, &child, "60.00", json!({ "validTo": days(&app, 3) })).await;
        spend(&app, 1, "20.00").await;
        for day in [3, 57, 60] {
            app.later(TimeDelta::days(day));
            if !late || day == 60 {
                expire(&app).await;
                expire(&app).await;
            }
        }
        let mut rows = app.rows("select value || ' ' || balance || ' ' || issued || ' ' || granted || ' ' || returned || ' ' || lapsed || ' ' || state from coupon_quotas order by id");
        rows.push(coupon(&app, &short));
        rows.push(quota(&app, &own));
        outcomes.push(rows);
        app.close().await;
    }

    assert_eq!(outcomes[0], outcomes[1]);
}

#[tokio::test]
async fn a_coupon_whose_time_has_come_is_usable_and_is_written_so() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "60.00", json!({ "validFrom": days(&app, 1) })).await;
    let customer = app.admin_of(&app.channel.customer).await;
    let before = states(&customer, "{ coupons { nodes { state } } }").await;
    app.later(TimeDelta::days(1));

    let customer = app.admin_of(&app.channel.customer).await;
    let after = states(&customer, "{ coupons { nodes { state } } }").await;
    expire(&app).await;

    assert_eq!((before, after), (vec!["NOT_ACTIVATED".to_owned()], vec!["USABLE".to_owned()]));
    assert_eq!(coupon(&app, &held), "60 = 60 left + 0 spent + 0 returned + 0 lapsed, usable");
    assert_eq!(app.rows("select operation from coupon_records"), ["issue"], "time alone is no operation");
    app.close().await;
}

#[tokio::test]
async fn quota_whose_time_has_not_come_is_not_issued_from() {
    let app = App::start().await;
    let (own, more) = (&app.channel.distributor, json!({ "validFrom": days(&app, 1) }));
    let parent = granted(&app, own, "100.00", more).await;
    let parts = [(&app.channel.reseller, "10.00")];

    let early = part(&app.admin_of(own).await, &parent, &parts, json!({})).await;
    app.later(TimeDelta::days(1));
    let then = part(&app.admin_of(own).await, &parent, &parts, json!({})).await;

    assert_eq!((results(&early), results(&then)), (vec!["STATE_CONFLICT quotaId".to_owned()], vec!["ok".to_owned()]));
    app.close().await;
}
