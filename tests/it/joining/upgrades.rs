//! Partners rise: by level, and from reseller to distributor.

use serde_json::{Value, json};
use tests::{App, Partner, Person};

use super::{PROFILE, SUBMIT, WITHDRAW, results, review, shown, vendor};

const RECORD: &str = "mutation ($input: PerformanceRecordInput!) { performanceRecord(input: $input) { \
    annualPerformance { year amount { amount currency } } userErrors { code field } } }";

async fn submit(person: &Person<'_>, kind: &str, to_level: Option<&str>) -> tests::Answer {
    person.query(SUBMIT, json!({ "input": { "kind": kind, "toLevel": to_level } })).await
}

async fn submitted(person: &Person<'_>, kind: &str, to_level: Option<&str>) -> String {
    submit(person, kind, to_level).await.ok()["application"]["id"].as_str().unwrap().to_owned()
}

async fn sold(app: &App, partner: &Partner, year: i32, amount: &str) -> tests::Answer {
    let amount = json!({ "amount": amount, "currency": "CNY" });
    let input = json!({ "partyId": partner.global_id(), "year": year, "amount": amount });
    vendor(app).await.query(RECORD, json!({ "input": input })).await
}

#[tokio::test]
async fn a_level_goes_up_only_and_not_by_ones_own_word() {
    let app = App::start().await;
    let partner = app.admin_of(&app.channel.distributor).await;

    let same = submit(&partner, "LEVEL_UPGRADE", Some("STANDARD")).await;
    let none = submit(&partner, "LEVEL_UPGRADE", None).await;
    let id = submitted(&partner, "LEVEL_UPGRADE", Some("LEADING")).await;
    let second = submit(&partner, "LEVEL_UPGRADE", Some("CORE")).await;
    let by_itself = review(&partner, &[&id], "APPROVE").await;
    let by_vendor = review(&app.operations().await, &[&id], "APPROVE").await;
    let down = submit(&partner, "LEVEL_UPGRADE", Some("PREFERRED")).await;
    app.run_jobs().await;

    assert_eq!(same.refusals(), ["NOT_ELIGIBLE toLevel"]);
    assert_eq!(none.refusals(), ["NOT_ELIGIBLE toLevel"]);
    assert_eq!(second.refusals(), ["ALREADY_EXISTS"]);
    assert_eq!(results(&by_itself), ["SELF_REVIEW"]);
    assert_eq!(results(&by_vendor), ["APPROVED"]);
    assert_eq!(down.refusals(), ["NOT_ELIGIBLE toLevel"]);
    let profile = partner.query(PROFILE, json!({ "id": app.channel.distributor.global_id() })).await;
    assert_eq!(profile.data()["node"]["partnerProfile"]["level"], "LEADING");
    let decided = app.mails().into_iter().find(|mail| mail.to == app.channel.distributor.email).unwrap();
    assert_eq!(decided.subject, "审核结果：长江云分销有限公司 的申请已通过");
    app.close().await;
}

#[tokio::test]
async fn an_application_can_be_taken_back_until_it_is_decided() {
    let app = App::start().await;
    let partner = app.admin_of(&app.channel.reseller).await;
    let other = app.admin_of(&app.channel.other_reseller).await;
    let id = submitted(&partner, "LEVEL_UPGRADE", Some("PREFERRED")).await;
    let input = json!({ "input": { "applicationId": id } });

    let by_another = other.query(WITHDRAW, input.clone()).await;
    let withdrawn = partner.query(WITHDRAW, input.clone()).await;
    let again = partner.query(WITHDRAW, input).await;
    let review = review(&app.operations().await, &[&id], "APPROVE").await;

    assert_eq!(by_another.refusals(), ["NOT_FOUND applicationId"]);
    assert_eq!(withdrawn.ok()["application"]["state"], "WITHDRAWN");
    assert_eq!(again.refusals(), ["STATE_CONFLICT applicationId"]);
    assert_eq!(results(&review), ["STATE_CONFLICT"]);
    app.run_jobs().await;
    app.close().await;
}

