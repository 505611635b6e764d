//! Guessing passwords: what it costs us, and who still gets in.

use chrono::TimeDelta;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD};

const CREATE: &str = include_str!("../graphql/session_create.graphql");
const FINANCE: &str = "finance@vendor.example";

/// Signs in from `place`, as our proxy tells it.
async fn sign_in_from(app: &App, place: &str, email: &str, password: &str, code: Option<&str>) -> Answer {
    let input = json!({ "input": { "email": email, "password": password, "verificationCode": code } });
    app.anonymous_from(place, CREATE, input).await
}

async fn told(app: &App, place: &str, email: &str, password: &str) -> String {
    sign_in_from(app, place, email, password, None).await.refusals().join(" ")
}

/// Guesses once, whatever the answer: a busy machine may say `UNAVAILABLE`.
async fn guess(app: &App, place: &str, number: i32) {
    let input = json!({ "input": { "email": FINANCE, "password": format!("guess number {number}") } });
    let answer = app.anonymous_from(place, CREATE, input).await;
    assert!(answer.0["data"]["sessionCreate"]["session"].is_null(), "{}", answer.0);
}

/// Ten guesses in one document, by aliases.
async fn ten_guesses(app: &App, place: &str) {
    let fields: String = (0..10)
        .map(|number| {
            format!("g{number}: sessionCreate(input: {{ email: \"{FINANCE}\", password: \"guess number {number}\" }}) {{ session {{ accessToken }} }} ")
        })
        .collect();
    let answer = app.anonymous_from(place, &format!("mutation {{ {fields} }}"), json!({})).await;
    assert!(!answer.0.to_string().contains("\"accessToken\""), "{}", answer.0);
}

#[tokio::test]
async fn ten_thousand_guesses_cost_twenty_hashes_and_the_owner_still_signs_in() {
    let app = App::start().await;
    let before = app.passwords_hashed();

    // From eight places at once: 504 documents of ten aliases, and 4 960 requests.
    let place = async |place: i32| {
        let place = format!("198.51.100.{place}");
        for round in 0..63 {
            ten_guesses(&app, &place).await;
            for number in 0..if round == 62 { 0 } else { 10 } {
                guess(&app, &place, number).await;
            }
        }
    };
    join_all((0..8).map(place)).await;

    // One that waits too long for its turn is counted and not hashed.
    let hashed = app.passwords_hashed() - before;
    assert!((1..=20).contains(&hashed), "20 for an account, whatever is asked: {hashed}");
    assert_eq!(app.count("sign_in_counters where kind = 'account'"), 1);
    let locked_out = sign_in_from(&app, "203.0.113.9", FINANCE, PASSWORD, None).await;
    assert_eq!(locked_out.refusals(), ["TOO_MANY_ATTEMPTS"]);
    assert_eq!(locked_out.data()["sessionCreate"]["session"], Value::Null);
    let code = app.code_for("SIGN_IN", FINANCE).await;
    let owner = sign_in_from(&app, "203.0.113.9", FINANCE, PASSWORD, Some(&code)).await;
    assert_eq!(owner.refusals(), Vec::<String>::new());
    assert_eq!(app.passwords_hashed() - before, hashed + 1);
    app.close().await;
}

#[tokio::test]
async fn guesses_at_one_moment_count_like_guesses_in_a_row() {
    let app = App::start().await;
    let before = app.passwords_hashed();

    let answers = join_all((0..32).map(|_| told(&app, "198.51.100.1", FINANCE, "a wrong password"))).await;

    assert!(app.passwords_hashed() - before <= 5);
    assert!(answers.iter().filter(|told| *told == "TOO_MANY_ATTEMPTS").count() >= 27);
    app.close().await;
}

