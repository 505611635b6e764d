//! Who sees which quota and coupon, for how long, and what of them.

use chrono::TimeDelta;
use domain::actor::Role;
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::{App, Person};

use super::{days, expire, granted, issue, issued, reclaim, reseller_quota};

const COUPON: &str =
    "query($id: ID!) { node(id: $id) { ... on Coupon { id memo quota { id } issuer { name } customer { name }
    availableActions { action allowed reason } } } }";
const LISTS: &str = "{ coupons { totalCount nodes { id } } couponQuotas { totalCount nodes { id } } }";

/// How many coupons and quotas the lists have.
async fn counts(person: &Person<'_>) -> (usize, usize) {
    let answer = person.query(LISTS, json!({})).await;
    let count = |list: &str| {
        let found = answer.data()[list]["nodes"].as_array().unwrap().len();
        assert_eq!(answer.data()[list]["totalCount"], found);
        found
    };
    (count("coupons"), count("couponQuotas"))
}

async fn coupon(person: &Person<'_>, id: &str) -> Value {
    person.query(COUPON, json!({ "id": id })).await.data()["node"].clone()
}

#[tokio::test]
async fn each_sees_what_is_theirs() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "10.00", json!({ "memo": "For the trade fair" })).await;
    granted(&app, &channel.solution_provider, "5.00", json!({})).await;

    let mut seen = Vec::new();
    for party in [
        &channel.vendor,
        &channel.distributor,
        &channel.reseller,
        &channel.customer,
        &channel.advisory_customer,
        &channel.other_customer,
        &channel.other_reseller,
        &channel.other_distributor,
        &channel.solution_provider,
    ] {
        let person = app.admin_of(party).await;
        let (node, (coupons, quotas)) = (coupon(&person, &held).await, counts(&person).await);
        let of = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let line =
            [of(&node["memo"]), of(&node["quota"]["id"]).replace(&child, "quota"), of(&node["customer"]["name"])];
        seen.push(format!("{}: {coupons} coupons, {quotas} quotas; {}", party.name, line.join(", ")));
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    Vendor Cloud Ltd: 1 coupons, 3 quotas; -, quota, La***
    长江云分销有限公司: 1 coupons, 2 quotas; -, quota, La***
    Heron Systems Ltd: 1 coupons, 1 quotas; For the trade fair, quota, La***
    Lantern Foods Ltd: 1 coupons, 0 quotas; -, -, Lantern Foods Ltd
    Harbour Ltd: 0 coupons, 0 quotas; -, -, -
    Fern Clinics Ltd: 0 coupons, 0 quotas; -, -, -
    Mekong Data Ltd: 0 coupons, 0 quotas; -, -, -
    Delta Distribution Ltd: 0 coupons, 0 quotas; -, -, -
    Alder Solutions Inc.: 0 coupons, 1 quotas; -, -, -
    ");
    let reseller = app.admin_of(&channel.reseller).await;
    let above = reseller.query("query($id: ID!) { node(id: $id) { id } }", json!({ "id": parent })).await;
    assert_eq!(above.data()["node"], Value::Null, "what the distributor has is its own business");
    app.run_jobs().await;
    app.close().await;
}

