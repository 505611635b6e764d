//! Programs that sign their requests: what is taken, and what is not.

mod examples;

use chrono::TimeDelta;
use domain::clock::Clock;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{AccessKey, App, Person, SignedRequest};

const REVOKE: &str = "mutation Revoke($input: AccessKeyRevokeInput!) {
  accessKeyRevoke(input: $input) { accessKey { id revokedAt availableActions { action allowed reason } } userErrors { code message field } } }";
const CREATE: &str = include_str!("../graphql/access_key_create.graphql");
const KEYS: &str = "query Keys($id: ID!) { node(id: $id) { ... on Staff {
  accessKeys(first: 5) { totalCount nodes { id name lastUsedOn staff { name } } } } } }";
const BODY: &str = r#"{"query":"{ viewer { staff { name } } }"}"#;

/// A nonce of the right form.
fn nonce(number: usize) -> String {
    format!("nonce-{number:016}")
}

fn sign(app: &App, key: &AccessKey, number: usize) -> SignedRequest {
    key.sign(app.clock.now().instant().timestamp(), &nonce(number), "/graphql?from=test", BODY)
}

/// `Robin` or whoever the request acts for; else the status.
async fn acts_for(app: &App, request: &SignedRequest) -> String {
    let (status, body) = app.send_signed(request).await;
    let name = body["data"]["viewer"]["staff"]["name"].as_str();
    name.map_or_else(|| status.as_u16().to_string(), str::to_owned)
}

async fn revoke(person: &Person<'_>, key: &AccessKey) -> Vec<String> {
    person.query(REVOKE, json!({ "input": { "accessKeyId": key.id } })).await.refusals()
}

fn staff_id(app: &App, email: &str) -> String {
    let id = app.rows(&format!("select id from staff where email = '{email}'")).remove(0);
    schema::ids::StaffId::from_uuid(id.parse().unwrap()).to_string()
}

#[tokio::test]
async fn a_program_acts_for_its_person_with_todays_roles() {
    let app = App::start().await;
    let key = app.finance().await.access_key("ledger import").await;

    let who = acts_for(&app, &sign(&app, &key, 1)).await;
    let stored = app.rows("select access_keys from access_keys").remove(0);

    assert_eq!(who, "Robin");
    assert!(key.key.starts_with("HWAK") && key.key.len() == 24 && key.secret.len() == 43, "{key:?}");
    assert!(!stored.contains(&key.secret), "the secret is sealed");
    let used = app.finance().await.query(KEYS, json!({ "id": staff_id(&app, "finance@vendor.example") })).await;
    let expected = json!({ "totalCount": 1, "nodes":
        [{ "id": key.id, "name": "ledger import", "lastUsedOn": "2026-03-10", "staff": { "name": "Robin" } }] });
    assert_eq!(used.data()["node"]["accessKeys"], expected);
    app.close().await;
}

/// One character of header, path, method or body is another: a thousand times, not once is it taken.
#[tokio::test]
async fn a_request_that_was_changed_is_not_taken() {
    let app = App::start().await;
    let key = app.finance().await.access_key("ledger import").await;
    let changed_at = |text: &str, place: usize, with: char| {
        text.chars().enumerate().map(|(index, it)| if index == place { with } else { it }).collect::<String>()
    };

    let (mut sent, mut taken) = (0, Vec::new());
    // Begins in another place each round, so that another character of each part is changed.
    'rounds: for round in 0.. {
        let good = sign(&app, &key, round);
        for with in ['0', 'a', 'Z', '-', ' '] {
            for (part, length) in [
                ("authorization", good.authorization.len()),
                ("target", good.target.len()),
                ("body", good.body.len()),
                ("method", good.method.len()),
            ] {
                let place = (round * 7 + sent) % length;
                let mut changed = good.clone();
                let text = match part {
                    "authorization" => &mut changed.authorization,
                    "target" => &mut changed.target,
                    "body" => &mut changed.body,
                    _ => &mut changed.method,
                };
                let new = changed_at(text, place, with);
                // A space ends a path, an empty end of a header is not sent, and the same is no change.
                if new == *text || (with == ' ' && part != "body") || (part == "target" && place == 0) {
                    continue;
                }
                *text = new;
                sent += 1;
                let (status, body) = app.send_signed(&changed).await;
                if body["data"]["viewer"] != Value::Null {
                    taken.push(format!("{status} {changed:?}"));
                }
            }
            if sent >= 1_000 {
                break 'rounds;
            }
        }
    }

    assert_eq!(taken, Vec::<String>::new());
    assert_eq!(app.count("access_key_nonces"), 0, "what is not signed leaves no trace");
    assert_eq!(acts_for(&app, &sign(&app, &key, 0)).await, "Robin", "unchanged it is taken");
    app.close().await;
}

