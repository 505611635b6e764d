//! The clone that we are in.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The root of the clone, and `.headwater`, the folder in it that is ours.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    state: PathBuf,
}

impl Workspace {
    /// The clone that this program was built in.
    pub(crate) fn find() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .context("the crate dev lies in a workspace")?
            .canonicalize()?;
        let state = root.join(".headwater");
        fs::create_dir_all(&state).with_context(|| format!("cannot make {}", state.display()))?;
        // Others may pass through, which root's servers do as another user, but not look around.
        fs::set_permissions(&state, Permissions::from_mode(0o711))?;
        Ok(Self { root, state })
    }

    /// A file or folder of the clone.
    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// A file or folder below `.headwater`.
    pub(crate) fn state(&self, below: &str) -> PathBuf {
        self.state.join(below)
    }

    /// A folder of [`Self::state`], made when it is not there.
    pub(crate) fn folder(&self, below: &str) -> Result<PathBuf> {
        let folder = self.state(below);
        std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        Ok(folder)
    }

    /// One of the programs of the workspace; it lies beside this one.
    pub(crate) fn binary(&self, name: &str) -> Result<PathBuf> {
        let ours = std::env::current_exe()?;
        Ok(ours.parent().with_context(|| format!("{} lies in no folder", ours.display()))?.join(name))
    }

    /// A cargo command in the root of the clone, without what `cargo run` said to us about ourselves.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        for (name, _) in std::env::vars_os() {
            if ["CARGO_PKG_", "CARGO_MANIFEST_"]
                .iter()
                .any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes()))
            {
                cargo.env_remove(name);
            }
        }
        cargo.current_dir(&self.root).args(arguments);
        cargo
    }
}
