//! A private PostgreSQL.

use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;

use super::place::{Place, RunAs};
use super::process::{self, Daemon, wait_for};
use super::{find, free_port, random_hex};

/// The superuser of a private instance.
const SUPERUSER: &str = "postgres";

/// Whether what is committed survives a power cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Durability {
    /// It does: `fsync` is on. For data that is kept, and for measuring.
    Kept,
    /// It survives the end of the server, not of the machine: several times faster. For tests.
    Fast,
}

/// A PostgreSQL server on a free port of 127.0.0.1, with a superuser whose password only its owner can read.
///
/// Dropping it ends it; its data stays in its folder.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    password: String,
    port: u16,
    durability: Durability,
    run_as: RunAs,
    // The order matters: the server must be down before its folder is moved home.
    server: Option<Daemon>,
    place: Place,
}

impl Postgres {
    /// Starts the instance of `folder`, which is created when it is not there yet, and waits until it accepts
    /// connections.
    ///
    /// # Errors
    /// When PostgreSQL is not installed, or of another version than the folder's data, or does not start; the
    /// error holds its last words.
    pub fn start(folder: &Path, durability: Durability) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        let run_as = RunAs::find()?;
        let place = Place::open(folder.join("cluster"), run_as)?;
        let major =
            fs::read_to_string(place.path().join("data/PG_VERSION")).ok().and_then(|text| text.trim().parse().ok());
        let programs = find::postgres(major)?;
        if major.is_none() {
            create(&programs, &place, run_as)?;
        }
        let password = fs::read_to_string(place.path().join("password"))?;
        let mut postgres =
            Self { programs, folder, password, port: free_port()?, durability, run_as, server: None, place };
        postgres.launch()?;
        Ok(postgres)
    }

    /// The address of `database` for the superuser.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        self.url_as(SUPERUSER, &self.password, database)
    }

    /// The address of `database` for another role.
    #[must_use]
    pub fn url_as(&self, role: &str, password: &str, database: &str) -> String {
        format!("postgres://{role}:{password}@127.0.0.1:{}/{database}", self.port)
    }

    /// The path of one of PostgreSQL's programs, such as `pgbench`.
    #[must_use]
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs.join(name)
    }

    /// One of PostgreSQL's client programs, set up to speak to `database` as the superuser and to read
    /// nobody's settings.
    #[must_use]
    pub fn client(&self, program: &str, database: &str) -> Command {
        let mut command = Command::new(self.program(program));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.as_encoded_bytes().starts_with(b"PG")) {
            command.env_remove(name);
        }
        command
            .envs([
                ("PGHOST", "127.0.0.1"),
                ("PGUSER", SUPERUSER),
                ("PGDATABASE", database),
                ("PGPASSWORD", &self.password),
            ])
            .env("PGPORT", self.port.to_string());
        command
    }

    /// Runs statements in one transaction as the superuser and returns the rows, one a line, columns parted
    /// by `|`.
    ///
    /// # Errors
    /// When a statement is refused; the error holds PostgreSQL's words.
    pub fn sql(&self, database: &str, statements: &str) -> Result<String> {
        let mut command = self.client("psql", database);
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-1", "-f", "-"]);
        let mut psql = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        // psql that ends before it has read everything says why on its standard error, which is read below.
        let _written = psql.stdin.take().map(|mut input| input.write_all(statements.as_bytes()));
        let output = psql.wait_with_output()?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
    }

    /// Creates `database`, owned by `owner`, unless it is there.
    ///
    /// # Errors
    /// When PostgreSQL refuses.
    pub fn create_database(&self, database: &str, owner: &str) -> Result<()> {
        if self.sql("postgres", &format!("select 1 from pg_database where datname = '{database}'"))?.is_empty() {
            let output = self.client("createdb", "postgres").args(["--owner", owner, database]).output()?;
            if !output.status.success() {
                bail!("{}", String::from_utf8_lossy(&output.stderr).trim());
            }
        }
        Ok(())
    }

    /// Ends the server as an administrator would: open transactions are rolled back, the rest is written out.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn stop(&mut self) -> Result<()> {
        self.server.take().map_or(Ok(()), |mut server| server.stop())
    }

    /// Ends the server, unless it is down, and starts it at the same address.
    ///
    /// # Errors
    /// When it cannot be ended or started.
    pub fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.launch()
    }

    /// Ends the server in the middle of everything, as a crash does, and starts it at the same address: it
    /// recovers from its log.
    ///
    /// # Errors
    /// When it cannot be ended or started.
    pub fn crash(&mut self) -> Result<()> {
        if let Some(mut server) = self.server.take() {
            server.stop_with(Signal::SIGQUIT)?;
        }
        self.launch()
    }

    /// What it said at its end, when it ended by itself.
    ///
    /// # Errors
    /// When the system refuses to say whether it lives.
    pub fn obituary(&mut self) -> Result<Option<String>> {
        let Some(server) = &mut self.server else { return Ok(None) };
        Ok(server.ended()?.map(|_| server.obituary()))
    }

    fn launch(&mut self) -> Result<()> {
        let data = self.place.path().join("data");
        let lock = data.join("postmaster.pid");
        let mark = data.display().to_string();
        clear(&lock, &mark)?;
        let mut command = self.run_as.command(&self.program("postgres"));
        command.arg("-D").arg(&data).args(["-p", &self.port.to_string()]);
        let mut settings =
            vec!["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=200", "timezone=UTC"];
        if self.durability == Durability::Fast {
            settings.extend(["fsync=off", "synchronous_commit=off", "full_page_writes=off"]);
        }
        command.args(settings.into_iter().flat_map(|setting| ["-c", setting]));
        let mut server = Daemon::spawn(&self.folder, "postgres", &mark, Signal::SIGINT, command)?;
        let ready = wait_for(Duration::from_secs(60), || {
            Ok(if is_ready(&lock) { Some(true) } else { server.ended()?.map(|_| false) })
        })?;
        if ready != Some(true) {
            bail!("PostgreSQL does not start: {}", server.obituary());
        }
        self.server = Some(server);
        Ok(())
    }
}

