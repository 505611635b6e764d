//! The binary: `workers` runs, `workers verify` checks the books.

use std::process::ExitCode;

use anyhow::{Context, bail};
use domain::Db;
use domain::{ledger, migrations};
use secrecy::ExposeSecret;
use tokio::signal::unix::{SignalKind, signal};
use workers::Workers;
use workers::config::{Command, Config, Database};
use workers::observe;
use workers::parts::Parts;
use workers::registry::Registry;

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(code) => code,
        Err(error) => {
            // One line: libpq writes paragraphs.
            let words: Vec<String> = format!("{error:#}").split_whitespace().map(str::to_owned).collect();
            eprintln!("workers: {}", words.join(" "));
            ExitCode::FAILURE
        }
    }
}

async fn run() -> anyhow::Result<ExitCode> {
    match Command::read()? {
        Command::Run(config) => work(&config).await,
        Command::Verify(database) => verify(&database).await,
        Command::Jobs => {
            say(Registry::default().to_string().trim_end());
            Ok(ExitCode::SUCCESS)
        }
    }
}

async fn work(config: &Config) -> anyhow::Result<ExitCode> {
    observe::logs(&config.log, config.log_format).context("LOG is not a filter")?;
    observe::metrics(config.metrics_listen).context("METRICS_LISTEN cannot be listened on")?;
    let parts = Parts::of(config)?;
    if !parts.db.read(migrations::is_current).await.context("the schema of the database is not known")? {
        bail!("the database has another schema than this binary: run the migrations, or the binary that belongs to it");
    }
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let workers = Workers::start(config, parts)?;
    tracing::info!("working");
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    tracing::info!("stopping");
    workers.stop().await;
    tracing::info!("stopped");
    Ok(ExitCode::SUCCESS)
}

async fn verify(database: &Database) -> anyhow::Result<ExitCode> {
    let db = Db::new(database.url.expose_secret(), 1);
    let found = db.snapshot(ledger::verify).await.context("the books could not be read")?;
    if found.is_empty() {
        say("books balance");
        return Ok(ExitCode::SUCCESS);
    }
    for discrepancy in &found {
        say(&discrepancy.to_string());
    }
    Ok(ExitCode::FAILURE)
}

#[expect(clippy::print_stdout, reason = "what the person who asked is to read")]
fn say(line: &str) {
    println!("{line}");
}
