//! Programs that checking needs and no package manager has: built once by `cargo install`, in exactly one
//! version each.
//!
//! They are kept in the user's folder for caches, so that a fresh clone does not build them again. They are
//! built without optimisation and debug information, because each runs for seconds and building it takes
//! minutes.

use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::shell;
use crate::workspace::Workspace;

/// A program from crates.io.
#[derive(Debug)]
pub(crate) struct Tool {
    package: &'static str,
    version: &'static str,
    program: &'static str,
    options: &'static [&'static str],
}

/// Licences, sources, duplicate and vulnerable dependencies.
pub(crate) const DENY: Tool = Tool { package: "cargo-deny", version: "0.20.2", program: "cargo-deny", options: &[] };
/// Dependencies that no source file names.
pub(crate) const MACHETE: Tool =
    Tool { package: "cargo-machete", version: "0.9.2", program: "cargo-machete", options: &[] };
/// Writes snapshots back into the tests.
pub(crate) const INSTA: Tool = Tool { package: "cargo-insta", version: "1.49.0", program: "cargo-insta", options: &[] };
/// Prints `table!` for the tables of a database.
pub(crate) const DIESEL: Tool = Tool {
    package: "diesel_cli",
    version: "2.3.14",
    program: "diesel",
    options: &["--no-default-features", "--features", "postgres-bundled"],
};

/// The path of the program, which is built first when it is not there.
pub(crate) fn path(workspace: &Workspace, tool: &Tool) -> Result<PathBuf> {
    let folder = cache()?.join(format!("{}-{}", tool.package, tool.version));
    let program = folder.join("bin").join(tool.program);
    if !program.exists() {
        eprintln!("building {} {} once, for {}", tool.package, tool.version, folder.display());
        let mut install =
            workspace.cargo(&["install", "--quiet", "--locked", "--debug", "--version", tool.version, "--root"]);
        install.arg(&folder).args(tool.options).arg(tool.package).env("CARGO_PROFILE_DEV_DEBUG", "0");
        shell::run(&mut install)?;
    }
    Ok(program)
}

fn cache() -> Result<PathBuf> {
    let folder = |name, below: &str| std::env::var_os(name).map(|value| PathBuf::from(value).join(below));
    let base = folder("XDG_CACHE_HOME", "").filter(|path| path.is_absolute()).or_else(|| folder("HOME", ".cache"));
    Ok(base.context("neither XDG_CACHE_HOME nor HOME says where caches are kept")?.join("headwater/tools"))
}
