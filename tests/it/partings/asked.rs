//! One side asks, the other answers.

use serde_json::json;
use tests::App;

use super::{allocate, answer, balances, funded, lines, request, requested, shown, state, stood};

/// Example 2, with the disassociation instead of the reclaim: to the direct partner, as BEUNBIND.
#[tokio::test]
async fn a_partner_asks_the_customer_agrees_and_what_is_left_goes_back_to_the_partner() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let before = balances(&app);

    let asking = request(&reseller, &channel.customer, "DISASSOCIATION", json!({})).await;
    let id = asking.ok()["parting"]["id"].as_str().unwrap().to_owned();
    app.run_jobs().await;
    let asked = (balances(&app), stood(&app, &channel.customer));
    let agreeing = answer(&customer, &id, "AGREE").await;
    let late = allocate(&app, &channel.reseller, &channel.customer, "1.00").await;
    app.run_jobs().await;

    assert_eq!(late.refusals(), ["STATE_CONFLICT partyId"], "nothing comes down any more");
    assert_eq!(
        asking.ok()["parting"],
        json!({
            "id": id, "kind": "DISASSOCIATION", "state": "WAITING_CUSTOMER", "fromKind": "RESALE", "toKind": null,
            "side": "PARTNER", "reason": "As agreed on the phone.", "answerBy": "2026-03-17T16:00:00.000000Z",
        })
    );
    assert_eq!(before, "distributor 700.00, reseller 180.00, customer 69.50");
    assert_eq!(asked, (before, vec!["resale".to_owned()]), "nothing happens before the customer agrees");
    assert_eq!(state(&agreeing), "EXECUTING");
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    assert_eq!(
        shown(&customer, &id).await,
        "DONE, 69.50 and 0 coupons: CHECK, COUPONS 0, MONEY 69.50, ASSOCIATION, NOTICE"
    );
    assert_eq!(app.rows("select amount from ledger_transfers where kind = 'unbinding'"), ["69.50"]);
    assert_eq!(stood(&app, &channel.customer), ["resale, ended"]);
    assert_eq!(lines(&app), ["parting.request", "parting.answer", "parting.complete"]);
    let by = "select distinct actor from audit_log where operation in ('parting.complete', 'party.part')";
    assert_eq!(app.rows(by), ["system:execute_parting"]);
    app.close().await;
}

#[tokio::test]
async fn a_customer_asks_and_the_partner_refuses() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);

    let id = requested(&customer, &channel.customer, "DISASSOCIATION").await;
    let own = answer(&customer, &id, "AGREE").await;
    let refusing = answer(&reseller, &id, "REFUSE").await;
    let again = answer(&reseller, &id, "AGREE").await;
    app.run_jobs().await;

    assert_eq!(own.refusals(), ["SELF_REVIEW partingId"]);
    assert_eq!(
        (state(&refusing).as_str(), &refusing.ok()["parting"]["opinion"]),
        ("REFUSED", &json!("We have talked about it."))
    );
    assert_eq!(again.refusals(), ["STATE_CONFLICT partingId"]);
    assert_eq!(balances(&app), "distributor 700.00, reseller 180.00, customer 69.50");
    assert_eq!(stood(&app, &channel.customer), ["resale"]);
    assert_eq!(app.count("jobs where name = 'execute_parting'"), 0);
    app.close().await;
}

#[tokio::test]
async fn a_customer_asks_and_the_partner_agrees() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);

    let id = requested(&customer, &channel.customer, "DISASSOCIATION").await;
    assert_eq!(state(&answer(&reseller, &id, "AGREE").await), "EXECUTING");
    app.run_jobs().await;

    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    assert_eq!(stood(&app, &channel.customer), ["resale, ended"]);
    app.close().await;
}

/// An advisory customer has nothing of its partner's; it leaves all the same.
#[tokio::test]
async fn an_advisory_customer_leaves_with_what_is_its_own() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.later(chrono::TimeDelta::seconds(1));
    let reseller = app.admin_of(&channel.reseller).await;

    let id = requested(&reseller, &channel.advisory_customer, "DISASSOCIATION").await;
    answer(&app.admin_of(&channel.advisory_customer).await, &id, "AGREE").await.ok();
    app.run_jobs().await;

    assert_eq!(
        shown(&reseller, &id).await,
        "DONE, 0.00 and 0 coupons: CHECK, COUPONS 0, MONEY 0.00, ASSOCIATION, NOTICE"
    );
    assert_eq!(app.count("ledger_transfers"), 0);
    assert_eq!(stood(&app, &channel.advisory_customer), ["advisory, ended"]);
    app.close().await;
}

/// Two administrators of the customer say yes at one moment.
#[tokio::test]
async fn the_same_answer_twice_at_once_is_one_answer() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let second = app.colleague(&channel.customer, "Ada", &[domain::actor::Role::Administrator]).await;
    let (one, other) = (app.admin_of(&channel.customer).await, app.sign_in(&second.email).await);
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION").await;

    let (first, next) = tokio::join!(answer(&one, &id, "AGREE"), answer(&other, &id, "AGREE"));
    app.run_jobs().await;

    let refusals: Vec<String> = [&first, &next].into_iter().flat_map(tests::Answer::refusals).collect();
    assert_eq!(refusals, ["STATE_CONFLICT partingId"]);
    assert_eq!(app.count("jobs where name = 'execute_parting'"), 1);
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    app.close().await;
}
