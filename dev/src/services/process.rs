//! Servers in the background: started, watched, ended, and recognised when the process that started them was
//! killed.
//!
//! The one rule: a signal goes to a process only when its id **and** its command line say that it is ours. A
//! pid file holds three lines: the id, the signal that ends it gently, and a text that its command line
//! contains.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// How long a server may take to end by itself before it is killed.
pub const PATIENCE: Duration = Duration::from_secs(30);
/// How often to look whether something has happened: at first, and after a while.
const STEPS: [Duration; 2] = [Duration::from_millis(10), Duration::from_millis(200)];

/// A server of ours: in a process group of its own, so that Ctrl-C in the terminal reaches only its owner,
/// with its output in `<folder>/<name>.log` and its id in `<folder>/<name>.pid`.
///
/// Dropping it ends it.
#[derive(Debug)]
pub struct Daemon {
    name: String,
    child: Child,
    stop: Signal,
    pid_file: PathBuf,
    log: PathBuf,
}

impl Daemon {
    /// Starts `command` as the server `name`, after ending one of the same name that a killed owner left
    /// behind.
    ///
    /// - `mark`: a text in the server's command line that no other program has, such as its data folder
    /// - `stop`: the signal on which it ends gently
    ///
    /// # Errors
    /// When the program cannot be started or the two files cannot be written.
    pub fn spawn(folder: &Path, name: &str, mark: &str, stop: Signal, mut command: Command) -> Result<Self> {
        let pid_file = folder.join(format!("{name}.pid"));
        let log = folder.join(format!("{name}.log"));
        end_leftover(&pid_file)?;
        let output = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .with_context(|| format!("cannot write {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        let daemon = Self { name: name.to_owned(), child, stop, pid_file, log };
        fs::write(&daemon.pid_file, format!("{}\n{}\n{mark}\n", daemon.child.id(), stop.as_str()))
            .with_context(|| format!("cannot write {}", daemon.pid_file.display()))?;
        Ok(daemon)
    }

    /// The status it ended with, or `None` while it runs.
    ///
    /// # Errors
    /// When the system refuses to say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    /// Asks it to end, without waiting.
    ///
    /// # Errors
    /// When the signal cannot be sent.
    pub fn ask_to_stop(&mut self) -> Result<()> {
        match self.ended()? {
            Some(_) => Ok(()),
            None => send(pid_of(self.child.id())?, self.stop),
        }
    }

    /// Ends it with its own signal, or with SIGKILL after [`PATIENCE`].
    ///
    /// # Errors
    /// When a signal cannot be sent.
    pub fn stop(&mut self) -> Result<()> {
        self.stop_with(self.stop)
    }

    /// Ends it with `signal`, or with SIGKILL after [`PATIENCE`]. Does nothing when it has ended.
    ///
    /// # Errors
    /// When a signal cannot be sent.
    pub fn stop_with(&mut self, signal: Signal) -> Result<()> {
        if self.ended()?.is_none() {
            send(pid_of(self.child.id())?, signal)?;
            if wait_for(PATIENCE, || self.ended())?.is_none() {
                self.child.kill()?;
                self.child.wait()?;
            }
        }
        remove_if_there(&self.pid_file)
    }

    /// One sentence for a server that ended by itself: its name, its status and its last words.
    #[must_use]
    pub fn obituary(&mut self) -> String {
        let status =
            self.ended().ok().flatten().map_or_else(|| "unknown status".to_owned(), |status| status.to_string());
        format!(
            "{} ended with {status}; its last words in {}:\n{}",
            self.name,
            self.log.display(),
            last_lines(&self.log, 15)
        )
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            eprintln!("cannot end {}: {error:#}", self.name);
        }
    }
}

/// Ends every server whose pid file lies in `folder` or anywhere below it, as far as they are ours.
///
/// # Errors
/// When such a server cannot be ended.
pub fn end_leftovers(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        if entry.file_type()?.is_dir() {
            end_leftovers(&entry.path())?;
        } else if entry.path().extension().is_some_and(|extension| extension == "pid") {
            end_leftover(&entry.path())?;
        }
    }
    Ok(())
}

fn end_leftover(pid_file: &Path) -> Result<()> {
    let text = fs::read_to_string(pid_file).unwrap_or_default();
    // Other programs have pid files too; theirs have another form.
    let [pid, stop, mark] = text.lines().collect::<Vec<_>>()[..] else { return Ok(()) };
    end(pid.parse()?, stop.parse()?, mark)?;
    remove_if_there(pid_file)
}

/// Ends process `pid` if it lives and its command line contains `mark`: with `stop`, or with SIGKILL after
/// [`PATIENCE`].
pub(super) fn end(pid: u32, stop: Signal, mark: &str) -> Result<()> {
    let gone = || Ok((!is_ours(pid, mark)).then_some(()));
    if gone()?.is_some() {
        return Ok(());
    }
    for signal in [stop, Signal::SIGKILL] {
        send(pid_of(pid)?, signal)?;
        if wait_for(PATIENCE, gone)?.is_some() {
            return Ok(());
        }
    }
    bail!("process {pid}, left by an earlier run, does not end")
}

/// Asks `probe` until it has an answer, at most for `patience`: often at first, less often the longer it takes.
///
/// # Errors
/// The first error of `probe`.
pub fn wait_for<T>(patience: Duration, mut probe: impl FnMut() -> Result<Option<T>>) -> Result<Option<T>> {
    let begin = Instant::now();
    let [mut step, longest] = STEPS;
    loop {
        let answer = probe()?;
        if answer.is_some() || begin.elapsed() >= patience {
            return Ok(answer);
        }
        thread::sleep(step);
        step = longest.min(step * 2);
    }
}

/// The last `count` lines of a text file; empty when it cannot be read.
#[must_use]
pub fn last_lines(file: &Path, count: usize) -> String {
    let text = fs::read(file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
    let lines: Vec<&str> = text.lines().collect();
    lines.get(lines.len().saturating_sub(count)..).unwrap_or_default().join("\n")
}

/// Whether process `pid` lives and its command line contains `mark`. A process that ended but was not reaped
/// has no command line.
fn is_ours(pid: u32, mark: &str) -> bool {
    let line = if Path::new("/proc/self/cmdline").exists() {
        fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default()
    } else {
        let ps = Command::new("ps").args(["-ww", "-o", "args=", "-p", &pid.to_string()]).output();
        ps.map(|output| output.stdout).unwrap_or_default()
    };
    !mark.is_empty() && String::from_utf8_lossy(&line).contains(mark)
}

fn pid_of(id: u32) -> Result<Pid> {
    Ok(Pid::from_raw(i32::try_from(id)?))
}

fn send(pid: Pid, signal: Signal) -> Result<()> {
    match kill(pid, signal) {
        Ok(()) | Err(Errno::ESRCH) => Ok(()),
        Err(error) => Err(error).with_context(|| format!("cannot send {signal} to process {pid}")),
    }
}

pub(super) fn remove_if_there(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}
