//! A private Redis without persistence.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::sys::signal::Signal;

use super::place::RunAs;
use super::process::{Daemon, wait_for};
use super::{find, free_port};

/// A Redis server on a free port of 127.0.0.1. Dropping it ends it; what it held is gone.
#[derive(Debug)]
pub struct Redis {
    folder: PathBuf,
    port: u16,
    server: Option<Daemon>,
}

impl Redis {
    /// Starts a server whose log and pid file are in `folder`, and waits until it answers.
    ///
    /// # Errors
    /// When Redis is not installed or does not start; the error holds its last words.
    pub fn start(folder: &Path) -> Result<Self> {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        let folder = folder.canonicalize()?;
        let mut redis = Self { folder, port: free_port()?, server: None };
        redis.launch()?;
        Ok(redis)
    }

    /// Its address: `redis://127.0.0.1:<port>`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Ends the server; [`Redis::restart`] brings it back, empty.
    ///
    /// # Errors
    /// When it cannot be ended.
    pub fn stop(&mut self) -> Result<()> {
        self.server.take().map_or(Ok(()), |mut server| server.stop())
    }

    /// Ends the server and starts an empty one at the same address.
    ///
    /// # Errors
    /// When it cannot be ended or started.
    pub fn restart(&mut self) -> Result<()> {
        self.stop()?;
        self.launch()
    }

    /// For [`super::process::Daemon::obituary`]: what it said at its end, when it ended by itself.
    ///
    /// # Errors
    /// When the system refuses to say whether it lives.
    pub fn obituary(&mut self) -> Result<Option<String>> {
        let Some(server) = &mut self.server else { return Ok(None) };
        Ok(server.ended()?.map(|_| server.obituary()))
    }

    fn launch(&mut self) -> Result<()> {
        // The title is what `ps` shows of a running Redis, so it is where the mark must be.
        let mark = self.folder.display().to_string();
        let mut command = RunAs::find()?.command(&find::redis()?);
        command.args(["--bind", "127.0.0.1", "--port", &self.port.to_string()]);
        command.args(["--save", "", "--appendonly", "no", "--daemonize", "no"]);
        command.args(["--proc-title-template", &format!("redis-server {{listen-addr}} {mark}")]);
        let mut server = Daemon::spawn(&self.folder, "redis", &mark, Signal::SIGTERM, command)?;
        let ready = wait_for(Duration::from_secs(10), || {
            Ok(if self.answers() { Some(true) } else { server.ended()?.map(|_| false) })
        })?;
        if ready != Some(true) {
            bail!("Redis does not start: {}", server.obituary());
        }
        self.server = Some(server);
        Ok(())
    }

    /// Whether it answers a PING as Redis does, and not as whatever else took the port.
    fn answers(&self) -> bool {
        ping(self.port).is_ok_and(|answer| answer.starts_with(b"+PONG"))
    }
}

fn ping(port: u16) -> std::io::Result<[u8; 5]> {
    use std::io::{Read, Write};
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(1)))?;
    stream.write_all(b"PING\r\n")?;
    let mut answer = [0; 5];
    stream.read_exact(&mut answer)?;
    Ok(answer)
}
