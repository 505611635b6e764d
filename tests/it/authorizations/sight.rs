//! Who sees an authorisation, and what they can do with it.

use domain::actor::Role;
use serde_json::{Value, json};
use tests::{Answer, App};

use super::{listed, requested};

const NODE: &str = "query($id: ID!) { node(id: $id) { ... on Authorization { state partner { id } customer { id }
    requestedBy { name } answeredBy { name } availableActions { action allowed reason } } } }";

#[tokio::test]
async fn both_sides_and_the_vendor_see_an_authorisation_and_what_they_can_do() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let manager = app.colleague(&channel.reseller, "Mia", &[Role::AccountManager]).await;
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;
    let offers = |answer: &Answer| {
        let actions = answer.data()["node"]["availableActions"].as_array().unwrap().clone();
        let offer = |it: &Value| it["reason"].as_str().unwrap_or("yes").to_owned();
        actions.iter().map(offer).collect::<Vec<_>>()
    };

    let by_customer = customer.query(NODE, json!({ "id": id })).await;
    let by_partner = reseller.query(NODE, json!({ "id": id })).await;
    let by_vendor = app.finance().await.query(NODE, json!({ "id": id })).await;
    let mia = app.sign_in(&manager.email).await;
    let unassigned = listed(&mia, json!({})).await;
    app.assign(&channel.reseller, &channel.customer, &manager);

    assert_eq!(offers(&by_customer), ["yes", "STATE_CONFLICT", "FORBIDDEN"]);
    assert_eq!(offers(&by_partner), ["FORBIDDEN", "FORBIDDEN", "yes"]);
    assert_eq!(offers(&by_vendor), ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    assert_eq!(by_customer.data()["node"]["requestedBy"], Value::Null, "whose staff that is, is the partner's own");
    assert_eq!(by_partner.data()["node"]["requestedBy"], json!({ "name": "Robin" }));
    assert_eq!((unassigned, listed(&mia, json!({})).await), (vec![], vec!["REQUESTED".to_owned()]));
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.other_customer, &channel.advisory_customer]
    {
        let person = app.admin_of(stranger).await;
        assert_eq!(person.query(NODE, json!({ "id": id })).await.data()["node"], Value::Null, "{}", stranger.name);
        assert_eq!(listed(&person, json!({})).await, [""; 0], "{}", stranger.name);
    }
    for (filter, count) in [
        (json!({ "scope": "ORDER_ON_BEHALF", "state": "REQUESTED" }), 1),
        (json!({ "scope": "OPERATE_ON_BEHALF" }), 0),
        (json!({ "customerId": channel.customer.global_id(), "partnerId": channel.reseller.global_id() }), 1),
        (json!({ "customerId": channel.other_customer.global_id() }), 0),
        (json!({ "partnerId": channel.other_reseller.global_id() }), 0),
    ] {
        assert_eq!(listed(&reseller, filter.clone()).await.len(), count, "{filter}");
    }
    app.run_jobs().await;
    app.close().await;
}
