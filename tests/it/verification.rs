//! Verification codes: by mail, for ten minutes, three tries, once.

use chrono::TimeDelta;
use domain::party::Locale;
use domain::profile::Email;
use domain::verification::{self, Addressee, Purpose};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, Person, vault};

const SEND: &str = include_str!("../graphql/verification_code_send.graphql");
const SWITCH: &str = "mutation Switch($input: VerificationSwitchInput!) {
  verificationSwitch(input: $input) { enabled userErrors { code message field } } }";
const USES_CODES: &str = "{ viewer { usesCodes } }";

const OUTSIDE: &str = "new.customer@example.org";
const FINANCE: &str = "finance@vendor.example";

async fn send(app: &App, purpose: &str, email: &str) -> Answer {
    app.anonymous(SEND, json!({ "input": { "purpose": purpose, "email": email } })).await
}

async fn switch(person: &Person<'_>, enabled: bool, code: Option<&str>) -> Vec<String> {
    let input = json!({ "input": { "enabled": enabled, "verificationCode": code } });
    person.query(SWITCH, input).await.refusals()
}

/// Another code than `code`.
fn wrong(code: &str) -> String {
    let number: u32 = code.parse().unwrap();
    format!("{:06}", (number + 1) % 1_000_000)
}

/// What trying a code ends with: `passed`, or why not. As the API does it, committed either way.
async fn attempt(app: &App, purpose: Purpose, code: &str) -> String {
    let (now, code) = (domain::clock::Clock::now(&app.clock), code.to_owned());
    let addressee = Addressee::Email(Email::parse(OUTSIDE).unwrap(), Locale::En);
    let tried = app.db.tx(move |conn| verification::attempt(conn, now, &vault(), &addressee, purpose, &code)).await;
    tried.unwrap().map_or_else(|refused| refused.to_string(), |_| "passed".to_owned())
}

#[tokio::test]
async fn a_code_reaches_somebody_outside_in_their_language() {
    let app = App::start().await;

    let input = json!({ "input": { "purpose": "REGISTER", "email": " New.Customer@example.org", "locale": "ZH_CN" } });
    let answer = app.anonymous(SEND, input).await;
    app.run_jobs().await;

    assert_eq!(answer.ok()["validForSeconds"], 600);
    let mail = app.mails().remove(0);
    assert_eq!((mail.to.as_str(), mail.subject.as_str()), (OUTSIDE, "您的验证码"));
    let stored = app.rows("select verification_codes from verification_codes").remove(0);
    assert!(!stored.contains("example.org"), "the address is sealed: {stored}");
    app.close().await;
}

#[tokio::test]
async fn a_code_works_for_ten_minutes_and_the_next_takes_its_place() {
    let app = App::start().await;
    let first = app.code_for("REGISTER", OUTSIDE).await;
    app.later(TimeDelta::seconds(599));
    let in_time = attempt(&app, Purpose::Register, &first).await;
    let other_purpose = attempt(&app, Purpose::Apply, &first).await;

    let second = app.code_for("REGISTER", OUTSIDE).await;
    let replaced = attempt(&app, Purpose::Register, &first).await;
    app.later(TimeDelta::minutes(10));
    let too_late = attempt(&app, Purpose::Register, &second).await;

    let gone = "the verification code no longer works: ask for a new one";
    assert_eq!(
        [in_time.as_str(), &other_purpose, &replaced, &too_late],
        ["passed", gone, "the verification code is wrong", gone]
    );
    app.close().await;
}

#[tokio::test]
async fn a_code_bears_three_wrong_tries_also_at_one_moment() {
    let app = App::start().await;
    let code = app.code_for("REGISTER", OUTSIDE).await;
    let wrong = wrong(&code);

    let mut tries = join_all((0..16).map(|_| attempt(&app, Purpose::Register, &wrong))).await;
    tries.sort();
    tries.dedup_by_key(|told| told.clone());
    let right = attempt(&app, Purpose::Register, &code).await;

    assert_eq!(tries, ["the verification code is wrong", "the verification code no longer works: ask for a new one"]);
    assert_eq!(app.rows("select tries from verification_codes"), ["3"]);
    assert_eq!(right, "the verification code no longer works: ask for a new one");
    app.close().await;
}

