//! Who sees the people of a party, and what they can do with them.

use domain::actor::Role;
use serde_json::{Value, json};
use tests::{App, Person};

use super::{REMOVE, RESEND, RESUME, SUSPEND, invite, on, people, set};

const STAFF: &str = "query($id: ID!) { node(id: $id) { ... on Staff { state
    availableActions { action allowed reason } } } }";

/// A person of another party is nobody; the vendor sees them and has no say.
#[tokio::test]
async fn people_are_their_own_partys_business() {
    let app = App::start().await;
    let ann = app.colleague(&app.channel.reseller, "Ann", &[Role::Finance]).await;
    let (finance, stranger) = (app.sign_in(&ann.email).await, app.admin_of(&app.channel.other_reseller).await);
    let (above, vendor) = (app.admin_of(&app.channel.distributor).await, app.admin_of(&app.channel.vendor).await);

    for document in [RESEND, SUSPEND, RESUME, REMOVE] {
        for (person, answer) in [
            (&stranger, "NOT_FOUND staffId"),
            (&above, "NOT_FOUND staffId"),
            (&vendor, "FORBIDDEN"),
            (&finance, "FORBIDDEN"),
        ] {
            assert_eq!(on(person, document, &ann.id).await.refusals(), [answer], "{document}");
        }
        let nobody = app.anonymous(document, json!({ "input": { "staffId": ann.id } })).await;
        assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
    }
    assert_eq!(set(&stranger, &ann.id, json!(["OPERATIONS"])).await.refusals(), ["NOT_FOUND staffId"]);
    assert_eq!(invite(&finance, "x@heron.example", json!(["FINANCE"])).await.refusals(), ["FORBIDDEN"]);

    let everybody = [r#"Robin ACTIVE ["ADMINISTRATOR"]"#, r#"Ann ACTIVE ["FINANCE"]"#];
    assert_eq!(people(&finance, &app.channel.reseller).await, everybody);
    assert_eq!(people(&vendor, &app.channel.reseller).await, everybody);
    assert_eq!(people(&above, &app.channel.reseller).await, [""; 0]);
    app.close().await;
}

#[tokio::test]
async fn what_can_be_done_with_a_person_is_said_beforehand() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let ann = app.colleague(&app.channel.reseller, "Ann", &[Role::AccountManager]).await;
    let own = app.staff_id(&app.channel.reseller.email);
    let actions = async |person: &Person<'_>, id: &str| {
        let answer = person.query(STAFF, json!({ "id": id })).await;
        let line = |it: &Value| format!("{} {}", it["action"].as_str().unwrap(), it["reason"].as_str().unwrap_or("ok"));
        answer.data()["node"]["availableActions"].as_array().unwrap().iter().map(line).collect::<Vec<_>>().join(", ")
    };

    let told = [
        actions(&admin, &ann.id).await,
        actions(&admin, &own).await,
        actions(&app.sign_in(&ann.email).await, &ann.id).await,
        actions(&app.admin_of(&app.channel.vendor).await, &ann.id).await,
    ];

    insta::assert_snapshot!(told.join("\n"), @"
    staffInvitationResend STATE_CONFLICT, staffRolesSet ok, staffSuspend ok, staffResume STATE_CONFLICT, staffRemove ok, managerDirectorSet ok
    staffInvitationResend STATE_CONFLICT, staffRolesSet STATE_CONFLICT, staffSuspend STATE_CONFLICT, staffResume STATE_CONFLICT, staffRemove STATE_CONFLICT, managerDirectorSet STATE_CONFLICT
    staffInvitationResend FORBIDDEN, staffRolesSet FORBIDDEN, staffSuspend FORBIDDEN, staffResume FORBIDDEN, staffRemove FORBIDDEN, managerDirectorSet FORBIDDEN
    staffInvitationResend FORBIDDEN, staffRolesSet FORBIDDEN, staffSuspend FORBIDDEN, staffResume FORBIDDEN, staffRemove FORBIDDEN, managerDirectorSet FORBIDDEN
    ");
    app.close().await;
}