#[tokio::test]
async fn one_place_locks_itself_out_of_an_account_and_nobody_else() {
    let app = App::start().await;

    let mut there = Vec::new();
    for _ in 0..6 {
        there.push(told(&app, "198.51.100.1", FINANCE, "a wrong password").await);
    }
    let right_there = told(&app, "198.51.100.1", FINANCE, PASSWORD).await;
    let other_account = told(&app, "198.51.100.1", "operations@vendor.example", PASSWORD).await;
    let elsewhere = told(&app, "203.0.113.9", FINANCE, PASSWORD).await;
    app.later(TimeDelta::minutes(15));
    let later = told(&app, "198.51.100.1", FINANCE, PASSWORD).await;

    assert_eq!(there[..5], ["WRONG_CREDENTIALS"; 5]);
    assert_eq!([there[5].as_str(), &right_there], ["TOO_MANY_ATTEMPTS"; 2]);
    assert_eq!([other_account.as_str(), &elsewhere, &later], [""; 3]);
    app.close().await;
}

#[tokio::test]
async fn one_place_tries_fifty_passwords_on_however_many_accounts() {
    let app = App::start().await;
    let before = app.passwords_hashed();

    let mut answers = Vec::new();
    for number in 0..51 {
        answers.push(told(&app, "198.51.100.1", &format!("somebody{number}@vendor.example"), "password 1234").await);
    }

    assert_eq!((answers[49].as_str(), answers[50].as_str()), ("WRONG_CREDENTIALS", "TOO_MANY_ATTEMPTS"));
    assert_eq!(app.passwords_hashed() - before, 50);
    app.close().await;
}

/// Whoever signs in often is not refused: only wrong passwords stay counted.
#[tokio::test]
async fn a_right_password_gives_its_attempt_back_and_forgets_the_wrong_ones() {
    let app = App::start().await;
    for _ in 0..4 {
        told(&app, "198.51.100.1", FINANCE, "a wrong password").await;
    }

    let mut right = Vec::new();
    for _ in 0..6 {
        right.push(told(&app, "198.51.100.1", FINANCE, PASSWORD).await);
    }

    assert_eq!(right, [""; 6]);
    let counters = app.rows("select kind || ' ' || count from sign_in_counters order by kind");
    assert_eq!(counters, ["account 4", "source 4"]);
    app.close().await;
}

#[tokio::test]
async fn a_code_lets_one_password_be_looked_at_and_no_more() {
    let app = App::start().await;
    for _ in 0..5 {
        told(&app, "198.51.100.1", FINANCE, "a wrong password").await;
    }
    let code = app.code_for("SIGN_IN", FINANCE).await;
    let before = app.passwords_hashed();

    let with = async |password: &str| {
        sign_in_from(&app, "198.51.100.1", FINANCE, password, Some(&code)).await.refusals().join(" ")
    };
    let wrong = with("a wrong password").await;
    let again = with(PASSWORD).await;

    assert_eq!(wrong, "WRONG_CREDENTIALS");
    assert_eq!(again, "CODE_EXPIRED verificationCode");
    assert_eq!(app.passwords_hashed() - before, 1);
    app.close().await;
}

#[tokio::test]
async fn a_code_of_one_person_is_no_leave_for_another() {
    let app = App::start().await;
    let code = app.code_for("SIGN_IN", FINANCE).await;

    let other = sign_in_from(&app, "198.51.100.1", "operations@vendor.example", PASSWORD, Some(&code)).await;

    assert_eq!(other.refusals(), ["CODE_EXPIRED verificationCode"]);
    assert_eq!(app.count("sessions"), 0);
    app.close().await;
}

#[tokio::test]
async fn counters_that_served_their_time_are_removed() {
    let app = App::start().await;
    told(&app, "198.51.100.1", FINANCE, "a wrong password").await;
    app.later(TimeDelta::minutes(15));
    told(&app, "198.51.100.2", "somebody@vendor.example", "a wrong password").await;

    let now = domain::clock::Clock::now(&app.clock);
    let removed = app.db.tx(move |conn| domain::attempt::clean(conn, now, 10)).await.unwrap();

    assert_eq!((removed, app.count("sign_in_counters")), (3, 3));
    app.close().await;
}
