//! The link that a person hands out.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::App;

use super::{link, offer, resend, revoke};

#[tokio::test]
async fn a_person_has_one_link_of_a_kind_which_never_expires_and_says_nothing_of_anybody() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;

    let made = link(&reseller, json!({ "associationKind": "RESALE" })).await;
    let again = link(&reseller, json!({ "associationKind": "RESALE" })).await;
    let advisory = link(&reseller, json!({ "associationKind": "ADVISORY" })).await;
    let url = made["url"].as_str().unwrap();
    let token = url.split_once("/invitations/").unwrap().1.split_once('?').unwrap().0.to_owned();
    app.later(TimeDelta::days(3_000));

    assert_eq!(made, again);
    assert_ne!(made["id"], advisory["id"]);
    let seen = (&made["channel"], &made["state"], &made["expiresAt"], &made["emailMasked"]);
    assert_eq!(seen, (&json!("OFFLINE_LINK"), &json!("OPEN"), &Value::Null, &Value::Null));
    assert!(url.starts_with(&app.url()) && url.ends_with(&format!("?tag={}", made["tag"].as_str().unwrap())));
    let svg = made["qrSvg"].as_str().unwrap();
    assert!(svg.contains("<svg") && svg.trim_end().ends_with("</svg>") && !svg.contains("<script"));
    let agreement = |key: &str, kind: Value| json!({ "key": key, "associationKind": kind, "version": 1 });
    let mut offered = offer(&app, &token).await;
    let mut agreements = offered["agreements"].take().as_array().unwrap().clone();
    agreements.sort_by_key(ToString::to_string);
    let expected = json!({
        "partnerName": "Heron Systems Ltd", "channel": "OFFLINE_LINK", "associationKind": "RESALE", "state": "OPEN",
        "expiresAt": null, "agreements": null,
    });
    assert_eq!(offered, expected);
    let notice = agreement("ASSOCIATION_NOTICE", json!("RESALE"));
    let shared = [agreement("ASSOCIATION_TERMS", Value::Null), agreement("DATA_SHARING", Value::Null)];
    assert_eq!(agreements.len(), 3);
    assert!(agreements.contains(&notice) && shared.iter().all(|it| agreements.contains(it)));
    let reseller = app.admin_of(&app.channel.reseller).await;
    assert_eq!(revoke(&reseller, made["id"].as_str().unwrap()).await.ok()["invitation"]["state"], "REVOKED");
    assert_eq!(offer(&app, &token).await, Value::Null);
    assert_eq!(
        resend(&reseller, advisory["id"].as_str().unwrap(), None).await.refusals(),
        ["STATE_CONFLICT invitationId"]
    );
    assert_ne!(link(&reseller, json!({ "associationKind": "RESALE" })).await["id"], made["id"]);
    app.close().await;
}

#[tokio::test]
async fn two_requests_for_a_link_at_one_moment_make_one() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let asked = || link(&reseller, json!({ "associationKind": "RESALE" }));

    let (one, other, third) = tokio::join!(asked(), asked(), asked());

    assert_eq!((&one["id"], &other["id"]), (&other["id"], &third["id"]));
    assert_eq!(app.count("invitations"), 1);
    app.close().await;
}

#[tokio::test]
async fn a_link_that_was_changed_by_one_character_is_no_link() {
    let app = App::start().await;
    let made = link(&app.admin_of(&app.channel.reseller).await, json!({ "associationKind": "RESALE" })).await;
    let token = app.token_of(made["id"].as_str().unwrap());

    for place in 0..token.len() {
        let mut letters: Vec<char> = token.chars().collect();
        letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
        let changed: String = letters.iter().collect();
        assert_eq!(offer(&app, &changed).await, Value::Null, "{changed}");
    }
    assert_eq!(offer(&app, &token).await["state"], "OPEN");
    app.close().await;
}
