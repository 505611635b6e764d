//! Where the programs are. PATH first, as whoever set it meant it; then the folders that systems use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, bail};

/// The oldest PostgreSQL that Headwater runs on.
const POSTGRES_AT_LEAST: u32 = 15;
/// The oldest Redis that Headwater runs on.
const REDIS_AT_LEAST: u32 = 7;
/// Folders that hold one folder for each version of PostgreSQL, which holds `bin`: Debian, Fedora, Homebrew
/// on either processor.
const VERSIONED: [&str; 4] = ["/usr/lib/postgresql", "/usr", "/opt/homebrew/opt", "/usr/local/opt"];
/// Folders that may not be on PATH: root's, Homebrew's.
const UNVERSIONED: [&str; 6] =
    ["/usr/bin", "/usr/local/bin", "/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin", "/usr/local/pgsql/bin"];

/// The folder of PostgreSQL's programs, of exactly version `major` when given.
pub(super) fn postgres(major: Option<u32>) -> Result<PathBuf> {
    let usable = |folder: &PathBuf| {
        let found = version(&folder.join("postgres")).unwrap_or_default();
        let fits = major.map_or(found >= POSTGRES_AT_LEAST, |major| found == major);
        fits && ["initdb", "psql", "pg_dump"].iter().all(|program| folder.join(program).is_file())
    };
    let Some(folder) = path().into_iter().chain(versioned()).chain(pg_config()).chain(unversioned()).find(usable)
    else {
        let wanted = major.map_or_else(|| format!("{POSTGRES_AT_LEAST} or newer"), |major| major.to_string());
        bail!(
            "PostgreSQL {wanted} is not installed: install its server and client programs \
             (Debian, Ubuntu: postgresql; Homebrew: postgresql@17)"
        );
    };
    Ok(folder)
}

/// The program `redis-server`.
pub(super) fn redis() -> Result<PathBuf> {
    let programs = path().into_iter().chain(unversioned()).map(|folder| folder.join("redis-server"));
    let Some(program) =
        programs.into_iter().find(|program| version(program).is_some_and(|found| found >= REDIS_AT_LEAST))
    else {
        bail!(
            "Redis {REDIS_AT_LEAST} or newer is not installed: install its server \
             (Debian, Ubuntu: redis-server; Homebrew: redis)"
        );
    };
    Ok(program)
}

fn path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

fn unversioned() -> Vec<PathBuf> {
    UNVERSIONED.map(PathBuf::from).into()
}

/// Every `<folder>/<name with a version>/bin`, newest first.
fn versioned() -> Vec<PathBuf> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for entry in VERSIONED.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let digits = name.trim_start_matches("postgresql@").trim_start_matches("pgsql-");
        if let Ok(major) = digits.parse() {
            found.push((major, entry.path().join("bin")));
        }
    }
    found.sort_by(|left, right| right.cmp(left));
    found.into_iter().map(|(_, folder)| folder).collect()
}

fn pg_config() -> Option<PathBuf> {
    let output = Command::new("pg_config").arg("--bindir").output().ok()?;
    let folder = String::from_utf8(output.stdout).ok()?;
    Some(PathBuf::from(folder.trim()))
}

/// The major version in `program --version`: the number before the first full stop, as in `postgres
/// (PostgreSQL) 15.4` and `Redis server v=7.0.15 …`.
fn version(program: &Path) -> Option<u32> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (before, _) = text.split_once('.')?;
    let digits = before
        .rfind(|letter: char| !letter.is_ascii_digit())
        .map_or(before, |at| before.get(at + 1..).unwrap_or_default());
    digits.parse().ok()
}
