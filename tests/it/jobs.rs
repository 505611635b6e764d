//! Work in the background: tried again, given up, fenced, and looked after by operations staff.

mod attempts;
mod enqueued;
mod leases;
mod operators;
mod payloads;

use chrono::{NaiveDate, TimeDelta};
use domain::clock::Clock;
use domain::job::{self, Claim, Swept};
use domain::outbox;
use schema::ids::JobId;
use schema::jobs::CleanUp;
use tests::{App, BankFile, Line, Relay};

const RETRY: &str = include_str!("../graphql/job_retry.graphql");
const DISCARD: &str = include_str!("../graphql/job_discard.graphql");

const MINUTE: TimeDelta = TimeDelta::seconds(60);

/// An app whose one mail, about a credit, was tried once.
async fn with_mail_to(relay: &Relay) -> App {
    let app = App::with_relay(relay).await;
    let line = Line::from(&app.channel.reseller, "R1", "10.00");
    app.finance().await.import(&BankFile::new("S1", [line])).await;
    app
}

/// The mail's job: `READY 1/12, crashes 0`.
fn mail_job(app: &App) -> String {
    app.rows("select format('%s %s/%s, crashes %s', upper(state), attempt, max_attempts, crashes) from jobs where name = 'send_email'").remove(0)
}

fn mail_job_id(app: &App) -> String {
    let id: uuid::Uuid = app.rows("select id from jobs where name = 'send_email'")[0].parse().unwrap();
    JobId::from_uuid(id).to_string()
}

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap()
}

/// Enqueues a job that nobody runs but the story.
async fn enqueue(app: &App, on: NaiveDate) -> JobId {
    let now = app.clock.now();
    app.db.tx(move |conn| outbox::enqueue(conn, now, &CleanUp { on })).await.unwrap();
    JobId::from_uuid(app.rows("select id from jobs order by id desc limit 1")[0].parse().unwrap())
}

async fn claim(app: &App, id: JobId) -> Option<Claim> {
    let now = app.clock.now();
    app.db.tx(move |conn| job::claim(conn, now, id, MINUTE)).await.unwrap()
}

async fn sweep(app: &App) -> Swept {
    let now = app.clock.now();
    app.db.tx(move |conn| job::sweep(conn, now)).await.unwrap()
}
