//! Folders that go with the command that made them.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::Result;
use dev::services::process::end_leftovers;

use crate::workspace::Workspace;

/// A folder below `.headwater/tmp`. Dropping it removes it, so whatever runs in it must be dropped before.
#[derive(Debug)]
pub(crate) struct Scratch {
    path: PathBuf,
    // Held as long as we live: the system lets go of it even when we are killed.
    _lock: File,
}

impl Scratch {
    /// A new folder. First those of commands that were killed are removed, and the servers that they left are
    /// ended.
    pub(crate) fn open(workspace: &Workspace, verb: &str) -> Result<Self> {
        let folder = workspace.state("tmp");
        fs::create_dir_all(&folder)?;
        for entry in fs::read_dir(&folder)?.flatten() {
            let abandoned = File::open(entry.path().join("lock")).is_ok_and(|lock| lock.try_lock().is_ok());
            if abandoned {
                remove(&entry.path())?;
            }
        }
        let path = folder.join(format!("{verb}-{}", std::process::id()));
        fs::create_dir(&path)?;
        let lock = File::create(path.join("lock"))?;
        lock.lock()?;
        Ok(Self { path, _lock: lock })
    }

    /// A file or folder in it.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.path.join(below)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What ran in it may have been killed before it could end its own servers.
        if let Err(error) = remove(&self.path) {
            eprintln!("cannot remove {}: {error:#}", self.path.display());
        }
    }
}

fn remove(folder: &Path) -> Result<()> {
    end_leftovers(folder)?;
    Ok(fs::remove_dir_all(folder)?)
}
