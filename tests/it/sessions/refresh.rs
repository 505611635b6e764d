//! A refresh token is spent once.

use tests::App;

use super::{refresh, standing, token};

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
