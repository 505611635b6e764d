//! `cargo dev up --demo`: what Headwater is for, shown through its public API.
//!
//! Each step prints what it left behind and fails when that is not what it says. Names, numbers and references
//! are new in every run, so the demo can be repeated on the same data.

mod bank;
mod client;
mod journey;
mod mailbox;
mod statement;
mod tiers;

use std::time::Duration;

use anyhow::Result;

use self::mailbox::Mailbox;
use crate::stack::Stack;
use crate::workspace::Workspace;

/// How long workers may take for what they do in a second.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs all steps.
pub(crate) fn run(workspace: &Workspace, stack: &mut Stack) -> Result<()> {
    let mut mailbox = Mailbox::open(stack)?;
    journey::run(stack, &mut mailbox)?;
    bank::run(workspace, stack, &mut mailbox)?;
    tiers::run(workspace, stack, &mut mailbox)
}

fn done(what: &str) {
    println!("✓ {what}");
}