#[tokio::test]
async fn a_request_is_taken_once_also_at_one_moment() {
    let app = App::start().await;
    let key = app.finance().await.access_key("ledger import").await;
    let request = sign(&app, &key, 1);

    let at_once = futures_util::future::join_all((0..16).map(|_| acts_for(&app, &request))).await;
    app.later(TimeDelta::minutes(5));
    let later = acts_for(&app, &request).await;
    app.later(TimeDelta::minutes(10));
    let nonce_again = acts_for(&app, &sign(&app, &key, 1)).await;

    assert_eq!(at_once.iter().filter(|who| *who == "Robin").count(), 1);
    assert_eq!(at_once.iter().filter(|who| *who == "401").count(), 15);
    assert_eq!((later.as_str(), nonce_again.as_str()), ("401", "Robin"), "forgotten after a quarter of an hour");
    app.close().await;
}

#[tokio::test]
async fn clocks_may_be_five_minutes_apart() {
    let app = App::start().await;
    let key = app.finance().await.access_key("ledger import").await;
    let now = app.clock.now().instant().timestamp();

    let mut told = Vec::new();
    for (number, skew) in [-301, -300, 0, 300, 301, 86_400, -86_400, -now].into_iter().enumerate() {
        let request = key.sign(now + skew, &nonce(number), "/graphql", BODY);
        told.push(format!("{skew} {}", acts_for(&app, &request).await));
    }

    let not_taken = format!("{} 401", -now);
    assert_eq!(
        told,
        ["-301 401", "-300 Robin", "0 Robin", "300 Robin", "301 401", "86400 401", "-86400 401", &not_taken]
    );
    app.close().await;
}

#[tokio::test]
async fn the_header_has_one_form() {
    let app = App::start().await;
    let key = app.finance().await.access_key("ledger import").await;
    let good = sign(&app, &key, 1);
    let of =
        |from: &str, to: &str| SignedRequest { authorization: good.authorization.replace(from, to), ..good.clone() };

    let mut told = Vec::new();
    for changed in [
        of("HW1-", "hw1-"),
        of("HW1-HMAC-SHA256", "HW1-HMAC-SHA512"),
        of(", timestamp", ",timestamp"),
        of("key=", "Key="),
        of("key=", " key="),
        of("timestamp=", "timestamp=+"),
        of("timestamp=", "timestamp=0"),
        of("signature=", "signature=\""),
        of(", signature=", ", extra=1, signature="),
        SignedRequest { authorization: good.authorization.clone() + ", extra=1", ..good.clone() },
        SignedRequest { authorization: good.authorization.to_uppercase(), ..good.clone() },
        SignedRequest { authorization: format!("Bearer {}", good.authorization), ..good.clone() },
        key.sign(app.clock.now().instant().timestamp(), "too-short", "/graphql", BODY),
        key.sign(app.clock.now().instant().timestamp(), &"x".repeat(65), "/graphql", BODY),
        key.sign(app.clock.now().instant().timestamp(), "a nonce with gaps", "/graphql", BODY),
    ] {
        told.push(app.send_signed(&changed).await.0.as_u16());
    }

    assert_eq!(told, [401; 15]);
    assert_eq!(acts_for(&app, &good).await, "Robin");
    app.close().await;
}

#[tokio::test]
async fn a_revoked_key_and_a_suspended_person_are_refused_from_the_next_request_on() {
    let app = App::start().await;
    let (finance, operations) = (app.finance().await, app.operations().await);
    let (revoked, suspended) = (finance.access_key("one").await, operations.access_key("two").await);
    let before = [acts_for(&app, &sign(&app, &revoked, 1)).await, acts_for(&app, &sign(&app, &suspended, 1)).await];

    assert_eq!(revoke(&finance, &revoked).await, Vec::<String>::new());
    app.sql("update staff set suspended_at = now() where email = 'operations@vendor.example'");

    let after = [acts_for(&app, &sign(&app, &revoked, 2)).await, acts_for(&app, &sign(&app, &suspended, 2)).await];
    assert_eq!(before, ["Robin", "Robin"]);
    assert_eq!(after, ["401", "401"]);
    assert_eq!(revoke(&finance, &revoked).await, ["STATE_CONFLICT accessKeyId"]);
    app.close().await;
}

