//! People are suspended, come back, and go; their addresses remain theirs.

use domain::actor::Role;
use serde_json::json;
use tests::{App, PASSWORD};

use super::{CREATE, REMOVE, RESUME, SUSPEND, VIEWER, invite, on, people};

#[tokio::test]
async fn who_is_suspended_is_out_at_once_and_who_is_removed_for_good() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let ann = app.colleague(&app.channel.reseller, "Ann", &[Role::Finance]).await;
    let session = app.sign_in(&ann.email).await;

    let suspended = on(&admin, SUSPEND, &ann.id).await;
    let out = session.query(VIEWER, json!({})).await;
    let refused = app.anonymous(CREATE, json!({ "input": { "email": ann.email, "password": PASSWORD } })).await;
    let resumed = on(&admin, RESUME, &ann.id).await;
    let still_out = session.query(VIEWER, json!({})).await;
    app.sign_in(&ann.email).await;
    let removed = on(&admin, REMOVE, &ann.id).await;
    let gone = app.anonymous(CREATE, json!({ "input": { "email": ann.email, "password": PASSWORD } })).await;
    let back = invite(&admin, &ann.email, json!(["FINANCE"])).await;

    assert_eq!(suspended.ok()["staff"]["state"], "SUSPENDED");
    assert_eq!(
        (out.error_code(), still_out.error_code()),
        ("UNAUTHENTICATED", "UNAUTHENTICATED"),
        "a session that ended stays so"
    );
    assert_eq!(
        (refused.refusals(), gone.refusals()),
        (vec!["WRONG_CREDENTIALS".to_owned()], vec!["WRONG_CREDENTIALS".to_owned()])
    );
    assert_eq!(
        (&resumed.ok()["staff"]["state"], &removed.ok()["staff"]["state"]),
        (&json!("ACTIVE"), &json!("REMOVED"))
    );
    assert_ne!(back.ok()["staff"]["id"], ann.id, "the address is free, the person another");
    assert_eq!(
        people(&admin, &app.channel.reseller).await,
        [r#"Robin ACTIVE ["ADMINISTRATOR"]"#, r#"Ann Lee INVITED ["FINANCE"]"#]
    );
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn an_address_is_one_person() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let taken = app.channel.other_reseller.email.to_uppercase();

    assert_eq!(invite(&admin, &taken, json!(["FINANCE"])).await.refusals(), ["ALREADY_EXISTS email"]);
    assert_eq!(invite(&admin, "no address", json!(["FINANCE"])).await.refusals(), ["INVALID_INPUT email"]);
    app.close().await;
}