/// From 800 000 a year; its customers stay with it, its distributor does not.
#[tokio::test]
async fn a_reseller_that_sells_enough_becomes_a_support_centre_and_then_a_distributor() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    let (partner, operations) = (app.admin_of(&reseller).await, app.operations().await);
    let _ = sold(&app, &reseller, 2024, "9000000.00").await.ok();
    let _ = sold(&app, &reseller, 2025, "799999.99").await.ok();

    let too_little = submit(&partner, "SUPPORT_CENTRE", None).await;
    let too_soon = submit(&partner, "DISTRIBUTOR_UPGRADE", None).await;
    let _ = sold(&app, &reseller, 2025, "800000.00").await.ok();
    let centre = submitted(&partner, "SUPPORT_CENTRE", None).await;
    assert_eq!(results(&review(&operations, &[&centre], "APPROVE").await), ["APPROVED"]);
    let again = submit(&partner, "SUPPORT_CENTRE", None).await;
    let upgrade = submitted(&partner, "DISTRIBUTOR_UPGRADE", None).await;
    app.later(chrono::TimeDelta::seconds(1));
    let approved = review(&operations, &[&upgrade], "APPROVE").await;
    app.run_jobs().await;

    assert_eq!(too_little.refusals(), ["NOT_ELIGIBLE kind"]);
    assert_eq!(too_soon.refusals(), ["NOT_ELIGIBLE kind"]);
    assert_eq!(again.refusals(), ["STATE_CONFLICT kind"]);
    assert_eq!(results(&approved), ["APPROVED"]);
    let id = approved.ok()["results"][0]["application"]["party"]["id"].clone();
    assert!(id.as_str().unwrap().starts_with("dst_"));
    let promoted = partner.query(PROFILE, json!({ "id": id })).await;
    insta::assert_snapshot!(shown(&promoted.data()["node"]), @r#"
    association: {"kind":"PARTNER"}
    customers: {"nodes":[{"name":"La***"},{"name":"Ha***"}]}
    id: dst_…
    kind: "DISTRIBUTOR"
    name: "Heron Systems Ltd"
    partnerProfile: {"accountName":null,"annualPerformances":[{"amount":{"amount":"800000.00"},"year":2025},{"amount":{"amount":"9000000.00"},"year":2024}],"level":"STANDARD","region":null,"registrationNumber":null,"signingEntity":null}
    remittanceAccounts: [{"currency":"CNY"}]
    upper: {"name":"Vendor Cloud Ltd"}
    "#);
    let left = app.admin_of(&app.channel.distributor).await.query(PROFILE, json!({ "id": id })).await;
    assert_eq!(left.data()["node"], Value::Null);
    app.close().await;
}

#[tokio::test]
async fn only_resellers_rise_to_distributors_and_only_years_that_began_are_recorded() {
    let app = App::start().await;
    let provider = app.channel.solution_provider.clone();
    let partner = app.admin_of(&provider).await;
    let by_itself =
        json!({ "partyId": provider.global_id(), "year": 2026, "amount": { "amount": "1.00", "currency": "CNY" } });

    assert_eq!(submit(&partner, "SUPPORT_CENTRE", None).await.refusals(), ["NOT_ELIGIBLE kind"]);
    assert_eq!(submit(&partner, "DISTRIBUTOR_UPGRADE", None).await.refusals(), ["NOT_ELIGIBLE kind"]);
    assert_eq!(sold(&app, &provider, 2027, "1.00").await.refusals(), ["INVALID_INPUT year"]);
    assert_eq!(sold(&app, &provider, 1999, "1.00").await.refusals(), ["INVALID_INPUT year"]);
    assert_eq!(sold(&app, &provider, 2026, "-1.00").await.refusals(), ["INVALID_INPUT amount"]);
    assert_eq!(sold(&app, &app.channel.customer, 2026, "1.00").await.refusals(), ["NOT_FOUND partyId"]);
    assert_eq!(partner.query(RECORD, json!({ "input": by_itself })).await.refusals(), ["FORBIDDEN"]);
    app.close().await;
}
