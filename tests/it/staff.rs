//! People come to a party, change their roles, and go.

use chrono::TimeDelta;
use domain::actor::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD, Partner, Person};

const INVITE: &str = "mutation($input: StaffInviteInput!) { staffInvite(input: $input) {
    staff { id state roles emailMasked joinedAt } userErrors { code field } } }";
const RESEND: &str = "mutation($input: StaffInvitationResendInput!) { staffInvitationResend(input: $input) {
    staff { state } userErrors { code field } } }";
const JOIN: &str = "mutation($input: StaffJoinInput!) { staffJoin(input: $input) { name userErrors { code field } } }";
const ROLES_SET: &str = "mutation($input: StaffRolesSetInput!) { staffRolesSet(input: $input) {
    staff { roles customRoles { name } } userErrors { code field } } }";
const SUSPEND: &str = "mutation($input: StaffSuspendInput!) { staffSuspend(input: $input) {
    staff { state } userErrors { code field } } }";
const RESUME: &str = "mutation($input: StaffResumeInput!) { staffResume(input: $input) {
    staff { state } userErrors { code field } } }";
const REMOVE: &str = "mutation($input: StaffRemoveInput!) { staffRemove(input: $input) {
    staff { state } userErrors { code field } } }";
const STAFF: &str = "query($id: ID!) { node(id: $id) { ... on Staff { state
    availableActions { action allowed reason } } } }";
const PEOPLE: &str = "query($id: ID!) { node(id: $id) { ... on Party {
    staff(first: 10) { totalCount nodes { name state roles } } } } }";
const VIEWER: &str = include_str!("../graphql/viewer.graphql");
const CREATE: &str = include_str!("../graphql/session_create.graphql");

async fn invite(person: &Person<'_>, email: &str, roles: Value) -> Answer {
    let input = json!({ "email": email, "name": "Ann Lee", "locale": "EN", "roles": roles });
    person.query(INVITE, json!({ "input": input })).await
}

/// The end of the link in the last mail that arrived.
fn token(app: &App) -> String {
    let mail = app.mails().pop().unwrap();
    let line = mail.text.lines().find(|line| line.contains("/join/")).unwrap();
    line.rsplit_once('/').unwrap().1.to_owned()
}

async fn join(app: &App, token: &str) -> Answer {
    app.anonymous(JOIN, json!({ "input": { "token": token, "password": PASSWORD } })).await
}

async fn on(person: &Person<'_>, document: &str, staff_id: &str) -> Answer {
    person.query(document, json!({ "input": { "staffId": staff_id } })).await
}

async fn set(person: &Person<'_>, staff_id: &str, roles: Value) -> Answer {
    person.query(ROLES_SET, json!({ "input": { "staffId": staff_id, "roles": roles } })).await
}

/// `Heron Systems Ltd: Robin ACTIVE [ADMINISTRATOR]`, for everybody of `party` whom the person sees.
async fn people(person: &Person<'_>, party: &Partner) -> Vec<String> {
    let answer = person.query(PEOPLE, json!({ "id": party.global_id() })).await;
    let found = answer.data()["node"]["staff"]["nodes"].as_array().cloned().unwrap_or_default();
    let line =
        |it: &Value| format!("{} {} {}", it["name"].as_str().unwrap(), it["state"].as_str().unwrap(), it["roles"]);
    found.iter().map(line).collect()
}

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

/// Invariant 27: one to three, administrator alone, account manager xor director; and what the kind of party has.
#[tokio::test]
async fn roles_that_do_not_go_together_are_not_given() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let ann = app.colleague(&app.channel.reseller, "Ann", &[Role::Finance]).await;
    let mut told = Vec::new();
    for roles in [
        json!([]),
        json!(["OPERATIONS"]),
        json!(["FINANCE", "OPERATIONS", "ACCOUNT_MANAGER"]),
        json!(["FINANCE", "OPERATIONS", "MANAGER_DIRECTOR"]),
        json!(["FINANCE", "FINANCE"]),
        json!(["ACCOUNT_MANAGER", "MANAGER_DIRECTOR"]),
        json!(["ADMINISTRATOR", "FINANCE"]),
        json!(["FINANCE", "OPERATIONS", "ACCOUNT_MANAGER", "MANAGER_DIRECTOR"]),
        json!(["ADMINISTRATOR"]),
    ] {
        let refused = set(&admin, &ann.id, roles.clone()).await.refusals().join(", ");
        told.push(format!("{roles}: {}", if refused.is_empty() { "given" } else { &refused }));
    }
    let customer = app.admin_of(&app.channel.customer).await;
    let managers_of_a_customer = invite(&customer, "mia@lantern.example", json!(["ACCOUNT_MANAGER"])).await;

    insta::assert_snapshot!(told.join("\n"), @r#"
    []: INVALID_INPUT roles
    ["OPERATIONS"]: given
    ["FINANCE","OPERATIONS","ACCOUNT_MANAGER"]: given
    ["FINANCE","OPERATIONS","MANAGER_DIRECTOR"]: given
    ["FINANCE","FINANCE"]: INVALID_INPUT roles
    ["ACCOUNT_MANAGER","MANAGER_DIRECTOR"]: INVALID_INPUT roles
    ["ADMINISTRATOR","FINANCE"]: INVALID_INPUT roles
    ["FINANCE","OPERATIONS","ACCOUNT_MANAGER","MANAGER_DIRECTOR"]: INVALID_INPUT roles
    ["ADMINISTRATOR"]: given
    "#);
    assert_eq!(managers_of_a_customer.refusals(), ["INVALID_INPUT roles"]);
    app.close().await;
}

#[tokio::test]
async fn the_last_administrator_stays() {
    let app = App::start().await;
    let admin = app.admin_of(&app.channel.reseller).await;
    let id = app.staff_id(&app.channel.reseller.email);
    let invited = invite(&admin, "ann@heron.example", json!(["ADMINISTRATOR"])).await;
    let audited = app.count("audit_log");

    let refused =
        [set(&admin, &id, json!(["FINANCE"])).await, on(&admin, SUSPEND, &id).await, on(&admin, REMOVE, &id).await];

    assert_eq!(invited.ok()["staff"]["state"], "INVITED", "who was only invited runs nothing yet");
    for answer in refused {
        assert_eq!(answer.refusals(), ["STATE_CONFLICT staffId"]);
    }
    assert_eq!(app.count("audit_log"), audited);
    app.run_jobs().await;
    app.close().await;
}

/// Each would be allowed alone; both would leave nobody.
#[tokio::test]
async fn two_administrators_who_remove_each_other_at_one_moment_leave_one() {
    let app = App::start().await;
    let one = app.admin_of(&app.channel.reseller).await;
    let ann = app.colleague(&app.channel.reseller, "Ann", &[Role::Administrator]).await;
    let (other, id) = (app.sign_in(&ann.email).await, app.staff_id(&app.channel.reseller.email));

    let (first, second) = tokio::join!(on(&one, REMOVE, &ann.id), on(&other, SUSPEND, &id));

    let mut outcome = [first.refusals().join(""), second.refusals().join("")];
    outcome.sort();
    assert_eq!(outcome, ["", "STATE_CONFLICT staffId"]);
    app.close().await;
}

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