#[tokio::test]
async fn there_is_one_code_a_minute_and_five_an_hour_also_at_one_moment() {
    let app = App::start().await;

    let at_once = join_all((0..12).map(|_| send(&app, "APPLY", OUTSIDE))).await;
    let sent = at_once.iter().filter(|answer| answer.refusals().is_empty()).count();
    let mut later = Vec::new();
    for _ in 0..5 {
        app.later(TimeDelta::minutes(1));
        later.push(send(&app, "APPLY", OUTSIDE).await.refusals().join(" "));
    }
    app.later(TimeDelta::minutes(55));
    let next_hour = send(&app, "APPLY", OUTSIDE).await.refusals();

    assert_eq!(sent, 1);
    assert_eq!(later, ["", "", "", "", "TOO_MANY_CODES"]);
    assert_eq!(next_hour, Vec::<String>::new());
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn nobody_learns_by_a_code_whether_an_address_is_known() {
    let app = App::start().await;

    let known = send(&app, "PASSWORD_RESET", FINANCE).await;
    let unknown = send(&app, "PASSWORD_RESET", OUTSIDE).await;
    let again = [send(&app, "PASSWORD_RESET", FINANCE).await, send(&app, "PASSWORD_RESET", OUTSIDE).await];
    app.run_jobs().await;

    assert_eq!(known, unknown);
    assert_eq!(again[0], again[1]);
    assert_eq!(again[0].refusals(), ["TOO_MANY_CODES"]);
    let to: Vec<String> = app.mails().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, [FINANCE], "one mail, to who has the address");
    app.close().await;
}

/// The digits follow from the row, so also a row that went to nobody has some.
#[tokio::test]
async fn the_code_that_was_mailed_to_nobody_is_right_for_nobody() {
    let app = App::start().await;
    assert_eq!(send(&app, "SIGN_IN", OUTSIDE).await.refusals(), Vec::<String>::new());
    let id = app.rows("select id from verification_codes").remove(0).parse().unwrap();

    let told = attempt(&app, Purpose::SignIn, &vault().code("verification", id)).await;

    assert_eq!(told, "the verification code is wrong");
    app.close().await;
}

#[tokio::test]
async fn one_place_cannot_have_codes_sent_to_everybody() {
    let app = App::start().await;

    let mut told = Vec::new();
    for number in 0..21 {
        told.push(send(&app, "REGISTER", &format!("victim{number}@example.org")).await.refusals().join(" "));
    }
    app.run_jobs().await;

    assert_eq!(told.iter().filter(|told| told.is_empty()).count(), 20);
    assert_eq!(told[20], "TOO_MANY_ATTEMPTS");
    assert_eq!(app.mails().len(), 20);
    app.close().await;
}

#[tokio::test]
async fn what_is_no_address_gets_no_code_and_a_critical_operation_needs_a_sign_in() {
    let app = App::start().await;

    let none = app.anonymous(SEND, json!({ "input": { "purpose": "APPLY" } })).await;
    let nobody = app.anonymous(SEND, json!({ "input": { "purpose": "CRITICAL_OPERATION", "email": FINANCE } })).await;

    assert_eq!(none.refusals(), ["INVALID_INPUT email"]);
    assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
    assert_eq!(app.count("verification_codes"), 0);
    app.close().await;
}

