//! How long tokens work, and which are refused.

use api::tokens::{Bearer, Tokens};
use chrono::TimeDelta;
use domain::clock::Clock;
use schema::ids::{SessionId, StaffId};
use tests::{App, PASSWORD};

use super::{FINANCE, refresh, sign_in, standing, token};

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
