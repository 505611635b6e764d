//! Snapshots that no test compares itself with any more.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::workspace::Workspace;

/// The variable that makes insta write the path of each snapshot a test looks at into the file it names.
pub(crate) const REFERENCES: &str = "INSTA_SNAPSHOT_REFERENCES_FILE";

/// Refuses `.snap` files of the clone that are not in `references`, the file that insta wrote during a run of
/// all tests.
pub(crate) fn refuse_unreferenced(workspace: &Workspace, references: &Path) -> Result<()> {
    let named = fs::read_to_string(references).unwrap_or_default();
    let named: BTreeSet<PathBuf> = named.lines().filter_map(|line| Path::new(line).canonicalize().ok()).collect();
    let mut found = BTreeSet::new();
    collect(&workspace.path("."), &mut found)?;
    let unreferenced: Vec<String> = found.difference(&named).map(|path| path.display().to_string()).collect();
    if !unreferenced.is_empty() {
        bail!("snapshots that no test looks at, to be removed: {}", unreferenced.join(", "));
    }
    Ok(())
}

fn collect(folder: &Path, found: &mut BTreeSet<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() && name != "target" && !name.as_encoded_bytes().starts_with(b".") {
            collect(&path, found)?;
        } else if path.extension().is_some_and(|extension| extension == "snap") {
            found.insert(path.canonicalize()?);
        }
    }
    Ok(())
}
