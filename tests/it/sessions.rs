//! Signing in, staying signed in, and being signed out.

mod end;
mod refresh;
mod start;
mod tokens;

use serde_json::json;
use tests::{Answer, App, Person};

const CREATE: &str = include_str!("../graphql/session_create.graphql");
const REFRESH: &str = include_str!("../graphql/session_refresh.graphql");
const VIEWER: &str = include_str!("../graphql/viewer.graphql");

const FINANCE: &str = "finance@vendor.example";

async fn sign_in(app: &App, email: &str, password: &str) -> Answer {
    app.anonymous(CREATE, json!({ "input": { "email": email, "password": password } })).await
}

async fn refresh(app: &App, token: &str) -> Answer {
    app.anonymous(REFRESH, json!({ "input": { "refreshToken": token } })).await
}

fn token(answer: &Answer, name: &str) -> String {
    answer.ok()["session"][name].as_str().unwrap().to_owned()
}

/// `ok`, or the code of the error that asking who one is ends with.
async fn standing(person: &Person<'_>) -> String {
    let answer = person.query(VIEWER, json!({})).await;
    if answer.0.get("errors").is_none() { "ok".to_owned() } else { answer.error_code().to_owned() }
}
