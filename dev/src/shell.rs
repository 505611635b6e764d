//! Commands that we wait for.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use dev::services::process::wait_for;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use crate::stop;

/// Runs a command whose output is shown; a status other than 0 is an error.
///
/// It has a process group of its own, so that a request to stop ends it with all it started, wherever the
/// request came from.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let child = command
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()
        .with_context(|| format!("cannot start {}", name(command)))?;
    let status = wait(child)?;
    if !status.success() {
        bail!("{} ended with {status}", name(command));
    }
    Ok(())
}

/// Runs a command and returns what it printed; a status other than 0 is an error that holds what it
/// complained of.
pub(crate) fn read(command: &mut Command) -> Result<String> {
    filter(command, "")
}

/// Like [`read`], with `input` on the standard input of a command that reads all of it before it prints.
pub(crate) fn filter(command: &mut Command, input: &str) -> Result<String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("cannot start {}", name(command)))?;
    // A command that reads nothing ends the pipe early; whether that was a failure its status says.
    let _written = child.stdin.take().map(|mut pipe| pipe.write_all(input.as_bytes()));
    let output = child.wait_with_output()?;
    stop::check()?;
    if !output.status.success() {
        let complaint = if output.stderr.is_empty() { output.stdout } else { output.stderr };
        bail!("{} ended with {}: {}", name(command), output.status, String::from_utf8_lossy(&complaint).trim());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn wait(mut child: Child) -> Result<ExitStatus> {
    loop {
        if let Some(status) = wait_for(Duration::from_millis(200), || Ok(child.try_wait()?))? {
            stop::check()?;
            return Ok(status);
        }
        if stop::requested() {
            killpg(Pid::from_raw(i32::try_from(child.id())?), Signal::SIGTERM)?;
            child.wait()?;
        }
    }
}

/// The first words of a command line, for people.
fn name(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args().take(3));
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
