//! An invited person comes in by a link.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD};

use super::{CREATE, JOIN, RESEND, VIEWER, invite, join, on, token};

#[tokio::test]
async fn an_invited_person_chooses_a_password_and_signs_in() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;

    let invited = invite(&admin, "Ann@Heron.example", json!(["ACCOUNT_MANAGER", "FINANCE"])).await;
    let before =
        app.anonymous(CREATE, json!({ "input": { "email": "ann@heron.example", "password": PASSWORD } })).await;
    app.run_jobs().await;
    let token = token(&app);
    let short = app.anonymous(JOIN, json!({ "input": { "token": token, "password": "short" } })).await;
    let joined = join(&app, &token).await;
    let again = join(&app, &token).await;

    let staff = &invited.ok()["staff"];
    assert_eq!(
        (&staff["state"], &staff["roles"], &staff["emailMasked"], &staff["joinedAt"]),
        (&json!("INVITED"), &json!(["ACCOUNT_MANAGER", "FINANCE"]), &json!("a***@heron.example"), &Value::Null)
    );
    assert_eq!(before.refusals(), ["WRONG_CREDENTIALS"], "nobody signs in before they joined");
    assert_eq!(short.refusals(), ["INVALID_INPUT password"]);
    assert_eq!(joined.ok()["name"], "Ann Lee");
    assert_eq!(again.refusals(), ["INVITATION_USED token"]);
    let mail = app.mails().remove(0);
    assert_eq!(
        (mail.to.as_str(), mail.subject.as_str()),
        ("ann@heron.example", "Join Heron Systems Ltd in the partner center")
    );
    let ann = app.sign_in("ann@heron.example").await;
    assert_eq!(ann.query(VIEWER, json!({})).await.data()["viewer"]["roles"], json!(["ACCOUNT_MANAGER", "FINANCE"]));
    assert_eq!(
        app.rows("select operation from audit_log where operation like 'staff.%' order by id desc limit 2"),
        ["staff.join", "staff.invite"]
    );
    app.close().await;
}

#[tokio::test]
async fn only_the_last_link_works_and_for_seven_days() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let id =
        invite(&admin, "ann@heron.example", json!(["FINANCE"])).await.ok()["staff"]["id"].as_str().unwrap().to_owned();
    app.run_jobs().await;
    let first = token(&app);
    app.later(TimeDelta::days(7));
    let late = join(&app, &first).await;

    let admin = app.admin_of(&app.channel.reseller).await;
    let resent = on(&admin, RESEND, &id).await;
    app.run_jobs().await;
    let second = token(&app);
    app.later(TimeDelta::days(7) - TimeDelta::microseconds(1));

    assert_eq!(late.refusals(), ["INVITATION_EXPIRED token"]);
    assert_eq!(resent.ok()["staff"]["state"], "INVITED");
    for wrong in [first.as_str(), "", "x.y", &format!("{second}A"), &second[..second.len() - 1]] {
        assert_eq!(join(&app, wrong).await.refusals(), ["INVITATION_NOT_FOUND token"], "{wrong}");
    }
    assert_eq!(join(&app, &second).await.refusals(), [""; 0]);
    let admin = app.admin_of(&app.channel.reseller).await;
    assert_eq!(on(&admin, RESEND, &id).await.refusals(), ["STATE_CONFLICT staffId"], "who has joined needs no link");
    app.close().await;
}

#[tokio::test]
async fn a_link_used_four_times_at_one_moment_is_used_once() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    assert_eq!(invite(&admin, "ann@heron.example", json!(["FINANCE"])).await.refusals(), [""; 0]);
    app.run_jobs().await;
    let token = token(&app);

    let answers = join_all((0..4).map(|_| join(&app, &token))).await;

    let mut refusals: Vec<String> = answers.iter().flat_map(Answer::refusals).collect();
    refusals.sort();
    assert_eq!(refusals, ["INVITATION_USED token"; 3]);
    app.close().await;
}
