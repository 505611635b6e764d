//! Who sees an invitation, and who invites for whom.

use serde_json::json;
use tests::App;

use super::{INVITE, LIST, actions, invite, link, node, outcomes};

#[tokio::test]
async fn an_invitation_is_seen_by_its_partner_its_distributor_and_the_vendor() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let made = link(&reseller, json!({ "associationKind": "RESALE" })).await;
    let id = made["id"].as_str().unwrap();

    let mut seen = Vec::new();
    for party in [
        &app.channel.reseller,
        &app.channel.distributor,
        &app.channel.vendor,
        &app.channel.other_reseller,
        &app.channel.customer,
    ] {
        let person = app.admin_of(party).await;
        let found = node(&person, id).await;
        let counted = person.query(LIST, json!({})).await;
        let listed = if counted.error_code().is_empty() {
            counted.data()["invitations"]["totalCount"].to_string()
        } else {
            counted.error_code().to_owned()
        };
        let actions = if found.is_null() { Vec::new() } else { actions(&found) };
        let line = format!("{}: {listed}, url {}, {}", party.name, found["url"].is_string(), actions.join(", "));
        seen.push(line.trim_end().to_owned());
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    Heron Systems Ltd: 1, url true, invitationResend: STATE_CONFLICT, invitationRevoke: ok
    长江云分销有限公司: 1, url false, invitationResend: FORBIDDEN, invitationRevoke: FORBIDDEN
    Vendor Cloud Ltd: 1, url false, invitationResend: FORBIDDEN, invitationRevoke: FORBIDDEN
    Mekong Data Ltd: 0, url false,
    Lantern Foods Ltd: FORBIDDEN, url false,
    ");
    app.close().await;
}

#[tokio::test]
async fn a_distributor_invites_for_its_reseller_and_for_no_other() {
    let app = App::start().await;
    let report = app.reported(&app.channel.reseller, 1).await;
    let acting = |partner: &tests::Partner| json!({ "reportIds": [report], "associationKind": "RESALE", "actingForId": partner.global_id() });
    let (distributor, stranger) =
        (app.admin_of(&app.channel.distributor).await, app.admin_of(&app.channel.other_distributor).await);

    let without = invite(&distributor, &[&report], "RESALE").await;
    let foreign = stranger.query(INVITE, json!({ "input": acting(&app.channel.reseller) })).await;
    let invited = distributor.query(INVITE, json!({ "input": acting(&app.channel.reseller) })).await;

    assert_eq!([outcomes(&without), outcomes(&foreign)], [["NOT_FOUND"], ["NOT_YOUR_RESELLER"]]);
    assert_eq!(outcomes(&invited), ["OPEN"]);
    assert_eq!(invited.ok()["results"][0]["invitation"]["partner"]["name"], app.channel.reseller.name);
    let audited = app.rows("select details->>'actingFor' from audit_log where operation = 'invitation.create'");
    assert_eq!(audited, [app.channel.reseller.party_id().to_string()]);
    app.run_jobs().await;
    app.close().await;
}
