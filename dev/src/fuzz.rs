//! `cargo dev fuzz`: libFuzzer on everything that reads files from outside.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::shell;
use crate::workspace::Workspace;

/// The programs in `tests/fuzz/targets`.
const TARGETS: [&str; 4] = ["camt", "mt", "csv", "names"];

/// What libFuzzer asks of the compiler: counters for every branch, and what is compared with what.
const COVERAGE: [&str; 7] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg",
    "fuzzing",
];

/// Runs each target, or the one of that name, for so many seconds. A panic, an input of more than a second and one
/// that needs more than 512 MB are failures; the input is left below `tests/fuzz/target`.
pub(crate) fn run(workspace: &Workspace, target: Option<&str>, seconds: u32) -> Result<()> {
    let host = host(workspace)?;
    let folder = workspace.path("tests/fuzz");
    // With a target named, build scripts and macros are compiled without what they could not be linked with.
    let mut build = workspace.cargo(&["build", "--release", "--locked", "--bins", "--target", &host]);
    shell::run(build.current_dir(&folder).env("RUSTFLAGS", COVERAGE.join(" ")))?;
    for name in TARGETS.into_iter().filter(|name| target.is_none_or(|target| target == *name)) {
        println!("── {name}");
        let found = folder.join("target/found").join(name);
        let corpus = folder.join("target/corpus").join(name);
        fs::create_dir_all(&found)?;
        fs::create_dir_all(&corpus)?;
        let mut fuzz = Command::new(folder.join("target").join(&host).join("release").join(name));
        fuzz.arg(format!("-max_total_time={seconds}"))
            .args(["-timeout=1", "-rss_limit_mb=512", "-max_len=16384", "-print_final_stats=1", "-verbosity=0"])
            .arg(format!("-artifact_prefix={}/", found.display()))
            .arg(format!("-dict={}", folder.join("dictionaries").join(format!("{name}.txt")).display()))
            .arg(corpus)
            .arg(workspace.path("tests/fixtures/bank"));
        shell::run(&mut fuzz).with_context(|| format!("{name}: see {}", found.display()))?;
    }
    Ok(())
}

/// What the compiler calls this machine.
fn host(workspace: &Workspace) -> Result<String> {
    let version = shell::read(Command::new("rustc").arg("-vV").current_dir(workspace.path(".")))?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc -vV names no host")?.to_owned())
}
