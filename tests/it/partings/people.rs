//! Who may ask, and who may answer.

use domain::actor::Role;
use serde_json::json;
use tests::App;

use super::{ANSWER, WITHDRAW, answer, request, requested, state, withdraw};

/// Only administrators, of the two sides alone: a stranger is answered as if there were nothing.
#[tokio::test]
async fn only_administrators_of_the_two_sides_ask_and_answer() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let missing = json!({ "partyId": "cus_01h455vb4pex5vsknk084sn02q" });
    let nobody = request(&reseller, &channel.customer, "DISASSOCIATION", missing).await;

    for role in [&[Role::Finance], &[Role::Operations], &[Role::AccountManager], &[Role::ManagerDirector]] {
        let name = format!("P{:?}", role[0]);
        let colleague = app.colleague(&channel.reseller, &name, role).await;
        let refused =
            request(&app.sign_in(&colleague.email).await, &channel.customer, "DISASSOCIATION", json!({})).await;
        assert_eq!(refused.refusals(), ["FORBIDDEN"], "{name}");
    }
    let finance = app.finance().await;
    assert_eq!(request(&finance, &channel.customer, "DISASSOCIATION", json!({})).await.refusals(), ["FORBIDDEN"]);
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.solution_provider, &channel.other_customer]
    {
        let refused = request(&app.admin_of(stranger).await, &channel.customer, "DISASSOCIATION", json!({})).await;
        assert_eq!(refused.data(), nobody.data(), "{}", stranger.name);
    }
    let id = requested(&reseller, &channel.customer, "DISASSOCIATION").await;
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.solution_provider, &channel.other_customer]
    {
        let person = app.admin_of(stranger).await;
        assert_eq!(answer(&person, &id, "AGREE").await.refusals(), ["NOT_FOUND partingId"], "{}", stranger.name);
        assert_eq!(withdraw(&person, &id).await.refusals(), ["NOT_FOUND partingId"], "{}", stranger.name);
    }
    let clerk = app.colleague(&channel.customer, "Clerk", &[Role::Finance]).await;
    assert_eq!(answer(&app.sign_in(&clerk.email).await, &id, "AGREE").await.refusals(), ["FORBIDDEN"]);
    assert_eq!(answer(&app.admin_of(&channel.vendor).await, &id, "AGREE").await.refusals(), ["FORBIDDEN"]);
    assert_eq!(state(&answer(&customer, &id, "REFUSE").await), "REFUSED");
    assert_eq!(nobody.refusals(), ["NOT_FOUND partyId"]);
    app.run_jobs().await;
    app.close().await;
}

/// as with every command, a distributor does its reseller's part when the reseller lets it; the log has both.
#[tokio::test]
async fn a_distributor_acts_for_its_reseller() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.later(chrono::TimeDelta::seconds(1));
    let distributor = app.admin_of(&channel.distributor).await;
    let acting = json!({ "actingForId": channel.reseller.global_id() });

    let other = json!({ "actingForId": channel.solution_provider.global_id() });
    let foreign = request(&distributor, &channel.customer, "DISASSOCIATION", other).await;
    let asked = request(&distributor, &channel.customer, "DISASSOCIATION", acting).await;
    let id = asked.ok()["parting"]["id"].clone();
    let withdrawing = json!({ "partingId": id, "actingForId": channel.reseller.global_id() });
    let withdrawn = distributor.query(WITHDRAW, json!({ "input": withdrawing })).await;
    let by_customer = requested(&app.admin_of(&channel.customer).await, &channel.customer, "DISASSOCIATION").await;
    let agree = json!({ "partingId": by_customer, "verdict": "AGREE", "actingForId": channel.reseller.global_id() });
    let answered = distributor.query(ANSWER, json!({ "input": agree })).await;
    app.run_jobs().await;

    assert_eq!(foreign.refusals(), ["NOT_YOUR_RESELLER actingForId"]);
    assert_eq!([state(&withdrawn), state(&answered)], ["WITHDRAWN", "EXECUTING"]);
    let lines = "select operation || ' ' || (details ->> 'actingFor') from audit_log where details ? 'actingFor' order by position";
    let reseller = channel.reseller.party_id();
    assert_eq!(app.rows(lines), ["request", "withdraw", "answer"].map(|verb| format!("parting.{verb} {reseller}")));
    app.close().await;
}

#[tokio::test]
async fn a_reason_is_given_and_bounded() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let reseller = app.admin_of(&channel.reseller).await;

    let empty = request(&reseller, &channel.customer, "DISASSOCIATION", json!({ "reason": " \u{202e} " })).await;
    let long = request(&reseller, &channel.customer, "DISASSOCIATION", json!({ "reason": "x".repeat(501) })).await;
    let id = requested(&reseller, &channel.customer, "DISASSOCIATION").await;
    let opinion = json!({ "partingId": id, "verdict": "REFUSE", "opinion": "x".repeat(501) });
    let answered = app.admin_of(&channel.customer).await.query(ANSWER, json!({ "input": opinion })).await;

    assert_eq!([empty.refusals(), long.refusals()], [["INVALID_INPUT reason"], ["INVALID_INPUT reason"]]);
    assert_eq!(answered.refusals(), ["INVALID_INPUT opinion"]);
    app.run_jobs().await;
    app.close().await;
}
