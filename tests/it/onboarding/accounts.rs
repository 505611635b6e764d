//! The account that a customer opens.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{App, mobile};

use super::{accept, edges_of, link};

#[tokio::test]
async fn a_link_serves_many_reported_customers_but_no_account_older_than_seven_days() {
    let app = App::start().await;
    let token = link(&app, &app.channel.reseller, "RESALE").await;
    let (young, old) = (app.registered(1).await, app.registered(2).await);
    app.later(TimeDelta::days(7));
    app.reported(&app.channel.reseller, 1).await;
    app.reported(&app.channel.reseller, 2).await;

    let within = accept(&app, &app.admin_of(&young).await, &token).await;
    app.later(TimeDelta::seconds(1));
    let after = accept(&app, &app.admin_of(&old).await, &token).await;
    let fresh = app.registered(3).await;
    app.reported(&app.channel.reseller, 3).await;
    let another = accept(&app, &app.admin_of(&fresh).await, &token).await;
    let again = accept(&app, &app.admin_of(&fresh).await, &token).await;

    assert_eq!([within.refusals(), another.refusals()], [Vec::<String>::new(), Vec::new()]);
    assert_eq!(after.refusals(), ["ACCOUNT_TOO_OLD"]);
    assert_eq!(again.refusals(), ["CUSTOMER_ASSOCIATED"]);
    assert_eq!(app.rows("select state from invitations"), ["open"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn an_account_is_refused_for_each_of_its_fields() {
    let app = App::start().await;
    let good = app.registration(1).await;
    let with = |field: &str, value: Value| {
        let mut input = good.clone();
        input[field] = value;
        input
    };
    let taken = app.registered(2).await;

    let mut refused = Vec::new();
    for (what, input) in [
        ("a short name", with("accountName", json!("abcd"))),
        ("digits alone", with("accountName", json!("12345"))),
        ("a reserved name", with("accountName", json!("op_tea"))),
        ("not a number", with("mobile", json!("13800000001"))),
        ("not an address", with("email", json!("nobody"))),
        ("a plain password", with("password", json!("abcdefghijklm"))),
        ("a short password", with("password", json!("Abc 12"))),
        ("no name", with("name", json!(" "))),
        ("a wrong code", with("verificationCode", json!("x"))),
        ("nothing accepted", with("agreementIds", json!([]))),
        ("a number in use", with("mobile", json!(mobile(2)))),
        ("a name in use", with("accountName", json!("customer-0002"))),
    ] {
        refused.push(format!("{what}: {}", app.register(&input).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    a short name: INVALID_INPUT accountName
    digits alone: INVALID_INPUT accountName
    a reserved name: INVALID_INPUT accountName
    not a number: INVALID_INPUT mobile
    not an address: INVALID_INPUT email
    a plain password: INVALID_INPUT password
    a short password: INVALID_INPUT password
    no name: INVALID_INPUT name
    a wrong code: CODE_WRONG verificationCode
    nothing accepted: AGREEMENT_MISSING agreementIds
    a number in use: MOBILE_IN_USE mobile
    a name in use: ALREADY_EXISTS accountName
    ");
    assert_eq!(edges_of(&app, &taken), 0);
    assert_eq!(app.count("profiles where account_name = 'customer-0001'"), 0);
    let again = app.register(&good).await;
    assert_eq!(again.refusals(), Vec::<String>::new(), "what was refused used nothing up");
    assert_eq!(
        app.register(&with("accountName", json!("customer-0003"))).await.refusals(),
        ["CODE_EXPIRED verificationCode"]
    );
    app.close().await;
}