/// The server writes its state into the eighth line of its lock file.
fn is_ready(lock: &Path) -> bool {
    fs::read_to_string(lock).is_ok_and(|text| text.lines().nth(7).is_some_and(|line| line.trim() == "ready"))
}

/// Removes the lock file of a server that was killed, after ending that server if it still runs. PostgreSQL
/// itself would refuse to start as soon as the process id in the file has become anybody's.
fn clear(lock: &Path, mark: &str) -> Result<()> {
    let Ok(text) = fs::read_to_string(lock) else { return Ok(()) };
    if let Some(pid) = text.lines().next().and_then(|line| line.trim().parse().ok()) {
        process::end(pid, Signal::SIGINT, mark)?;
    }
    process::remove_if_there(lock)
}

/// Makes the data folder under another name first, so that one that is there is whole.
fn create(programs: &Path, place: &Place, run_as: RunAs) -> Result<()> {
    let (password, unfinished) = (place.path().join("password"), place.path().join("unfinished"));
    for folder in [&unfinished, &place.path().join("data")] {
        if folder.exists() {
            fs::remove_dir_all(folder)?;
        }
    }
    let mut file = fs::File::options().create(true).write(true).truncate(true).mode(0o600).open(&password)?;
    file.write_all(random_hex(16)?.as_bytes())?;
    run_as.own(&password, 0o600)?;
    let mut initdb = run_as.command(&programs.join("initdb"));
    initdb.arg("-D").arg(&unfinished).arg("--pwfile").arg(&password);
    initdb.args(["-U", SUPERUSER, "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync"]);
    let output = initdb.stdin(Stdio::null()).output().context("cannot run initdb")?;
    if !output.status.success() {
        bail!("initdb failed: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    }
    Ok(fs::rename(&unfinished, place.path().join("data"))?)
}
