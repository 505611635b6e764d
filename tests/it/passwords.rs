//! Changing one's password, and setting it anew.

use domain::password;
use futures_util::future::join_all;
use serde_json::json;
use tests::{App, PASSWORD, Person};

const CHANGE: &str = "mutation Change($input: PasswordChangeInput!) {
  passwordChange(input: $input) { userErrors { code message field } } }";
const RESET: &str = "mutation Reset($input: PasswordResetInput!) {
  passwordReset(input: $input) { userErrors { code message field } } }";
const CREATE: &str = include_str!("../graphql/session_create.graphql");
const VIEWER: &str = include_str!("../graphql/viewer.graphql");

const FINANCE: &str = "finance@vendor.example";
const NEW: &str = "another horse, another battery";

async fn change(person: &Person<'_>, old: &str, new: &str) -> Vec<String> {
    person.query(CHANGE, json!({ "input": { "oldPassword": old, "newPassword": new } })).await.refusals()
}

async fn reset(app: &App, email: &str, code: &str, new: &str) -> Vec<String> {
    let input = json!({ "input": { "email": email, "verificationCode": code, "newPassword": new } });
    app.anonymous(RESET, input).await.refusals()
}

async fn sign_in(app: &App, password: &str) -> Vec<String> {
    app.anonymous(CREATE, json!({ "input": { "email": FINANCE, "password": password } })).await.refusals()
}

async fn is_signed_in(person: &Person<'_>) -> bool {
    person.query(VIEWER, json!({})).await.0.get("errors").is_none()
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    let app = App::start().await;
    let (here, elsewhere) = (app.finance().await, app.finance().await);

    let changed = change(&here, PASSWORD, NEW).await;

    assert_eq!(changed, Vec::<String>::new());
    assert_eq!((is_signed_in(&here).await, is_signed_in(&elsewhere).await), (true, false));
    assert_eq!(sign_in(&app, PASSWORD).await, ["WRONG_CREDENTIALS"]);
    assert_eq!(sign_in(&app, NEW).await, Vec::<String>::new());
    let lines =
        app.rows("select operation from audit_log where operation not like 'session.open' order by id desc limit 2");
    assert_eq!(lines, ["password.change", "session.revoke"]);
    app.close().await;
}

/// Who found an open browser does not learn the password by trying.
#[tokio::test]
async fn the_old_password_cannot_be_guessed_by_who_is_signed_in() {
    let app = App::start().await;
    let person = app.finance().await;
    let before = app.passwords_hashed();

    let mut told = Vec::new();
    for guess in 0..6 {
        told.push(change(&person, &format!("guess number {guess}"), NEW).await.join(" "));
    }

    assert_eq!(told[..5], ["WRONG_CREDENTIALS"; 5]);
    assert_eq!(told[5], "TOO_MANY_ATTEMPTS");
    assert_eq!(app.passwords_hashed() - before, 5);
    app.close().await;
}

#[tokio::test]
async fn a_new_password_that_may_not_be_had_changes_nothing() {
    let app = App::start().await;
    let (here, elsewhere) = (app.finance().await, app.finance().await);

    let refused = change(&here, PASSWORD, "short").await;

    assert_eq!(refused, ["INVALID_INPUT newPassword"]);
    assert!(is_signed_in(&elsewhere).await);
    assert_eq!(sign_in(&app, PASSWORD).await, Vec::<String>::new());
    app.close().await;
}

