//! Signing in, staying signed in, and being signed out.

use api::tokens::{Bearer, Tokens};
use chrono::TimeDelta;
use domain::clock::Clock;
use schema::ids::{SessionId, StaffId};
use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD, Person};

const CREATE: &str = include_str!("../graphql/session_create.graphql");
const REFRESH: &str = include_str!("../graphql/session_refresh.graphql");
const END: &str = include_str!("../graphql/session_end.graphql");
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

#[tokio::test]
async fn everybody_learns_who_they_are_and_what_they_may() {
    let app = App::start().await;
    let people = [
        app.admin_of(&app.channel.vendor).await,
        app.finance().await,
        app.operations().await,
        app.admin_of(&app.channel.reseller).await,
    ];

    let mut told = Vec::new();
    for person in &people {
        let viewer = person.query(VIEWER, json!({})).await.data()["viewer"].clone();
        let words = |value: &Value| {
            value.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        told.push(format!(
            "{}, {}: {}",
            viewer["party"]["name"],
            words(&viewer["roles"]),
            words(&viewer["permissions"])
        ));
    }

    insta::assert_snapshot!(told.join("\n"), @r#"
    "Vendor Cloud Ltd", ADMINISTRATOR: ACCOUNT_VIEW COMPANY_VIEW PROFILE_VIEW CREDENTIAL_MANAGE BANK_VIEW BANK_MANAGE HOLD_MANAGE CHANNEL_MANAGE POLICY_MANAGE JOB_VIEW JOB_MANAGE STAFF_MANAGE SECURITY_MANAGE PARTNER_INVITE APPLICATION_REVIEW CUSTOMER_VIEW PERSONAL_DATA_REVEAL AUDIT_VIEW
    "Vendor Cloud Ltd", FINANCE: ACCOUNT_VIEW COMPANY_VIEW PROFILE_VIEW CREDENTIAL_MANAGE BANK_VIEW BANK_MANAGE HOLD_MANAGE CUSTOMER_VIEW
    "Vendor Cloud Ltd", OPERATIONS: ACCOUNT_VIEW COMPANY_VIEW PROFILE_VIEW CREDENTIAL_MANAGE BANK_VIEW JOB_VIEW JOB_MANAGE PARTNER_INVITE APPLICATION_REVIEW CUSTOMER_VIEW PERSONAL_DATA_REVEAL AUDIT_VIEW
    "Heron Systems Ltd", ADMINISTRATOR: ACCOUNT_VIEW ACCOUNT_RECHARGE ACCOUNT_WITHDRAW BALANCE_ALERT_MANAGE COMPANY_VIEW PROFILE_VIEW ACCOUNT_INFO_VIEW ACCOUNT_INFO_MANAGE CREDENTIAL_MANAGE SUPPORT_USE NEWS_VIEW REAL_NAME_VIEW STAFF_MANAGE SECURITY_MANAGE APPLICATION_SUBMIT CUSTOMER_VIEW CUSTOMER_MANAGE CUSTOMER_CREATE CUSTOMER_ASSIGN PERSONAL_DATA_REVEAL AUDIT_VIEW
    "#);
    let staff = people[1].query(VIEWER, json!({})).await.data()["viewer"]["staff"].clone();
    assert_eq!(staff, json!({ "name": "Robin", "emailMasked": "f***@vendor.example" }));
    app.close().await;
}

#[tokio::test]
async fn nobody_learns_whether_an_address_is_known() {
    let app = App::start().await;
    app.sql("update staff set suspended_at = now() where email = 'operations@vendor.example'");

    let wrong = sign_in(&app, FINANCE, "correct horse batteri").await;
    let unknown = sign_in(&app, "nobody@vendor.example", PASSWORD).await;
    let suspended = sign_in(&app, "operations@vendor.example", PASSWORD).await;

    let refused = json!({
        "session": null,
        "userErrors": [{ "code": "WRONG_CREDENTIALS", "message": "e-mail and password do not belong together", "field": null }]
    });
    assert_eq!(wrong.data()["sessionCreate"], refused);
    assert_eq!(unknown, wrong);
    assert_eq!(suspended, wrong);
    assert_eq!(app.count("sessions"), 0);
    app.close().await;
}

#[tokio::test]
async fn an_address_may_be_written_in_any_case() {
    let app = App::start().await;

    let answer = sign_in(&app, " Finance@VENDOR.example ", PASSWORD).await;

    assert_eq!(answer.refusals(), Vec::<String>::new());
    assert_eq!(app.count("sessions"), 1);
    app.close().await;
}

#[tokio::test]
async fn an_access_token_works_for_fifteen_minutes_and_a_refresh_token_for_fourteen_days() {
    let app = App::start().await;
    let answer = sign_in(&app, FINANCE, PASSWORD).await;
    let mut person = app.finance().await;
    person.access_token = token(&answer, "accessToken");

    app.later(TimeDelta::seconds(15 * 60 - 1));
    let before = standing(&person).await;
    app.later(TimeDelta::seconds(1));
    let after = standing(&person).await;
    app.later(TimeDelta::days(14) - TimeDelta::minutes(15) - TimeDelta::seconds(1));
    let refreshed = refresh(&app, &token(&answer, "refreshToken")).await;
    app.later(TimeDelta::days(14));
    let too_late = refresh(&app, &token(&refreshed, "refreshToken")).await;

    assert_eq!(token(&answer, "accessTokenExpiresAt"), "2026-03-10T04:15:00.000000Z");
    assert_eq!(token(&answer, "refreshTokenExpiresAt"), "2026-03-24T04:00:00.000000Z");
    assert_eq!((before.as_str(), after.as_str()), ("ok", "UNAUTHENTICATED"));
    assert_eq!(too_late.refusals(), ["SESSION_ENDED"]);
    app.close().await;
}

#[tokio::test]
async fn a_refresh_token_is_exchanged_for_the_next_pair() {
    let app = App::start().await;
    let mut person = app.finance().await;

    let next = refresh(&app, &person.refresh_token).await;

    assert_ne!(token(&next, "refreshToken"), person.refresh_token);
    assert_eq!(standing(&person).await, "ok", "the old access token lives out its time");
    person.access_token = token(&next, "accessToken");
    assert_eq!(standing(&person).await, "ok");
    assert_eq!((app.count("sessions"), app.count("refresh_tokens")), (1, 2));
    app.close().await;
}

/// Whoever comes second with a token, one of the two has stolen it.
#[tokio::test]
async fn a_spent_refresh_token_ends_the_whole_session_at_once() {
    let app = App::start().await;
    let (mut person, other_session) = (app.finance().await, app.finance().await);
    let next = refresh(&app, &person.refresh_token).await;
    person.access_token = token(&next, "accessToken");

    let spent = refresh(&app, &person.refresh_token).await;

    assert_eq!(spent.refusals(), ["SESSION_ENDED"]);
    assert_eq!(standing(&person).await, "UNAUTHENTICATED");
    assert_eq!(refresh(&app, &token(&next, "refreshToken")).await.refusals(), ["SESSION_ENDED"]);
    assert_eq!(standing(&other_session).await, "ok");
    app.close().await;
}

#[tokio::test]
async fn of_two_refreshes_at_one_moment_one_gets_the_next_pair() {
    let app = App::start().await;
    let person = app.finance().await;

    let (one, other) = tokio::join!(refresh(&app, &person.refresh_token), refresh(&app, &person.refresh_token));

    let mut outcomes = [one.refusals(), other.refusals()];
    outcomes.sort();
    assert_eq!(outcomes, [vec![], vec!["SESSION_ENDED".to_owned()]]);
    assert_eq!(app.count("refresh_tokens"), 2);
    assert_eq!(standing(&person).await, "UNAUTHENTICATED", "the second use ended the session");
    app.close().await;
}

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

#[tokio::test]
async fn a_token_that_is_not_ours_is_refused() {
    let app = App::start().await;
    let mut person = app.finance().await;
    let good = person.access_token.clone();
    let parts: Vec<&str> = good.split('.').collect();
    let the = |column: &str| app.rows(&format!("select {column} from sessions"))[0].parse().unwrap();
    let bearer = Bearer { staff_id: StaffId::from_uuid(the("staff_id")), session_id: SessionId::from_uuid(the("id")) };
    let signed =
        |keys: &str| Tokens::parse(&keys.to_owned().into()).unwrap().issue(app.clock.now(), bearer).unwrap().token;
    let strangers_seed = "HxwbGhkYFxYVFBMSERAPDg0MCwoJCAcGBQQDAgEAHx4";
    // {"alg":"none","typ":"JWT","kid":"test"} and {"alg":"HS256","typ":"JWT","kid":"test"}
    let (none, hs256) = (
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIiwia2lkIjoidGVzdCJ9",
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImtpZCI6InRlc3QifQ",
    );

    for forged in [
        signed(&format!("test:{strangers_seed}")),
        signed(&format!("stranger:{strangers_seed}")),
        format!("{none}.{}.", parts[1]),
        format!("{none}.{}.{}", parts[1], parts[2]),
        format!("{hs256}.{}.{}", parts[1], parts[2]),
        format!("{}.{}.", parts[0], parts[1]),
        format!("{}.{}", parts[0], parts[1]),
        format!("{good}x"),
        "not a token".to_owned(),
        String::new(),
    ] {
        person.access_token.clone_from(&forged);
        assert_eq!(standing(&person).await, "UNAUTHENTICATED", "{forged}");
    }

    person.access_token = good;
    assert_eq!(standing(&person).await, "ok");
    app.close().await;
}

/// Whichever token of a family comes back, all of it ends: the thief may hold an older or a newer one.
#[tokio::test]
async fn any_spent_token_of_a_family_ends_the_newest_of_it() {
    for reused in 0..3 {
        let app = App::start().await;
        let mut person = app.finance().await;
        let mut family = vec![person.refresh_token.clone()];
        for _ in 0..3 {
            let next = refresh(&app, family.last().unwrap()).await;
            person.access_token = token(&next, "accessToken");
            family.push(token(&next, "refreshToken"));
        }
        let before = standing(&person).await;

        let stolen = refresh(&app, &family[reused]).await;

        assert_eq!((before.as_str(), stolen.refusals()), ("ok", vec!["SESSION_ENDED".to_owned()]));
        assert_eq!(standing(&person).await, "UNAUTHENTICATED");
        for spent in &family {
            assert_eq!(refresh(&app, spent).await.refusals(), ["SESSION_ENDED"]);
        }
        assert_eq!(app.count("refresh_tokens"), 4, "nothing was given out after it");
        app.close().await;
    }
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
