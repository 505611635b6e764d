//! One `up` in a clone at a time.

use std::fs::{self, File, TryLockError};
use std::io::{Seek, Write};
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::workspace::Workspace;

/// The right to use the lasting instances below `.headwater`.
///
/// It is the system's lock on a file, not the file: when its owner is killed, the lock is free, so there is
/// no stale one.
#[derive(Debug)]
pub(crate) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock, or says in one sentence who has it.
    pub(crate) fn take(workspace: &Workspace) -> Result<Self> {
        let path = path(workspace);
        let file = File::options().create(true).truncate(false).read(true).write(true).open(&path);
        let file = file.with_context(|| format!("cannot write {}", path.display()))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                bail!("cargo dev up is already running here, {}", fs::read_to_string(path)?.trim())
            }
            Err(TryLockError::Error(error)) => return Err(error.into()),
        }
        let mut lock = Self { file };
        lock.tell("and still starting")?;
        Ok(lock)
    }

    /// Leaves the end of that sentence for others: where we serve.
    pub(crate) fn tell(&mut self, words: &str) -> Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        Ok(writeln!(self.file, "{words} (process {})", std::process::id())?)
    }

    /// Whether another process has the lock.
    pub(crate) fn is_taken(workspace: &Workspace) -> bool {
        File::open(path(workspace)).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
    }
}

fn path(workspace: &Workspace) -> PathBuf {
    workspace.state("lock")
}
