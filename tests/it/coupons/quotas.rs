//! Who gives quota to whom.

use domain::actor::Role;
use domain::clock::Clock;
use domain::party::{self, EdgeKind, Kind, Locale};
use serde_json::json;
use tests::App;

use super::{cny, days, grant, granted, part, quota, results, take};

/// Domain.md C-1: from the vendor, to partners that stand under it.
#[tokio::test]
async fn the_vendor_grants_quota_to_its_partners_and_to_nobody_else() {
    let app = App::start().await;
    let channel = &app.channel;
    let finance = app.finance().await;
    let subsidy = {
        let now = app.clock.now();
        let entered = app.db.tx(move |conn| {
            let actor = domain::actor::Actor::system("test");
            let vendor = party::vendor(conn)?.unwrap();
            let party = party::enter(conn, now, &actor, Kind::GovSubsidy, "City Fund", Locale::En)?;
            party::associate(conn, now, &actor, EdgeKind::Partner, vendor.id, party.id)?;
            Ok::<_, party::Error>(party)
        });
        entered.await.unwrap().id.with_prefix("gov")
    };

    let mut answers = Vec::new();
    for holder in
        [&channel.distributor, &channel.solution_provider, &channel.reseller, &channel.customer, &channel.vendor]
    {
        answers.push(grant(&finance, &app, holder, "10.00", json!({})).await.refusals().join(", "));
    }
    let more = json!({ "holderId": subsidy });
    answers.push(grant(&finance, &app, &channel.distributor, "10.00", more).await.refusals().join(", "));

    let none = "NOT_FOUND holderId";
    assert_eq!(answers, ["", "", none, none, none, ""]);
    app.close().await;
}

