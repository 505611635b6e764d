//! A customer says yes or no, once.

use futures_util::future::join_all;
use serde_json::json;
use tests::{Answer, App};

use super::{answer, is_granted, request, requested, revoke, state, stored};

#[tokio::test]
async fn a_customer_is_asked_grants_and_takes_back() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);

    let asking = request(&app, &reseller, &channel.customer, json!({ "expiresOn": "2099-12-31" })).await;
    let id = asking.ok()["authorization"]["id"].as_str().unwrap().to_owned();
    let before = is_granted(&app).await;
    let granting = answer(&customer, &id, "GRANT", None).await;
    let granted = is_granted(&app).await;
    let revoking = revoke(&customer, &id, None).await;

    let asked = json!({ "id": id, "state": "REQUESTED", "scope": "ORDER_ON_BEHALF", "expiresOn": "2099-12-31" });
    assert_eq!(asking.ok()["authorization"], asked);
    assert_eq!([state(&granting), state(&revoking)], ["GRANTED", "REVOKED"]);
    assert_eq!([before, granted, is_granted(&app).await], [false, true, false]);
    app.run_jobs().await;
    let mails: Vec<(String, String)> = app.mails().into_iter().map(|mail| (mail.to, mail.subject)).collect();
    let (partner, asked) = (channel.reseller.email.clone(), channel.customer.email.clone());
    assert_eq!(
        mails,
        [
            (asked, "Heron Systems Ltd asks for your authorisation".to_owned()),
            (partner.clone(), "La*** granted your authorisation request".to_owned()),
            (partner, "La*** took its authorisation back".to_owned()),
        ]
    );
    let lines = app.rows("select operation from audit_log where operation like 'authorization.%' order by position");
    assert_eq!(lines, ["authorization.request", "authorization.grant", "authorization.revoke"]);
    app.close().await;
}

#[tokio::test]
async fn one_request_of_a_kind_is_open_at_a_time() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);

    let at_once = join_all((0..6).map(|_| request(&app, &reseller, &channel.customer, json!({})))).await;
    let refusals: Vec<String> = at_once.iter().flat_map(Answer::refusals).collect();
    let id = app.rows("select id from authorizations").remove(0).parse().unwrap();
    let id = schema::ids::AuthorizationId::from_uuid(id).to_string();
    let refusing = answer(&customer, &id, "REFUSE", None).await;
    requested(&app, &reseller, &channel.customer, json!({})).await;

    assert_eq!(refusals, vec!["ALREADY_EXISTS scope".to_owned(); 5]);
    assert_eq!(state(&refusing), "REFUSED");
    assert_eq!(stored(&app), ["refused", "requested"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_yes_and_a_no_at_one_moment_are_one_answer() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;

    let (yes, no) = tokio::join!(answer(&customer, &id, "GRANT", None), answer(&customer, &id, "REFUSE", None));

    let refusals: Vec<String> = [&yes, &no].into_iter().flat_map(Answer::refusals).collect();
    assert_eq!(refusals, ["STATE_CONFLICT authorizationId"]);
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 2, "the request, and one answer");
    app.close().await;
}
