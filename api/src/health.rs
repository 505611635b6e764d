//! Whether the server lives, whether it can serve, and what it has counted.

use std::time::Duration;

use actix_web::{HttpResponse, web};
use domain::db;
use domain::migrations;
use serde::Serialize;

use crate::server::App;

/// How long Redis gets to answer.
const REDIS_WAIT: Duration = Duration::from_millis(500);

/// How one part is.
#[derive(Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Health {
    Ok,
    /// Does not answer.
    Unreachable,
    /// The database has other migrations than this binary.
    Outdated,
    /// Not known, because what it is read from does not answer.
    Unknown,
    /// Not configured.
    Absent,
}

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    database: Health,
    migrations: Health,
    /// Never decides: Redis may be lost at any time.
    redis: Health,
}

/// `GET /healthz`: the process answers.
pub(crate) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 when requests can be served, else 503; says which part is how.
pub(crate) async fn ready(app: web::Data<App>) -> HttpResponse {
    let (migrations, redis) = tokio::join!(app.db.read(migrations::is_current), redis(app.redis.as_ref()));
    let (database, migrations) = match migrations {
        Ok(true) => (Health::Ok, Health::Ok),
        Ok(false) => (Health::Ok, Health::Outdated),
        Err(migrations::Error::Migration(_)) => (Health::Ok, Health::Unknown),
        Err(migrations::Error::Database(db::Error::Busy(_))) => (Health::Unreachable, Health::Unknown),
        Err(migrations::Error::Database(_)) => (Health::Unreachable, Health::Unknown),
    };
    let ready = database == Health::Ok && migrations == Health::Ok;
    let mut response = if ready { HttpResponse::Ok() } else { HttpResponse::ServiceUnavailable() };
    response.json(Readiness { ready, database, migrations, redis })
}

/// `GET /metrics`, for Prometheus.
pub(crate) async fn metrics(app: web::Data<App>) -> HttpResponse {
    metrics::gauge!("sql_statements").set(app.db.statements().to_string().parse().unwrap_or(0.0));
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(app.metrics.render())
}

async fn redis(client: Option<&redis::Client>) -> Health {
    let Some(client) = client else { return Health::Absent };
    let ping = async {
        let mut connection = client.get_multiplexed_async_connection().await?;
        redis::cmd("PING").query_async::<String>(&mut connection).await
    };
    match tokio::time::timeout(REDIS_WAIT, ping).await {
        Ok(Ok(_)) => Health::Ok,
        Ok(Err(_)) | Err(_) => Health::Unreachable,
    }
}
