//! What ends a session, or changes it, at once and everywhere.

use domain::clock::Clock;
use serde_json::json;
use tests::{App, Person};

use super::{FINANCE, VIEWER, refresh, standing};

const END: &str = include_str!("../../graphql/session_end.graphql");

#[tokio::test]
async fn signing_out_ends_both_tokens_at_once() {
    let app = App::start().await;
    let person = app.finance().await;

    let ended = app.anonymous(END, json!({ "input": { "refreshToken": person.refresh_token } })).await;
    let unknown = app.anonymous(END, json!({ "input": { "refreshToken": "unknown" } })).await;

    assert_eq!([ended.refusals(), unknown.refusals()], [Vec::<String>::new(), Vec::new()]);
    assert_eq!(standing(&person).await, "UNAUTHENTICATED");
    assert_eq!(refresh(&app, &person.refresh_token).await.refusals(), ["SESSION_ENDED"]);
    app.close().await;
}

#[tokio::test]
async fn a_person_who_is_suspended_is_refused_from_the_next_request_on() {
    let app = App::start().await;
    let person = app.finance().await;
    let before = standing(&person).await;

    app.sql(&format!("update staff set suspended_at = now() where email = '{FINANCE}'"));

    assert_eq!((before.as_str(), standing(&person).await.as_str()), ("ok", "UNAUTHENTICATED"));
    assert_eq!(refresh(&app, &person.refresh_token).await.refusals(), ["SESSION_ENDED"]);
    app.close().await;
}

/// A role that is taken away is gone with the next request, not with the next token.
#[tokio::test]
async fn roles_are_read_afresh_for_every_request() {
    let app = App::start().await;
    let person = app.operations().await;

    app.sql("update staff_roles set role = 'finance' from staff where staff.id = staff_id and email = 'operations@vendor.example'");

    let viewer = person.query(VIEWER, json!({})).await.data()["viewer"].clone();
    assert_eq!(viewer["roles"], json!(["FINANCE"]));
    app.close().await;
}

/// Another process keeps nothing of its own: what ended here has ended there, with the next request.
#[tokio::test]
async fn what_is_revoked_on_one_server_is_refused_by_every_other_at_once() {
    let app = App::start().await;
    let (here, there) = (app.finance().await, app.another_server());
    let (session, operations) = (app.finance().await, app.operations().await);
    let key = here.access_key("program").await;
    let ask = async |authorization: String| {
        let body = json!({ "query": "{ viewer { roles } }" });
        let request = reqwest::Client::new().post(format!("{there}/graphql")).header("authorization", authorization);
        request.json(&body).send().await.unwrap().status().as_u16()
    };
    let signed = async |nonce: &str| {
        let body = json!({ "query": "{ viewer { roles } }" }).to_string();
        let request = key.sign(app.clock.now().instant().timestamp(), nonce, "/graphql", &body);
        let sent = reqwest::Client::new()
            .post(format!("{there}/graphql"))
            .header("content-type", "application/json")
            .header("authorization", request.authorization)
            .body(body);
        sent.send().await.unwrap().status().as_u16()
    };
    let bearer = |person: &Person<'_>| format!("Bearer {}", person.access_token);
    let before = [ask(bearer(&session)).await, ask(bearer(&operations)).await, signed("nonce-0000000001").await];

    let revoke = "mutation { sessionsRevoke(input: {}) { ended userErrors { code } } }";
    let ended = here.query(revoke, json!({})).await.ok()["ended"].clone();
    app.sql("update staff set suspended_at = now() where email = 'operations@vendor.example'");
    let key_revoke =
        "mutation Revoke($input: AccessKeyRevokeInput!) { accessKeyRevoke(input: $input) { userErrors { code } } }";
    let revoked = here.query(key_revoke, json!({ "input": { "accessKeyId": key.id } })).await.refusals();

    let after = [ask(bearer(&session)).await, ask(bearer(&operations)).await, signed("nonce-0000000002").await];
    assert_eq!((before, after, revoked), ([200; 3], [401; 3], Vec::new()));
    assert_eq!((ended, ask(bearer(&here)).await), (json!(1), 200), "one's own session goes on");
    let all = "mutation { sessionsRevoke(input: { includingCurrent: true }) { ended userErrors { code } } }";
    assert_eq!(here.query(all, json!({})).await.ok()["ended"], 1);
    assert_eq!(ask(bearer(&here)).await, 401);
    app.close().await;
}
