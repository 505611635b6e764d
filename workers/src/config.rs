//! Configuration: environment variables, read once.
//!
//! Each can be given as an option too, which wins. `--help` prints all of them.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::num::ParseIntError;
use std::path::PathBuf;
use std::time::Duration;

use clap::error::ErrorKind;
use clap::{Args, FromArgMatches, Subcommand, ValueEnum};
use secrecy::SecretString;
use url::Url;

use crate::registry::Registry;

/// Connections of the pool beside those of jobs: relay, sweeper, schedule.
const OWN_CONNECTIONS: usize = 3;

/// What the binary was asked to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Carry out jobs until told to stop: what it does without a word.
    #[command(skip)]
    Run(Box<Config>),
    /// Check the books; status 0 when they balance, 1 with a line for each discrepancy.
    Verify(Database),
    /// Print the table of jobs.
    Jobs,
}

/// Everything a running process can be told.
#[derive(Debug, Clone, Args)]
pub struct Config {
    /// Where the database is.
    #[command(flatten)]
    pub database: Database,

    /// Most database connections; by default as many as jobs run at once, and 3.
    #[arg(long, env = "DATABASE_POOL", value_name = "DATABASE_POOL")]
    pub database_pool: Option<u32>,

    /// What carries job ids to free workers: Redis, or this process alone.
    #[arg(long = "bell", env = "HEADWATER_BELL", value_name = "HEADWATER_BELL", default_value = "redis")]
    pub bell: BellKind,

    /// Redis: redis://:password@host:port/database; the host is enough.
    #[arg(long, env = "REDIS_URL", value_name = "REDIS_URL", default_value = "redis://127.0.0.1:6379")]
    #[arg(hide_env_values = true, value_parser = secret)]
    pub redis_url: SecretString,

    /// Before every key in Redis: systems that share a Redis need different ones.
    #[arg(long, env = "REDIS_PREFIX", value_name = "REDIS_PREFIX", default_value = "headwater")]
    pub redis_prefix: String,

    /// Mail relay: smtp://user:password@host:port, STARTTLS with ?tls=required, TLS with smtps://.
    #[arg(long, env = "SMTP_URL", value_name = "SMTP_URL", hide_env_values = true, value_parser = secret)]
    pub smtp_url: SecretString,

    /// Sender of every e-mail: a name and the address in angle brackets; answers arrive there.
    #[arg(long, env = "MAIL_FROM", value_name = "MAIL_FROM")]
    pub mail_from: String,

    /// Where bank files lie: file:///folder.
    #[arg(long, env = "OBJECT_STORE_URL", value_name = "OBJECT_STORE_URL", hide_env_values = true)]
    pub object_store_url: Url,

    /// Folder that is watched for files from banks; they are moved to `done` or `rejected` below it. By default none.
    #[arg(long, env = "BANK_INBOX", value_name = "BANK_INBOX")]
    pub bank_inbox: Option<PathBuf>,

    /// Keys of sealed values, `id:key[,id:key…]`: ids 0 to 255, keys of 32 bytes in base64url. The first seals, all open.
    #[arg(long, env = "VAULT_KEYS", value_name = "VAULT_KEYS", hide_env_values = true, value_parser = secret)]
    pub vault_keys: SecretString,

    /// Key of blind indexes, links and codes: 32 bytes in base64url. It never changes.
    #[arg(long, env = "INDEX_KEY", value_name = "INDEX_KEY", hide_env_values = true, value_parser = secret)]
    pub index_key: SecretString,

    /// Where people find the partner center; stands in e-mails.
    #[arg(long, env = "PUBLIC_URL", value_name = "PUBLIC_URL")]
    pub public_url: Url,

    /// Address of the metrics, host:port; anybody who reaches it can read them.
    #[arg(long, env = "METRICS_LISTEN", value_name = "METRICS_LISTEN", default_value = "127.0.0.1:9464")]
    pub metrics_listen: SocketAddr,

    /// Seconds a claim on a job holds; by default 10 more than the longest attempt of its queue.
    #[arg(long = "job-lease-seconds", env = "JOB_LEASE_SECONDS", value_name = "JOB_LEASE_SECONDS")]
    #[arg(value_parser = seconds)]
    pub job_lease: Option<Duration>,

    /// Seconds that running jobs have when the process is asked to stop.
    #[arg(long = "stop-seconds", env = "STOP_SECONDS", value_name = "STOP_SECONDS", default_value = "25")]
    #[arg(value_parser = seconds)]
    pub stop: Duration,

    /// What is logged: a filter such as info,workers=debug.
    #[arg(long, env = "LOG", value_name = "LOG", default_value = "info,apalis_core=off")]
    pub log: String,

    /// How: one JSON object or one line of text an event.
    #[arg(long, env = "LOG_FORMAT", value_name = "LOG_FORMAT", default_value = "json")]
    pub log_format: LogFormat,
}

/// Where the database is.
#[derive(Debug, Clone, Args)]
pub struct Database {
    /// PostgreSQL: postgres://user:password@host:port/database.
    #[arg(long = "database-url", env = "DATABASE_URL", value_name = "DATABASE_URL")]
    #[arg(hide_env_values = true, value_parser = secret)]
    pub url: SecretString,
}

/// What carries job ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BellKind {
    /// Any number of processes share the work.
    Redis,
    /// Channels within this process: PostgreSQL alone is enough.
    Poll,
}

/// The form of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// One JSON object an event.
    Json,
    /// One line an event.
    Text,
}

impl Config {
    /// Connections of the pool: a job that waits in vain for one has wasted an attempt.
    #[must_use]
    pub fn pool_size(&self) -> u32 {
        let at_once: usize = Registry::default().lines().iter().map(|line| line.concurrency).sum();
        self.database_pool.unwrap_or_else(|| u32::try_from(at_once + OWN_CONNECTIONS).unwrap_or(u32::MAX))
    }
}

impl Command {
    /// Reads options and environment; prints and ends the process for `--help` and `--version`.
    ///
    /// # Errors
    /// One sentence that names what is missing or malformed.
    pub fn read() -> anyhow::Result<Self> {
        Self::parse().map_err(|error| {
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                error.exit();
            }
            anyhow::anyhow!(sentence(&error.to_string()))
        })
    }

    /// Put together by hand: a struct with an optional subcommand would want the
    /// variables of a run from `verify` too.
    fn parse() -> Result<Self, clap::Error> {
        let workers = clap::Command::new("workers")
            .version(env!("CARGO_PKG_VERSION"))
            .args_conflicts_with_subcommands(true)
            .subcommand_negates_reqs(true);
        let matches = Self::augment_subcommands(Config::augment_args(workers))
            .about("Headwater's workers: they carry out the jobs that the API leaves in PostgreSQL.")
            .try_get_matches()?;
        if matches.subcommand_name().is_some() {
            Self::from_arg_matches(&matches)
        } else {
            Ok(Self::Run(Box::new(Config::from_arg_matches(&matches)?)))
        }
    }
}

/// The sentence of clap's message, without its advice.
fn sentence(message: &str) -> String {
    let said = message.split("\n\n").next().unwrap_or(message);
    let words: Vec<&str> = said.trim_start_matches("error: ").split_whitespace().collect();
    words.join(" ")
}

fn seconds(text: &str) -> Result<Duration, ParseIntError> {
    text.parse().map(Duration::from_secs)
}

fn secret(text: &str) -> Result<SecretString, Infallible> {
    Ok(SecretString::from(text))
}