#[tokio::test]
async fn what_cannot_be_granted_is_refused() {
    let app = App::start().await;
    let finance = app.finance().await;
    let names: Vec<String> = (0..11).map(|at| format!("s{at}")).collect();

    let mut refused = Vec::new();
    for (what, more) in [
        ("nothing", json!({ "value": cny("0.00") })),
        ("a validity that is over", json!({ "validTo": app.clock.now().instant() })),
        ("a validity backwards", json!({ "validFrom": days(&app, 9), "validTo": days(&app, 8) })),
        ("11 service types", json!({ "restrictions": { "serviceTypes": names } })),
        ("11 products", json!({ "restrictions": { "products": names } })),
        ("a service type with a blank", json!({ "restrictions": { "serviceTypes": ["a b"] } })),
        ("less than nothing at least", json!({ "restrictions": { "minCharge": cny("-1.00") } })),
        ("a remark of 257 characters", json!({ "remark": "x".repeat(257) })),
    ] {
        let answer = grant(&finance, &app, &app.channel.distributor, "10.00", more).await;
        refused.push(format!("{what}: {}", answer.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    nothing: INVALID_INPUT value
    a validity that is over: INVALID_INPUT validTo
    a validity backwards: INVALID_INPUT validTo
    11 service types: INVALID_INPUT serviceTypes
    11 products: INVALID_INPUT products
    a service type with a blank: INVALID_INPUT serviceTypes
    less than nothing at least: INVALID_INPUT minCharge
    a remark of 257 characters: INVALID_INPUT remark
    ");
    assert_eq!(app.count("coupon_quotas"), 0);
    app.close().await;
}

/// The permission, and the kind of party: a distributor grants nothing, the vendor issues nothing to resellers.
#[tokio::test]
async fn only_the_money_people_of_vendor_and_distributor_give_quota() {
    let app = App::start().await;
    let channel = &app.channel;
    let parent = granted(&app, &channel.distributor, "100.00", json!({})).await;
    let forbidden = vec!["FORBIDDEN".to_owned()];
    let operations = app.colleague(&channel.distributor, "Olga", &[Role::Operations]).await;
    let parts = [(&channel.reseller, "1.00")];

    let (operations, distributor) = (app.sign_in(&operations.email).await, app.admin_of(&channel.distributor).await);
    let reseller = app.admin_of(&channel.reseller).await;
    for person in [&app.operations().await, &distributor, &reseller, &app.admin_of(&channel.customer).await] {
        assert_eq!(grant(person, &app, &channel.distributor, "1.00", json!({})).await.refusals(), forbidden);
    }
    for person in [&app.finance().await, &operations, &reseller] {
        assert_eq!(part(person, &parent, &parts, json!({})).await.refusals(), forbidden);
    }
    assert_eq!(take(&reseller, &[&parent], json!({})).await.refusals(), forbidden);
    let child = part(&distributor, &parent, &parts, json!({})).await;
    let child = child.ok()["results"][0]["quota"]["id"].as_str().unwrap().to_owned();

    let by_holder = take(&distributor, &[&parent], json!({})).await;
    let by_vendor = take(&app.finance().await, &[&child], json!({})).await;
    let by_stranger = take(&app.admin_of(&channel.other_distributor).await, &[&child], json!({})).await;

    for answer in [by_holder, by_vendor, by_stranger] {
        assert_eq!(results(&answer), ["NOT_FOUND quotaId"], "only who gave it takes it back");
    }
    assert_eq!(quota(&app, &child), "1 = 1 left + 0 issued + 0 granted + 0 returned + 0 lapsed, normal");
    app.close().await;
}

/// What a child returns to a parent that the vendor took back has nowhere to go.
#[tokio::test]
async fn quota_returned_to_a_quota_that_no_longer_holds_lapses() {
    let app = App::start().await;
    let channel = &app.channel;
    let parent = granted(&app, &channel.distributor, "100.00", json!({})).await;
    let distributor = app.admin_of(&channel.distributor).await;
    let child = part(&distributor, &parent, &[(&channel.reseller, "30.00")], json!({})).await;
    let child = child.ok()["results"][0]["quota"]["id"].as_str().unwrap().to_owned();

    let up = take(&app.finance().await, &[&parent], json!({})).await;
    let down = take(&distributor, &[&child, &parent], json!({})).await;
    let twice = take(&distributor, &[&child], json!({})).await;

    assert_eq!(up.ok()["results"][0]["amount"]["amount"], "70.00");
    let result = &down.ok()["results"][0];
    assert_eq!((&result["amount"]["amount"], &result["lapsed"]["amount"]), (&json!("30.00"), &json!("30.00")));
    assert_eq!(results(&down), ["ok", "NOT_FOUND quotaId"]);
    assert_eq!(results(&twice), ["STATE_CONFLICT quotaId"]);
    assert_eq!(quota(&app, &parent), "100 = 0 left + 0 issued + 30 granted + 70 returned + 0 lapsed, reclaimed");
    assert_eq!(quota(&app, &child), "30 = 0 left + 0 issued + 0 granted + 0 returned + 30 lapsed, reclaimed");
    let results = app.rows("select operation || ' ' || result from coupon_quota_records order by id");
    assert_eq!(results, ["issue done", "issue done", "reclaim done", "reclaim done", "reclaim refused"]);
    app.close().await;
}

#[tokio::test]
async fn nothing_is_given_to_who_is_leaving() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = super::reseller_quota(&app, json!({})).await;
    let closing = |partner: &tests::Partner| {
        let id = partner.party_id().uuid();
        app.sql(&format!("update edges set closing_at = valid_from where lower_id = '{id}'"));
    };
    for partner in [&channel.customer, &channel.other_reseller, &channel.solution_provider] {
        closing(partner);
    }
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);

    let granting = grant(&app.finance().await, &app, &channel.solution_provider, "1.00", json!({})).await;
    let parting = part(&distributor, &parent, &[(&channel.other_reseller, "1.00")], json!({})).await;
    let issuing = super::issue(&reseller, &child, &[&channel.customer], "1.00", json!({})).await;

    assert_eq!(granting.refusals(), ["STATE_CONFLICT"]);
    assert_eq!(
        (results(&parting), results(&issuing)),
        (vec!["STATE_CONFLICT".to_owned()], vec!["STATE_CONFLICT".to_owned()])
    );
    app.sql("update edges set closing_at = null");
    app.close().await;
}
