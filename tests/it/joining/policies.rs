//! What the vendor sets: figures of the rules, signing entities, regions.

use serde_json::{Value, json};
use tests::App;

use super::{PROFILE, SET_PROFILE, invitation, invite, settle_in, shown, vendor};

const POLICIES: &str = "{ policies { key value unit changedBy { name } } }";
const SET: &str = "mutation ($input: PolicySetInput!) { policySet(input: $input) { policy { key value } userErrors { code field } } }";
const CREATE_ENTITY: &str = "mutation ($input: SigningEntityCreateInput!) { signingEntityCreate(input: $input) { \
    signingEntity { id name } userErrors { code field } } }";
const ENTITIES: &str = "{ signingEntities(first: 10) { nodes { name } totalCount } }";

#[tokio::test]
async fn the_vendor_sees_and_changes_the_figures_of_the_rules() {
    let app = App::start().await;
    let (admin, operations) = (vendor(&app).await, app.operations().await);
    let partner = app.admin_of(&app.channel.distributor).await;
    let set = |key: &str, value: &str| json!({ "input": { "key": key, "value": value } });

    let mut answers = Vec::new();
    for (key, value) in [
        ("REPORT_LIMIT", "0"),
        ("REPORT_DAYS", "3651"),
        ("REPORT_DAYS", "fifteen"),
        ("SUPPORT_CENTRE_PERFORMANCE", "1"),
        ("SUPPORT_CENTRE_PERFORMANCE", "-1.00 CNY"),
    ] {
        answers.push(format!("{key} {value}: {}", admin.query(SET, set(key, value)).await.refusals().join(", ")));
    }
    let changed = admin.query(SET, set("PARTNER_INVITATION_DAYS", "07")).await;
    let amount = admin.query(SET, set("SUPPORT_CENTRE_PERFORMANCE", "1000000.5 CNY")).await;

    insta::assert_snapshot!(answers.join("\n"), @"
    REPORT_LIMIT 0: INVALID_INPUT value
    REPORT_DAYS 3651: INVALID_INPUT value
    REPORT_DAYS fifteen: INVALID_INPUT value
    SUPPORT_CENTRE_PERFORMANCE 1: INVALID_INPUT value
    SUPPORT_CENTRE_PERFORMANCE -1.00 CNY: INVALID_INPUT value
    ");
    assert_eq!(changed.ok()["policy"], json!({ "key": "PARTNER_INVITATION_DAYS", "value": "7" }));
    assert_eq!(amount.ok()["policy"]["value"], "1000000.50 CNY");
    assert_eq!(operations.query(SET, set("REPORT_LIMIT", "5")).await.refusals(), ["FORBIDDEN"]);
    assert_eq!(partner.query(SET, set("REPORT_LIMIT", "5")).await.refusals(), ["FORBIDDEN"]);
    assert_eq!(partner.query(POLICIES, Value::Null).await.data()["policies"], json!([]));
    insta::assert_snapshot!(shown(&operations.query(POLICIES, Value::Null).await.data()["policies"]), @r#"
    {"changedBy":null,"key":"REPORT_LIMIT","unit":"COUNT","value":"100"}
    {"changedBy":null,"key":"REPORT_DAYS","unit":"DAYS","value":"15"}
    {"changedBy":null,"key":"INVITATION_DAYS","unit":"DAYS","value":"7"}
    {"changedBy":{"name":"Robin"},"key":"PARTNER_INVITATION_DAYS","unit":"DAYS","value":"7"}
    {"changedBy":null,"key":"STAFF_INVITATION_DAYS","unit":"DAYS","value":"7"}
    {"changedBy":null,"key":"OFFLINE_ACCOUNT_DAYS","unit":"DAYS","value":"7"}
    {"changedBy":null,"key":"CUSTOM_ROLE_LIMIT","unit":"COUNT","value":"10"}
    {"changedBy":{"name":"Robin"},"key":"SUPPORT_CENTRE_PERFORMANCE","unit":"AMOUNT","value":"1000000.50 CNY"}
    {"changedBy":null,"key":"PARTING_MONTHS","unit":"COUNT","value":"3"}
    {"changedBy":null,"key":"PARTING_ANSWER_DAYS","unit":"DAYS","value":"7"}
    "#);
    app.close().await;
}

#[tokio::test]
async fn a_figure_is_effective_from_the_next_decision() {
    let app = App::start().await;
    let admin = vendor(&app).await;
    let _ = admin.query(SET, json!({ "input": { "key": "PARTNER_INVITATION_DAYS", "value": "3" } })).await.ok();

    let invited = invite(&admin, invitation("DISTRIBUTOR", "k1")).await;

    let times = ["sentAt", "expiresAt"].map(|field| invited.ok()["partnerInvitation"][field].clone());
    assert_eq!(times, ["2026-03-10T04:00:00.000000Z", "2026-03-13T04:00:00.000000Z"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_partner_sees_who_signed_with_it_and_others_do_not() {
    let app = App::start().await;
    let admin = vendor(&app).await;
    let reseller = app.channel.reseller.clone();
    let create = json!({ "input": { "name": "Vendor Cloud Computing Ltd" } });
    let entity = admin.query(CREATE_ENTITY, create.clone()).await.ok()["signingEntity"]["id"].clone();
    let input = json!({ "partyId": reseller.global_id(), "region": "east", "signingEntityId": entity });

    let set = admin.query(SET_PROFILE, json!({ "input": input })).await;

    let expected = json!({ "region": "east", "signingEntity": { "name": "Vendor Cloud Computing Ltd" } });
    assert_eq!(set.ok()["party"]["partnerProfile"], expected);
    let own = app.admin_of(&reseller).await;
    let seen = own.query(PROFILE, json!({ "id": reseller.global_id() })).await;
    assert_eq!(seen.data()["node"]["partnerProfile"]["signingEntity"]["name"], "Vendor Cloud Computing Ltd");
    assert_eq!(own.query(ENTITIES, Value::Null).await.data()["signingEntities"]["totalCount"], 0);
    assert_eq!(admin.query(ENTITIES, Value::Null).await.data()["signingEntities"]["totalCount"], 1);
    let above =
        app.admin_of(&app.channel.distributor).await.query(PROFILE, json!({ "id": reseller.global_id() })).await;
    assert_eq!(above.data()["node"]["partnerProfile"]["region"], "east");
    assert_eq!(above.data()["node"]["partnerProfile"]["signingEntity"], Value::Null);
    assert_eq!(admin.query(CREATE_ENTITY, create).await.refusals(), ["ALREADY_EXISTS name"]);
    assert_eq!(
        own.query(SET_PROFILE, json!({ "input": { "partyId": reseller.global_id() } })).await.refusals(),
        ["FORBIDDEN"]
    );
    app.close().await;
}

/// O-3: a reseller and its distributor do business in one region.
#[tokio::test]
async fn a_reseller_keeps_the_region_of_its_distributor() {
    let app = App::start().await;
    settle_in(&app, &app.channel.distributor, "east").await;
    settle_in(&app, &app.channel.reseller, "east").await;
    let admin = vendor(&app).await;
    let to = |id: String, region: &str| json!({ "input": { "partyId": id, "region": region } });
    let (distributor, reseller) = (app.channel.distributor.global_id(), app.channel.reseller.global_id());

    for id in [distributor, reseller] {
        assert_eq!(admin.query(SET_PROFILE, to(id, "west")).await.refusals(), ["REGION_MISMATCH region"]);
    }
    let customer = app.channel.customer.global_id();
    assert_eq!(admin.query(SET_PROFILE, to(customer, "west")).await.refusals(), ["NOT_FOUND partyId"]);
    assert_eq!(app.rows("select distinct region from profiles where region is not null"), ["east"]);
    app.close().await;
}