/// Invariant 14, domain.md 1.8: no coupon management for account managers, and none for directors.
#[tokio::test]
async fn account_managers_see_and_do_nothing_with_coupons() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, _) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "10.00", json!({})).await;
    let manager = app.colleague(&channel.reseller, "Mia", &[Role::AccountManager]).await;
    let director = app.colleague(&channel.reseller, "Dora", &[Role::ManagerDirector]).await;
    app.assign(&channel.reseller, &channel.customer, &manager);

    for email in [&manager.email, &director.email] {
        let person = app.sign_in(email).await;
        assert_eq!((counts(&person).await, coupon(&person, &held).await), ((0, 0), Value::Null));
        let customers = [&channel.customer];
        assert_eq!(issue(&person, &child, &customers, "1.00", json!({})).await.refusals(), ["FORBIDDEN"]);
        assert_eq!(reclaim(&person, &[&held], json!({})).await.refusals(), ["FORBIDDEN"]);
    }
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn everybody_is_told_what_they_can_do() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "10.00", json!({})).await;
    const QUOTA: &str =
        "query($id: ID!) { node(id: $id) { ... on CouponQuota { availableActions { action allowed } } } }";
    let offers = |node: &Value| {
        let actions = node["availableActions"].as_array().cloned().unwrap_or_default();
        let allowed =
            actions.iter().filter(|it| it["allowed"] == true).map(|it| it["action"].as_str().unwrap().to_owned());
        allowed.collect::<Vec<_>>().join(" ")
    };

    let mut told = Vec::new();
    for party in [&channel.vendor, &channel.distributor, &channel.reseller, &channel.customer] {
        let person = app.admin_of(party).await;
        for id in [&parent, &child] {
            let answer = person.query(QUOTA, json!({ "id": id })).await;
            told.push(offers(&answer.data()["node"]));
        }
        told.push(offers(&coupon(&person, &held).await));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    couponQuotaReclaim couponQuotaFreeze


    couponIssue couponQuotaIssue
    couponQuotaReclaim couponQuotaFreeze


    couponIssue
    couponReclaim couponFreeze
    ");
    app.run_jobs().await;
    app.close().await;
}

/// domain.md C-10: what ended stays in the lists of partners for 12 months, of customers for 6; the vendor keeps it.
#[tokio::test]
async fn what_ended_long_ago_leaves_the_lists() {
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({ "validTo": days(&app, 1000) })).await;
    issued(&app, &child, "10.00", json!({ "validTo": days(&app, 1) })).await;
    issued(&app, &child, "10.00", json!({})).await;

    let mut lists = Vec::new();
    for later in [1, 183, 1, 180, 1] {
        app.later(TimeDelta::days(later));
        let mut found = Vec::new();
        for party in [&app.channel.customer, &app.channel.reseller, &app.channel.vendor] {
            found.push(counts(&app.admin_of(party).await).await.0.to_string());
        }
        lists.push(format!("{}: {}", app.clock.now().date(), found.join(", ")));
    }

    let kept = [
        "2026-03-11: 2, 2, 2",
        "2026-09-10: 2, 2, 2",
        "2026-09-11: 1, 2, 2",
        "2027-03-10: 1, 2, 2",
        "2027-03-11: 1, 1, 2",
    ];
    assert_eq!(lists, kept, "to the customer, the reseller and the vendor");
    expire(&app).await;
    assert_eq!(counts(&app.admin_of(&app.channel.reseller).await).await.0, 1, "written down, it is the same");
    app.close().await;
}

/// What a query costs does not depend on how many rows it finds.
#[tokio::test]
async fn lists_take_the_same_statements_for_every_size() {
    const QUOTAS: &str = "{ couponQuotas(first: 30) { totalCount nodes { holder { name } giver { name } parent { id }
        issuedQuotas(first: 3) { totalCount nodes { id } }
        records(first: 3) { totalCount nodes { quota { id } operator { name } } } } } }";
    const COUPONS: &str = "{ coupons(first: 30) { totalCount nodes { quota { id } issuer { name } customer { name }
        records(first: 3) { totalCount nodes { counterparty { name } operator { name } } } } } }";
    let app = App::start().await;
    let (child, _) = reseller_quota(&app, json!({})).await;
    issued(&app, &child, "1.00", json!({})).await;
    let distributor = app.admin_of(&app.channel.distributor).await;
    let cost = async || {
        let mut costs = Vec::new();
        for query in [QUOTAS, COUPONS] {
            let before = app.db.statements();
            let answer = distributor.query(query, json!({})).await;
            assert!(answer.data().is_object());
            costs.push(app.db.statements() - before);
        }
        costs
    };

    // The first time, connections are opened.
    cost().await;
    let small = cost().await;
    for _ in 0..4 {
        let (child, _) = reseller_quota(&app, json!({})).await;
        issued(&app, &child, "1.00", json!({})).await;
        issued(&app, &child, "1.00", json!({})).await;
    }

    assert_eq!(small, cost().await);
    app.run_jobs().await;
    app.close().await;
}
