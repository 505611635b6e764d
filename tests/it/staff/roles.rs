//! Which roles go together, and the one that must not be lost.

use domain::actor::Role;
use serde_json::json;
use tests::{Answer, App};

use super::{REMOVE, SUSPEND, invite, on, set};

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

    // Whoever comes second is told that somebody has to stay, or that they are nobody any more.
    let told = |answer: &Answer| match answer.error_code() {
        "UNAUTHENTICATED" => "nobody".to_owned(),
        _ => answer.refusals().join(""),
    };
    let mut outcome = [told(&first), told(&second)];
    outcome.sort();
    assert_eq!(outcome[0], "");
    assert!(["STATE_CONFLICT staffId", "nobody"].contains(&outcome[1].as_str()), "{outcome:?}");
    let active =
        app.rows("select email from staff where removed_at is null and suspended_at is null and email like '%@%'");
    assert_eq!(active.iter().filter(|email| [&ann.email, &app.channel.reseller.email].contains(email)).count(), 1);
    app.close().await;
}
