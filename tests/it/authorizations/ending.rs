//! Time and the end of the association end an authorisation.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::clock::Clock;
use domain::party::{self, EdgeKind};
use serde_json::json;
use tests::App;

use super::{answer, is_granted, listed, requested, revoke, stored};

/// From midnight of the business on, and before the job that writes it down.
#[tokio::test]
async fn past_its_last_day_an_authorisation_has_ended() {
    let app = App::start().await;
    let channel = &app.channel;
    let today = domain::calendar::day_of(app.clock.now().instant());
    let last = json!({ "expiresOn": today.to_string() });
    let reseller = app.admin_of(&channel.reseller).await;
    let id = requested(&app, &reseller, &channel.customer, last).await;
    answer(&app.admin_of(&channel.customer).await, &id, "GRANT", None).await.ok();
    app.run_jobs().await;
    let midnight = domain::calendar::start_of(today.succ_opt().unwrap());

    app.later(midnight - app.clock.now().instant() - TimeDelta::microseconds(1));
    let last_moment = is_granted(&app).await;
    app.later(TimeDelta::microseconds(1));

    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    assert_eq!([last_moment, is_granted(&app).await], [true, false]);
    assert_eq!(listed(&reseller, json!({ "state": "ENDED" })).await, ["ENDED"]);
    assert_eq!(listed(&reseller, json!({ "state": "GRANTED" })).await, [""; 0]);
    assert_eq!(revoke(&customer, &id, None).await.refusals(), ["STATE_CONFLICT authorizationId"]);
    assert_eq!(stored(&app), ["granted"]);
    end_by_job(&app).await;
    assert_eq!(stored(&app), ["ended"]);
    let by = app.rows("select actor from audit_log where operation = 'authorization.end'");
    assert_eq!(by, ["system:end_authorizations"]);
    requested(&app, &reseller, &channel.customer, json!({})).await;
    app.run_jobs().await;
    app.close().await;
}

/// The day's job, which the schedule enqueues.
async fn end_by_job(app: &App) {
    let (now, on) = (app.clock.now(), app.clock.now().date());
    let job = schema::jobs::EndAuthorizations { on };
    app.db.tx(move |conn| domain::outbox::enqueue(conn, now, &job)).await.unwrap();
    app.run_jobs().await;
}

/// The association is what it belongs to: a new one with the same partner begins with nothing.
#[tokio::test]
async fn an_authorisation_ends_with_the_association_and_does_not_come_back() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;
    answer(&customer, &id, "GRANT", None).await.ok();
    let (upper, lower) = (channel.reseller.party_id(), channel.customer.party_id());
    app.later(TimeDelta::seconds(1));
    let now = app.clock.now();
    app.db.tx(move |conn| party::part(conn, now, &Actor::system("test"), lower)).await.unwrap();
    let parted = is_granted(&app).await;
    app.later(TimeDelta::seconds(1));
    let now = app.clock.now();
    let joined = app
        .db
        .tx(move |conn| party::associate(conn, now, &Actor::system("test"), EdgeKind::Resale, upper, lower))
        .await;
    joined.unwrap();

    assert_eq!([parted, is_granted(&app).await], [false, false]);
    assert_eq!(listed(&customer, json!({})).await, ["ENDED"]);
    requested(&app, &reseller, &channel.customer, json!({})).await;
    assert_eq!(stored(&app), ["ended", "requested"], "asking again writes the end of the first down");
    app.run_jobs().await;
    app.close().await;
}
