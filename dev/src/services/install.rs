//! PostgreSQL and Redis from the system's package manager, when they are missing and we may.

use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;

use super::find;

/// Debian starts a server as soon as its package is there, unless `policy-rc.d` says no. We say no for as
/// long as the installation takes, because the instances we run are our own; where a policy exists, it
/// stands.
const APT: &str = r#"
set -e
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' > "$policy"
    chmod 755 "$policy"
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -q || true
apt-get install -q -y --no-install-recommends "$@"
"#;

/// Sees to it that PostgreSQL and Redis are there: finds them, or installs what is missing with apt-get (as
/// root or by sudo without a password) or brew.
///
/// # Errors
/// One sentence that says what to install, when we may not or could not.
pub fn install() -> Result<()> {
    let (postgres, redis) = (find::postgres(None), find::redis());
    let missing: Vec<Package> = [(postgres.is_err(), POSTGRES), (redis.is_err(), REDIS)]
        .into_iter()
        .filter_map(|(missing, package)| missing.then_some(package))
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    if let Some((mut command, names)) = installer(&missing) {
        eprintln!("installing {}", names.join(" and "));
        let status = command.args(&names).stdin(Stdio::null()).status().context("cannot run the package manager")?;
        if !status.success() {
            bail!("the package manager could not install {}: install it, then try again", names.join(" and "));
        }
    }
    find::postgres(None)?;
    find::redis()?;
    Ok(())
}

struct Package {
    apt: &'static str,
    brew: &'static str,
}
const POSTGRES: Package = Package { apt: "postgresql", brew: "postgresql@17" };
const REDIS: Package = Package { apt: "redis-server", brew: "redis" };

/// The command that installs the packages named after it, and their names; `None` when we may not install.
fn installer(packages: &[Package]) -> Option<(Command, Vec<&'static str>)> {
    let works = |program: &str, arguments: &[&str]| {
        let output = Command::new(program).args(arguments).stdin(Stdio::null()).output();
        output.is_ok_and(|output| output.status.success())
    };
    if works("apt-get", &["--version"]) {
        let script = ["sh", "-c", APT, "sh"];
        let command = if geteuid().is_root() {
            words(&script)
        } else if works("sudo", &["-n", "true"]) {
            words(&[&["sudo", "-n"], &script[..]].concat())
        } else {
            return None;
        };
        return Some((command, packages.iter().map(|package| package.apt).collect()));
    }
    works("brew", &["--version"])
        .then(|| (words(&["brew", "install"]), packages.iter().map(|package| package.brew).collect()))
}

fn words(line: &[&str]) -> Command {
    let mut command = Command::new(line.first().copied().unwrap_or_default());
    command.args(line.iter().skip(1));
    command
}