#[tokio::test]
async fn codes_are_switched_on_freely_and_off_with_a_code_that_works_once() {
    let app = App::start().await;
    let partner = app.channel.reseller.clone();
    let admin = app.admin_of(&partner).await;
    let uses = async || admin.query(USES_CODES, json!({})).await.data()["viewer"]["usesCodes"].clone();
    let before = uses().await;

    let on = switch(&admin, true, None).await;
    let without = switch(&admin, false, None).await;
    let code = admin.code(&partner.email).await;
    let mistyped = switch(&admin, false, Some(&wrong(&code))).await;
    let still = uses().await;
    let off = join_all((0..8).map(|_| switch(&admin, false, Some(&code)))).await;
    let after = uses().await;

    assert_eq!([before, still, after], [json!(false), json!(true), json!(false)]);
    assert_eq!(on, Vec::<String>::new());
    assert_eq!(without, ["CODE_REQUIRED verificationCode"]);
    assert_eq!(mistyped, ["CODE_WRONG verificationCode"]);
    assert!(off.contains(&Vec::new()), "{off:?}");
    assert_eq!(app.count("verification_codes where used_at is not null"), 1);
    let lines = app.rows("select operation from audit_log where operation like 'verification.%' order by position");
    assert_eq!(lines[0], "verification.switch_on");
    app.close().await;
}

/// 64 operations at once with one right code: each is proven, one is done.
#[tokio::test]
async fn a_proof_is_used_up_by_one_operation() {
    let app = App::start().await;
    let code = app.code_for("REGISTER", OUTSIDE).await;
    let (now, addressee) =
        (domain::clock::Clock::now(&app.clock), Addressee::Email(Email::parse(OUTSIDE).unwrap(), Locale::ZhCn));

    let operations = (0..64).map(|_| {
        let (db, code, addressee) = (app.db.clone(), code.clone(), addressee.clone());
        async move {
            let mut outcome = None;
            // The pool has fewer connections than there are callers; one that waited too long comes again.
            while outcome.is_none() {
                let (code, addressee) = (code.clone(), addressee.clone());
                let done = db.tx(move |conn| {
                    let proof = verification::attempt(conn, now, &vault(), &addressee, Purpose::Register, &code)??;
                    verification::spend(conn, now, proof, &addressee, Purpose::Register)
                });
                outcome = match done.await {
                    Err(verification::Error::Database(_)) => None,
                    done => Some(done.is_ok()),
                };
            }
            outcome.unwrap()
        }
    });
    let done = join_all(operations).await;

    assert_eq!(done.into_iter().filter(|done| *done).count(), 1);
    app.close().await;
}

#[tokio::test]
async fn codes_that_served_their_time_are_removed() {
    let app = App::start().await;
    app.code_for("REGISTER", OUTSIDE).await;
    app.later(TimeDelta::hours(25));

    let now = domain::clock::Clock::now(&app.clock);
    let removed = app.db.tx(move |conn| verification::clean(conn, now, 10)).await.unwrap();

    assert_eq!((removed, app.count("verification_codes")), (1, 0));
    app.close().await;
}

#[test]
fn every_purpose_has_its_words_in_every_language() {
    let emails = workers::emails::Emails::new(&"https://partners.example".parse().unwrap()).unwrap();
    let told: Vec<Value> = Purpose::ALL
        .iter()
        .flat_map(|purpose| Locale::ALL.iter().map(move |locale| (*purpose, *locale)))
        .map(|(purpose, locale)| {
            let letter =
                domain::mail::Letter::VerificationCode(verification::Mailed { purpose, code: "000001".into() });
            let text = emails.render(&letter, "x", locale).unwrap().text;
            json!(text.lines().nth(2).unwrap())
        })
        .collect();

    insta::assert_snapshot!(told.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n"), @r"
    this is the code to sign in:
    您正在登录，验证码为：
    this is the code to set a new password:
    您正在重置密码，验证码为：
    this is the code to register an account:
    您正在注册账号，验证码为：
    this is the code to apply to become a partner:
    您正在申请成为合作伙伴，验证码为：
    this is the code to confirm an operation of your company's account:
    您正在确认贵公司账户的一项敏感操作，验证码为：
    ");
}
