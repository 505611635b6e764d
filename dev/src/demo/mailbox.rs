//! The mails that arrive while the demo runs, read as their recipients would.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result};
use dev::services::process::wait_for;

use super::{PATIENCE, done};
use crate::stack::{Letter, Stack};
use crate::stop;

/// Which mails were read.
pub(super) struct Mailbox(BTreeSet<PathBuf>);

impl Mailbox {
    /// Takes the mails of earlier runs as read.
    pub(super) fn open(stack: &Stack) -> Result<Self> {
        Ok(Self(files(stack)?.into_iter().collect()))
    }

    /// The next unread mail that `is_meant`; waits for it, prints it, and takes it as read.
    pub(super) fn next(&mut self, stack: &mut Stack, is_meant: impl Fn(&Letter) -> bool) -> Result<Letter> {
        let found = wait_for(PATIENCE, || {
            stop::check()?;
            stack.refuse_death()?;
            for path in files(stack)?.into_iter().filter(|path| !self.0.contains(path)) {
                let letter = Letter::read(&fs::read(&path)?);
                if is_meant(&letter) {
                    return Ok(Some((path, letter)));
                }
            }
            Ok(None)
        })?;
        let (path, letter) = found.context("a mail did not come within a minute")?;
        done(&format!("mail to {}: {}\n  {}", letter.to, letter.subject, path.display()));
        self.0.insert(path);
        Ok(letter)
    }

    /// The next unread mail to `address`.
    pub(super) fn next_to(&mut self, stack: &mut Stack, address: &str) -> Result<Letter> {
        self.next(stack, |letter| letter.to == address)
    }
}

impl Letter {
    /// What the link to `path` in the mail ends with.
    pub(super) fn token(&self, path: &str) -> Result<&str> {
        let (_, behind) = self.text.split_once(&format!("/{path}/")).with_context(|| format!("no {path} link"))?;
        behind.split_whitespace().next().context("a link without an end")
    }

    /// The six digits that stand alone on a line.
    pub(super) fn code(&self) -> Result<&str> {
        let is_code = |line: &&str| line.len() == 6 && line.chars().all(|digit| digit.is_ascii_digit());
        self.text.lines().map(str::trim).find(is_code).context("a mail without a code")
    }
}

fn files(stack: &Stack) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(&stack.mails)?.collect::<std::io::Result<Vec<_>>>()?;
    let mut files: Vec<PathBuf> = entries.into_iter().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "eml"));
    files.sort();
    Ok(files)
}
