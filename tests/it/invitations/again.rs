//! Mailed invitations expire and are sent again.

use chrono::TimeDelta;
use domain::clock::Clock;
use schema::jobs::ExpireInvitations;
use serde_json::{Value, json};
use tests::{App, Person, address};

use super::{LIST, actions, node, offer, resend, revoke};

async fn list(person: &Person<'_>, filter: Value) -> usize {
    let answer = person.query(LIST, json!({ "filter": filter })).await;
    let found = answer.data()["invitations"].clone();
    assert_eq!(found["totalCount"], json!(found["nodes"].as_array().unwrap().len()));
    found["nodes"].as_array().unwrap().len()
}

#[tokio::test]
async fn sent_again_an_invitation_has_a_new_link_and_the_old_one_is_useless() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let report = app.reported(&app.channel.reseller, 1).await;
    let id = app.invited(&reseller, &report, "RESALE").await;
    app.run_jobs().await;
    let first = app.mailed_token(&address(1));
    app.later(TimeDelta::days(6));
    let reseller = app.admin_of(&app.channel.reseller).await;

    let resent = resend(&reseller, &id, Some("New.Desk@prospect.example")).await;
    app.run_jobs().await;

    let second = app.mailed_token("new.desk@prospect.example");
    let expected =
        json!({ "state": "OPEN", "emailMasked": "n***@prospect.example", "expiresAt": "2026-03-23T04:00:00.000000Z" });
    assert_eq!(resent.ok()["invitation"], expected);
    assert_eq!(offer(&app, &first).await, Value::Null);
    assert_eq!(offer(&app, &second).await["state"], "OPEN");
    assert_eq!(resend(&reseller, &id, Some("nobody")).await.refusals(), ["INVALID_INPUT email"]);
    let stranger = app.admin_of(&app.channel.other_reseller).await;
    assert_eq!(resend(&stranger, &id, None).await.refusals(), ["NOT_FOUND invitationId"]);
    assert_eq!(resend(&stranger, "inv_01h455vb4pex5vsknk084sn02q", None).await.refusals(), ["NOT_FOUND invitationId"]);
    app.close().await;
}

/// The rule looks at the time; the job only writes it down.
#[tokio::test]
async fn a_mailed_invitation_expires_after_seven_days_and_can_be_sent_again() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let report = app.reported(&app.channel.reseller, 1).await;
    let id = app.invited(&reseller, &report, "RESALE").await;
    let token = app.token_of(&id);
    app.run_jobs().await;
    app.later(TimeDelta::days(7) - TimeDelta::seconds(1));
    let before = offer(&app, &token).await["state"].clone();
    app.later(TimeDelta::seconds(1));
    let after = offer(&app, &token).await["state"].clone();
    let reseller = app.admin_of(&app.channel.reseller).await;
    let listed = list(&reseller, json!({ "state": "EXPIRED" })).await;

    let (db, now) = (app.db.clone(), app.clock.now());
    db.tx(move |conn| domain::outbox::enqueue(conn, now, &ExpireInvitations { on: now.date() })).await.unwrap();
    app.run_jobs().await;

    assert_eq!((before, after, listed), (json!("OPEN"), json!("EXPIRED"), 1));
    assert_eq!(app.rows("select state from invitations"), ["expired"]);
    assert_eq!(list(&reseller, json!({ "state": "EXPIRED" })).await, 1);
    assert_eq!(actions(&node(&reseller, &id).await), ["invitationResend: ok", "invitationRevoke: STATE_CONFLICT"]);
    assert_eq!(revoke(&reseller, &id).await.refusals(), ["STATE_CONFLICT invitationId"]);
    assert_eq!(resend(&reseller, &id, None).await.ok()["invitation"]["state"], "OPEN");
    app.run_jobs().await;
    app.close().await;
}
