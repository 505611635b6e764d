//! Real processes, for stories in which something dies.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use dev::services::{Durability, Postgres, Redis};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::app::{App, INDEX_KEY, VAULT_KEYS};

/// A PostgreSQL of the story's own, so that it may be restarted.
#[must_use]
pub fn private_postgres(folder: &Path) -> Postgres {
    Postgres::start(&folder.join("postgres"), Durability::Fast).unwrap()
}

/// A Redis of the story's own, so that it may be flushed and restarted.
#[must_use]
pub fn private_redis(folder: &Path) -> Redis {
    Redis::start(&folder.join("redis")).unwrap()
}

/// The workers' own program; killed when dropped.
#[derive(Debug)]
pub struct Worker(Child);

impl Worker {
    /// Starts the program on the story's database, mail sink and files.
    ///
    /// - `bell`: `redis` or `poll`
    #[must_use]
    pub fn start(app: &App, bell: &str, redis_url: &str) -> Self {
        let child = Command::new(program("workers"))
            .env_clear()
            .env("DATABASE_URL", app.database.url())
            .env("HEADWATER_BELL", bell)
            .env("REDIS_URL", redis_url)
            .env("SMTP_URL", app.smtp_url())
            .env("MAIL_FROM", "Headwater <noreply@headwater.example>")
            .env("OBJECT_STORE_URL", format!("file://{}", app.object_folder().display()))
            .env("BANK_INBOX", app.inbox_folder())
            .env("PUBLIC_URL", "https://partners.example")
            .env("VAULT_KEYS", VAULT_KEYS)
            .env("INDEX_KEY", INDEX_KEY)
            .env("METRICS_LISTEN", format!("127.0.0.1:{}", dev::services::free_port().unwrap()))
            .env("JOB_LEASE_SECONDS", "2")
            .env("STOP_SECONDS", "5")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the workers' program: `cargo dev test` builds it");
        Self(child)
    }

    /// Ends it in the middle of whatever it does: SIGKILL.
    pub fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// The most memory it ever had resident, in bytes.
    #[must_use]
    pub fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap();
        peak.trim().trim_end_matches(" kB").parse::<u64>().unwrap() * 1024
    }

    /// Asks it to stop, as an operator does: SIGTERM.
    pub fn ask_to_stop(&self) {
        kill(Pid::from_raw(self.0.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
    }

    /// The status it ended with; none while it runs.
    #[must_use]
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.0.try_wait().unwrap()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

/// A program of the workspace, beside the test binary's folder.
fn program(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    tests.parent().and_then(Path::parent).unwrap().join(name)
}
