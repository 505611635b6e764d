//! `cargo dev bless`: regenerates what is generated, in the order in which one thing needs the other.

use std::fs;
use std::process::Command;

use anyhow::Result;
use dev::services;

use crate::workspace::Workspace;
use crate::{generated, shell, stop, test, tools};

/// Writes the tables, the GraphQL schema, and the snapshots of all tests.
pub(crate) fn run(workspace: &Workspace) -> Result<()> {
    services::install()?;
    write(workspace, generated::TABLES, &generated::tables(workspace)?)?;
    write(workspace, generated::SDL, &generated::sdl(workspace)?)?;
    let insta = tools::path(workspace, &tools::INSTA)?;
    // insta leaves each new snapshot beside the old one; `accept` puts it in place, also within the source of
    // a test. A test that fails for another reason does not keep the rest from being accepted.
    let tested = test::with_servers(workspace, |tests| {
        shell::run(tests.arg("--no-fail-fast").envs([("INSTA_UPDATE", "new"), ("INSTA_FORCE_PASS", "1")]))
    });
    stop::check()?;
    shell::run(Command::new(insta).args(["accept", "--workspace-root"]).arg(workspace.path(".")))?;
    tested
}

fn write(workspace: &Workspace, file: &str, text: &str) -> Result<()> {
    let path = workspace.path(file);
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        println!("{file} was fresh");
    } else {
        fs::write(path, text)?;
        println!("{file} written");
    }
    Ok(())
}
