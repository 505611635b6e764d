//! A request that comes to nothing: not answered in time.

use chrono::TimeDelta;
use domain::clock::Clock;
use schema::jobs::ExpirePartings;
use serde_json::json;
use tests::{App, Person};

use super::{answer, lines, mails, request, requested, state};

const LIST: &str =
    "query($filter: PartingFilter) { partings(filter: $filter, order: OLDEST_FIRST) { totalCount nodes { state } } }";

async fn listed(person: &Person<'_>, state: &str) -> i64 {
    let found = person.query(LIST, json!({ "filter": { "state": state } })).await;
    let list = found.data()["partings"].clone();
    assert_eq!(list["nodes"].as_array().unwrap().len(), usize::try_from(list["totalCount"].as_u64().unwrap()).unwrap());
    list["totalCount"].as_i64().unwrap()
}

/// From midnight of the business on, and before the job that writes it down.
#[tokio::test]
async fn past_its_last_day_a_request_has_expired() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION").await;
    app.run_jobs().await;
    let end = "2026-03-17T16:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();

    app.later(end - app.clock.now().instant() - TimeDelta::microseconds(1));
    let customer = app.admin_of(&channel.customer).await;
    let last_moment = (listed(&customer, "WAITING_CUSTOMER").await, listed(&customer, "EXPIRED").await);
    app.later(TimeDelta::microseconds(1));
    let then = (listed(&customer, "WAITING_CUSTOMER").await, listed(&customer, "EXPIRED").await);
    let late = answer(&customer, &id, "AGREE").await;
    let stored = app.rows("select state from partings");
    let (now, on) = (app.clock.now(), app.clock.now().date());
    app.db.tx(move |conn| domain::outbox::enqueue(conn, now, &ExpirePartings { on })).await.unwrap();
    app.run_jobs().await;

    assert_eq!((last_moment, then), ((1, 0), (0, 1)));
    assert_eq!(late.refusals(), ["STATE_CONFLICT partingId"]);
    assert_eq!(
        (stored, app.rows("select state from partings")),
        (vec!["waiting_customer".to_owned()], vec!["expired".to_owned()])
    );
    assert_eq!(lines(&app), ["parting.request", "parting.expire"]);
    let mut told: Vec<String> = mails(&app).into_iter().map(|mail| mail.subject).collect();
    told.sort();
    assert_eq!(
        told,
        [
            "Expired: end of the association, Heron Systems Ltd",
            "Expired: end of the association, La***",
            "Heron Systems Ltd asks for your consent: end of the association",
        ]
    );
    app.close().await;
}

/// The vendor need not wait for the job either.
#[tokio::test]
async fn a_request_that_has_expired_does_not_stand_in_the_way_of_the_next() {
    let app = App::start().await;
    let channel = app.channel.clone();
    requested(&app.admin_of(&channel.customer).await, &channel.customer, "DISASSOCIATION").await;
    app.later(TimeDelta::days(8));

    let next = request(&app.admin_of(&channel.vendor).await, &channel.customer, "DISASSOCIATION", json!({})).await;
    app.run_jobs().await;

    assert_eq!(state(&next), "EXECUTING");
    assert_eq!(app.rows("select state from partings order by id"), ["expired", "done"]);
    app.close().await;
}
