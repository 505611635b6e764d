//! What the vendor notes of a customer stands in the way.

use serde_json::json;
use tests::{Answer, App, Partner};

use super::{accept, edges_of, invitation};

const FLAG_SET: &str = "mutation ($input: CustomerFlagSetInput!) { customerFlagSet(input: $input) { \
    customer { customerFlags } userErrors { code field } } }";
const FLAG_CLEAR: &str = "mutation ($input: CustomerFlagClearInput!) { customerFlagClear(input: $input) { \
    customer { customerFlags } userErrors { code field } } }";

async fn flag(app: &App, document: &str, customer: &Partner, flag: &str) -> Answer {
    let input = json!({ "customerId": customer.global_id(), "flag": flag });
    app.admin_of(&app.channel.vendor).await.query(document, json!({ "input": input })).await
}

#[tokio::test]
async fn every_flag_stands_in_the_way_under_its_own_name_until_it_is_cleared() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let person = app.admin_of(&customer).await;

    let mut refused = Vec::new();
    for word in [
        "SPECIAL_CONTRACT",
        "CONSUMER_CLOUD",
        "REWARD_PROGRAMME",
        "CREDIT_ACCOUNT",
        "CUSTODY_SUB_ACCOUNT",
        "ARREARS",
        "FROZEN",
    ] {
        assert_eq!(flag(&app, FLAG_SET, &customer, word).await.ok()["customer"]["customerFlags"], json!([word]));
        refused.push(format!("{word}: {}", accept(&app, &person, &token).await.refusals().join(", ")));
        assert_eq!(flag(&app, FLAG_CLEAR, &customer, word).await.ok()["customer"]["customerFlags"], json!([]));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    SPECIAL_CONTRACT: CUSTOMER_SPECIAL_CONTRACT
    CONSUMER_CLOUD: CUSTOMER_CONSUMER_CLOUD
    REWARD_PROGRAMME: CUSTOMER_IN_REWARD_PROGRAMME
    CREDIT_ACCOUNT: CUSTOMER_HAS_CREDIT
    CUSTODY_SUB_ACCOUNT: CUSTOMER_IN_CUSTODY
    ARREARS: CUSTOMER_IN_ARREARS
    FROZEN: CUSTOMER_FROZEN
    ");
    assert_eq!(
        (edges_of(&app, &customer), app.count("onboardings"), app.count("customers where frozen_at is not null")),
        (0, 0, 0)
    );
    assert_eq!(accept(&app, &person, &token).await.refusals(), Vec::<String>::new());
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn flags_are_the_vendors_alone() {
    let app = App::start().await;
    let customer = app.channel.customer.clone();
    let _done = flag(&app, FLAG_SET, &customer, "ARREARS").await.ok();
    let input = json!({ "customerId": customer.global_id(), "flag": "ARREARS" });
    let flags = "query ($id: ID!) { node(id: $id) { ... on Party { customerFlags } } }";

    let reseller = app.admin_of(&app.channel.reseller).await;
    let by_partner = reseller.query(FLAG_CLEAR, json!({ "input": input })).await;
    let seen = reseller.query(flags, json!({ "id": customer.global_id() })).await;
    let by_itself = app.admin_of(&customer).await.query(flags, json!({ "id": customer.global_id() })).await;
    let of_partner = flag(&app, FLAG_SET, &app.channel.reseller, "ARREARS").await;

    assert_eq!(by_partner.refusals(), ["FORBIDDEN"]);
    assert_eq!(seen.data()["node"]["customerFlags"], json!([]));
    assert_eq!(by_itself.data()["node"]["customerFlags"], json!([]));
    assert_eq!(of_partner.refusals(), ["NOT_FOUND customerId"]);
    app.close().await;
}