#[tokio::test]
async fn a_password_is_set_anew_by_a_mailed_code_once() {
    let app = App::start().await;
    let elsewhere = app.finance().await;
    let code = app.code_for("PASSWORD_RESET", FINANCE).await;

    let refused = reset(&app, FINANCE, &code, "short").await;
    let set = reset(&app, "Finance@Vendor.example", &code, NEW).await;
    let again = reset(&app, FINANCE, &code, PASSWORD).await;

    assert_eq!(refused, ["INVALID_INPUT newPassword"]);
    assert_eq!(set, Vec::<String>::new(), "the code was not used up by what was refused");
    assert_eq!(again, ["CODE_EXPIRED verificationCode"]);
    assert!(!is_signed_in(&elsewhere).await);
    assert_eq!(sign_in(&app, NEW).await, Vec::<String>::new());
    let line = app.rows("select operation || ' ' || details from audit_log where operation = 'password.reset'");
    assert_eq!(line, [r#"password.reset {"sessionsEnded": 1}"#]);
    app.close().await;
}

#[tokio::test]
async fn of_many_resets_with_one_code_one_is_done() {
    let app = App::start().await;
    let code = app.code_for("PASSWORD_RESET", FINANCE).await;

    let passwords: Vec<String> = (0..6).map(|number| format!("a new password {number}")).collect();
    let told = join_all(passwords.iter().map(|new| reset(&app, FINANCE, &code, new))).await;

    assert_eq!(told.iter().filter(|told| told.is_empty()).count(), 1, "{told:?}");
    assert_eq!(app.count("audit_log where operation = 'password.reset'"), 1);
    app.close().await;
}

#[tokio::test]
async fn a_code_of_one_person_does_not_set_the_password_of_another() {
    let app = App::start().await;
    let code = app.code_for("PASSWORD_RESET", FINANCE).await;

    let other = reset(&app, "operations@vendor.example", &code, NEW).await;
    let sign_in_code = app.code_for("SIGN_IN", FINANCE).await;
    let other_purpose = reset(&app, FINANCE, &sign_in_code, NEW).await;

    assert_eq!(other, ["CODE_EXPIRED verificationCode"]);
    assert_eq!(other_purpose, ["CODE_WRONG verificationCode"]);
    app.close().await;
}

#[tokio::test]
async fn a_suspended_person_is_sent_no_code_and_cannot_use_one() {
    let app = App::start().await;
    let code = app.code_for("PASSWORD_RESET", FINANCE).await;
    app.sql(&format!("update staff set suspended_at = now() where email = '{FINANCE}'"));

    let refused = reset(&app, FINANCE, &code, NEW).await;
    app.later(chrono::TimeDelta::minutes(1));
    let input = json!({ "input": { "purpose": "PASSWORD_RESET", "email": FINANCE } });
    let sent = app.anonymous(include_str!("../graphql/verification_code_send.graphql"), input).await;
    assert_eq!(sent.refusals(), Vec::<String>::new(), "nobody learns that the person is suspended");

    assert_eq!(refused, ["WRONG_CREDENTIALS"]);
    assert_eq!(app.run_jobs().await, 0);
    app.close().await;
}

#[test]
fn a_password_is_long_or_of_two_kinds_and_nobodys_name() {
    let told = |password: &str| {
        let hashed = password::hash_for(password, &["Robin van der Berg", "robin.vanderberg@vendor.example"]);
        hashed.map_or_else(|refused| refused.to_string(), |_| "taken".to_owned())
    };

    let passwords = [
        "elevenchars",
        "twelveletter",
        "twelveletteR",
        "fifteen letters",
        "fifteenletterss",
        "123456789012",
        "12345678901x",
        "robin van der berg",
        "GREB red nav nibor",
        "robin.vanderberg",
        "grebrednav.nibor",
        "Robin.VanderBerg@vendor.example",
        &"x".repeat(201),
    ];
    insta::assert_snapshot!(passwords.map(|it| format!("{:.20}: {}", it, told(it))).join("\n"), @r"
    elevenchars: a password has 12 to 200 characters
    twelveletter: a password of fewer than 15 characters has two of: small letters, capitals, digits, others
    twelveletteR: taken
    fifteen letters: taken
    fifteenletterss: taken
    123456789012: a password of fewer than 15 characters has two of: small letters, capitals, digits, others
    12345678901x: taken
    robin van der berg: a password is not one's name or address, forwards or backwards
    GREB red nav nibor: a password is not one's name or address, forwards or backwards
    robin.vanderberg: a password is not one's name or address, forwards or backwards
    grebrednav.nibor: a password is not one's name or address, forwards or backwards
    Robin.VanderBerg@ven: a password is not one's name or address, forwards or backwards
    xxxxxxxxxxxxxxxxxxxx: a password has 12 to 200 characters
    ");
}