#[tokio::test]
async fn a_person_has_two_keys_that_work_also_at_one_moment() {
    let app = App::start().await;
    let finance = app.finance().await;
    let create = async || finance.query(CREATE, json!({ "input": { "name": "key" } })).await.refusals().join(" ");

    let mut at_once = futures_util::future::join_all((0..8).map(|_| create())).await;
    at_once.sort();
    let id = app.rows("select id from access_keys limit 1").remove(0).parse().unwrap();
    let first = AccessKey {
        id: schema::ids::AccessKeyId::from_uuid(id).to_string(),
        key: String::new(),
        secret: String::new(),
    };
    revoke(&finance, &first).await;
    let after_one_is_revoked = create().await;

    assert_eq!(at_once[..2], ["", ""]);
    assert_eq!(at_once[2..], ["LIMIT_REACHED"; 6]);
    assert_eq!(after_one_is_revoked, "");
    app.close().await;
}

#[tokio::test]
async fn an_administrator_sees_and_revokes_colleagues_keys_and_nobody_elses() {
    let app = App::start().await;
    let (vendor, reseller) = (app.channel.vendor.clone(), app.channel.reseller.clone());
    let (finance, operations) = (app.finance().await, app.operations().await);
    let (admin, other_admin) = (app.admin_of(&vendor).await, app.admin_of(&reseller).await);
    let key = finance.access_key("ledger import").await;
    let others_key = other_admin.access_key("shop").await;
    let seen_by = async |person: &Person<'_>, key: &AccessKey| {
        let query = "query Key($id: ID!) { node(id: $id) { ... on AccessKey { name } } }";
        person.query(query, json!({ "id": key.id })).await.data()["node"]["name"].as_str().unwrap_or("-").to_owned()
    };

    let seen = [
        seen_by(&finance, &key).await,
        seen_by(&operations, &key).await,
        seen_by(&admin, &key).await,
        seen_by(&other_admin, &key).await,
        seen_by(&admin, &others_key).await,
    ];
    let refused =
        [revoke(&operations, &key).await, revoke(&other_admin, &key).await, revoke(&admin, &others_key).await];
    let listed = operations.query(KEYS, json!({ "id": staff_id(&app, "finance@vendor.example") })).await;

    assert_eq!(seen, ["ledger import", "-", "ledger import", "-", "-"]);
    assert_eq!(refused, [["NOT_FOUND accessKeyId"]; 3].map(|it| it.map(str::to_owned).to_vec()));
    assert_eq!(listed.data()["node"]["accessKeys"], json!({ "totalCount": 0, "nodes": [] }));
    assert_eq!(revoke(&admin, &key).await, Vec::<String>::new());
    let lines = app.rows("select operation from audit_log where operation like 'access_key.%' order by id");
    assert_eq!(lines, ["access_key.create", "access_key.create", "access_key.revoke"]);
    app.close().await;
}

#[tokio::test]
async fn old_nonces_go_with_new_ones() {
    let app = App::start().await;
    let key = app.finance().await.access_key("ledger import").await;
    for number in 0..4 {
        acts_for(&app, &sign(&app, &key, number)).await;
    }
    app.later(TimeDelta::minutes(16));

    acts_for(&app, &sign(&app, &key, 10)).await;
    acts_for(&app, &sign(&app, &key, 11)).await;

    assert_eq!(app.rows("select nonce from access_key_nonces order by 1"), [nonce(10), nonce(11)]);
    app.close().await;
}

#[tokio::test]
async fn two_authorisations_are_none() {
    let app = App::start().await;
    let finance = app.finance().await;
    let request = reqwest::Client::new()
        .post(format!("{}/graphql", app.url()))
        .header("authorization", format!("Bearer {}", finance.access_token))
        .header("authorization", format!("Bearer {}", finance.access_token))
        .json(&json!({ "query": "{ viewer { roles } }" }));

    assert_eq!(request.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    app.close().await;
}
