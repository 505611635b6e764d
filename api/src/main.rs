//! The binary: reads its environment, then serves, migrates, seeds or prints.

use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use api::config::{Command, Config};
use api::server::{self, Parts};
use api::{graphql, observe};
use domain::clock::{Clock, SystemClock};
use domain::db::Db;
use domain::{demo, migrations};
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};

#[tokio::main]
async fn main() -> ExitCode {
    let ended = match Command::read() {
        Ok(command) => run(command).await,
        Err(error) => Err(error),
    };
    ended.map_or_else(|error| complain(&error, 2), |()| ExitCode::SUCCESS)
}

async fn run(command: Command) -> Result<()> {
    let config = command.config;
    if command.print_schema {
        return print(&graphql::sdl());
    }
    observe::start_log(&config.log, config.log_format)?;
    if command.migrate {
        return migrate(&config);
    }
    if command.seed_demo {
        return seed(&config).await;
    }
    serve(&config).await
}

async fn serve(config: &Config) -> Result<()> {
    let db = Db::new(config.database_url()?, config.database_pool);
    let redis = config.redis_url.as_ref().map(|url| redis::Client::open(url.expose_secret()));
    let parts = Parts {
        clock: Arc::new(SystemClock),
        objects: config.objects()?,
        tokens: config.tokens()?,
        vault: config.vault()?,
        redis: redis.transpose().context("REDIS_URL is malformed")?,
        metrics: observe::start_metrics()?,
        public_url: Some(config.public_url()),
        cors_origins: config.cors_origins.clone(),
        trusted_proxies: config.trusted_proxies.clone(),
        introspection: config.introspection,
        stop_within: Duration::from_secs(config.stop_seconds),
        db: db.clone(),
    };
    if !db.read(migrations::is_current).await.context("DATABASE_URL names a database that does not answer")? {
        bail!("the database has other migrations than this binary: run `api --migrate`");
    }

    let (mut terminated, mut interrupted) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut running = server::start(config.listen, parts).context("LISTEN cannot be listened on")?;
    tracing::info!(address = %running.address, "serving");
    tokio::select! {
        ended = running.ended() => return ended.context("the server ended"),
        _ = terminated.recv() => {}
        _ = interrupted.recv() => {}
    }
    tracing::info!("stopping");
    running.stop().await;
    Ok(())
}

fn migrate(config: &Config) -> Result<()> {
    let applied = migrations::run(config.migration_database_url()?)?;
    print(&applied.iter().map(|name| format!("{name}\n")).collect::<String>())
}

async fn seed(config: &Config) -> Result<()> {
    let db = Db::new(config.database_url()?, 1);
    let (now, password) = (SystemClock.now(), config.demo_password()?.clone());
    let demo = db.tx(move |conn| demo::seed(conn, now, password.expose_secret())).await?;
    print(&format!("{}\n", serde_json::to_string_pretty(&demo)?))
}

fn print(text: &str) -> Result<()> {
    std::io::stdout().write_all(text.as_bytes()).context("standard output is closed")
}

fn complain(error: &anyhow::Error, status: u8) -> ExitCode {
    // One sentence on one line, also when a library took several.
    let sentence = format!("{error:#}").split_whitespace().collect::<Vec<_>>().join(" ");
    // With standard error gone there is nobody left to tell.
    drop(writeln!(std::io::stderr(), "api: {sentence}"));
    ExitCode::from(status)
}
