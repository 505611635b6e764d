//! Everything that `up` runs: PostgreSQL, Redis, mail sink, api, workers.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use dev::services::process::{Daemon, end_leftovers, wait_for};
use dev::services::{Durability, MailSink, Postgres, Redis, free_port};
use mail_parser::MessageParser;
use nix::sys::signal::Signal;
use serde_json::Value;

use crate::attachments::Attachments;
use crate::database::{self, Addresses};
use crate::secrets::Secrets;
use crate::workspace::Workspace;
use crate::{shell, stop};

/// Where the API listens when nobody else does.
const PORT: u16 = 8080;

/// The running parts. Dropping it ends them in the order of the fields, whoever uses a server before the
/// server.
#[derive(Debug)]
pub(crate) struct Stack {
    api: Daemon,
    workers: Daemon,
    attachments: Attachments,
    _mail: MailSink,
    redis: Redis,
    postgres: Postgres,
    environment: Vec<(&'static str, String)>,
    /// Where the API answers: `http://127.0.0.1:<port>`.
    pub(crate) url: String,
    /// The folder of the mails.
    pub(crate) mails: PathBuf,
    /// The demo channel: what `api --seed-demo` printed, and `url`.
    pub(crate) demo: Value,
}

impl Stack {
    /// Starts all parts with the data of earlier runs, and waits until the API says that it is ready.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let (logs, mails) = (workspace.state("logs"), workspace.state("mail"));
        let attachments = Attachments::renew(workspace);
        fs::create_dir_all(&logs)?;
        // Those of a killed `up` would go on using a database that is about to be restarted.
        end_leftovers(&logs)?;
        let postgres = Postgres::start(&workspace.state("postgres"), Durability::Kept)?;
        let redis = Redis::start(&workspace.state("redis"))?;
        let mail = MailSink::start(&mails, announce)?;
        let secrets = Secrets::open(workspace)?;
        let addresses = database::prepare(workspace, &postgres, &secrets)?;
        let listen = format!("127.0.0.1:{}", port()?);
        let url = format!("http://{listen}");
        let environment = vec![
            ("DATABASE_URL", addresses.app.clone()),
            ("REDIS_URL", redis.url()),
            ("HEADWATER_BELL", "redis".to_owned()),
            ("LISTEN", listen),
            ("PUBLIC_URL", url.clone()),
            ("METRICS_LISTEN", format!("127.0.0.1:{}", free_port()?)),
            ("OBJECT_STORE_URL", format!("file://{}", workspace.state("objects").display())),
            ("BANK_INBOX", workspace.folder("inbox")?.display().to_string()),
            ("SMTP_URL", mail.url()),
            ("MAIL_FROM", "Headwater <partners@headwater.example>".to_owned()),
            ("TOKEN_KEYS", secrets.token_keys),
            ("VAULT_KEYS", secrets.vault_keys),
            ("INDEX_KEY", secrets.index_key),
            ("DEMO_PASSWORD", secrets.demo_password),
        ];
        let demo = seed(workspace, &environment, &url)?;
        let spawn = |name| {
            let program = workspace.binary(name)?;
            let mark = program.display().to_string();
            let mut command = Command::new(program);
            command.envs(environment.iter().map(|(name, value)| (name, value)));
            Daemon::spawn(&logs, name, &mark, Signal::SIGTERM, command)
        };
        let (workers, api) = (spawn("workers")?, spawn("api")?);
        let mut stack = Self { api, workers, attachments, _mail: mail, redis, postgres, environment, url, mails, demo };
        stack.wait_until_ready()?;
        stack.attach(&addresses)?;
        Ok(stack)
    }

    /// Waits for Ctrl-C; a part that ends by itself is an error.
    pub(crate) fn serve(&mut self) -> Result<()> {
        while !stop::requested() {
            wait_for(Duration::from_millis(500), || Ok(stop::requested().then_some(())))?;
            self.refuse_death()?;
        }
        // Both may take a while to finish what they do, so both are asked before either is waited for.
        self.api.ask_to_stop()?;
        self.workers.ask_to_stop()
    }

    /// Whether the books balance, as `workers verify` finds.
    pub(crate) fn verify(&self, workspace: &Workspace) -> Result<String> {
        let mut workers = Command::new(workspace.binary("workers")?);
        workers.arg("verify").envs(self.environment.iter().map(|(name, value)| (name, value)));
        shell::read(&mut workers)
    }

    /// An error when a part has ended.
    pub(crate) fn refuse_death(&mut self) -> Result<()> {
        for daemon in [&mut self.api, &mut self.workers] {
            if daemon.ended()?.is_some() && !stop::requested() {
                bail!("{}", daemon.obituary());
            }
        }
        match self.postgres.obituary()?.or(self.redis.obituary()?) {
            Some(obituary) => bail!("{obituary}"),
            None => Ok(()),
        }
    }

    fn attach(&self, addresses: &Addresses) -> Result<()> {
        let variables = [
            ("HEADWATER_URL", self.url.clone()),
            ("DATABASE_URL", addresses.app.clone()),
            ("MIGRATION_DATABASE_URL", addresses.owner.clone()),
            ("REDIS_URL", self.redis.url()),
            ("MAIL_DIR", self.mails.display().to_string()),
        ];
        self.attachments.write(&variables, &self.demo)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let ready = format!("{}/readyz", self.url);
        let answer = wait_for(Duration::from_secs(60), || {
            stop::check()?;
            self.refuse_death()?;
            Ok(ureq::get(&ready).call().ok())
        })?;
        answer.map(drop).with_context(|| format!("the API does not become ready within a minute: see {ready}"))
    }
}

fn seed(workspace: &Workspace, environment: &[(&'static str, String)], url: &str) -> Result<Value> {
    let mut api = Command::new(workspace.binary("api")?);
    api.arg("--seed-demo").envs(environment.iter().map(|(name, value)| (name, value)));
    let printed = shell::read(&mut api).context("the demo channel cannot be written")?;
    let mut demo: Value = serde_json::from_str(&printed).context("api --seed-demo printed no JSON")?;
    demo.as_object_mut().context("api --seed-demo printed no object")?.insert("url".to_owned(), url.into());
    Ok(demo)
}

fn port() -> Result<u16> {
    TcpListener::bind(("127.0.0.1", PORT)).map_or_else(|_| free_port(), |_| Ok(PORT))
}

/// Shows a mail in the terminal: whom it is for, what it is about, its text, and where its file is.
fn announce(file: &Path, mail: &[u8]) {
    let message = MessageParser::new().parse(mail).unwrap_or_default();
    let text = message.body_text(0).unwrap_or_default();
    let lines: String = text.trim_end().lines().map(|line| format!("  │ {line}\n")).collect();
    let Letter { to, subject, .. } = Letter::read(mail);
    println!("✉ to {to}: {subject}\n{lines}  {}", file.display());
}

/// A mail as its recipient reads it.
pub(crate) struct Letter {
    /// Address of the first recipient.
    pub(crate) to: String,
    /// What it is about.
    pub(crate) subject: String,
    /// What it says.
    pub(crate) text: String,
}

impl Letter {
    /// Reads a file of the mail sink.
    pub(crate) fn read(mail: &[u8]) -> Self {
        let message = MessageParser::new().parse(mail).unwrap_or_default();
        let to = message.to().and_then(|to| to.first()).and_then(|to| to.address()).unwrap_or_default();
        let text = message.body_text(0).unwrap_or_default().into_owned();
        Self { to: to.to_owned(), subject: message.subject().unwrap_or_default().to_owned(), text }
    }
}
