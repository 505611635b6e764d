//! Secrets of the private instances: made once, readable only by their owner.

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use dev::services::{fill, random_hex};

use crate::workspace::Workspace;

/// What the parts of `up` prove themselves with.
#[derive(Debug)]
pub(crate) struct Secrets {
    /// Of the role that owns the database and migrates it.
    pub(crate) owner_password: String,
    /// Of the role that api and workers log in as.
    pub(crate) app_password: String,
    /// Of every sign-in of the demo channel.
    pub(crate) demo_password: String,
    /// `TOKEN_KEYS`: one Ed25519 seed named `dev`.
    pub(crate) token_keys: String,
    /// `VAULT_KEYS`: one key numbered 1.
    pub(crate) vault_keys: String,
    /// `INDEX_KEY`.
    pub(crate) index_key: String,
}

impl Secrets {
    /// Reads `.headwater/secrets`, and makes what is missing there.
    pub(crate) fn open(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.state("secrets");
        fs::create_dir_all(&folder)?;
        let key = |id: &str| {
            let mut bytes = [0; 32];
            fill(&mut bytes)?;
            Ok(format!("{id}{}", URL_SAFE_NO_PAD.encode(bytes)))
        };
        Ok(Self {
            owner_password: once(&folder.join("owner_password"), || random_hex(16))?,
            app_password: once(&folder.join("app_password"), || random_hex(16))?,
            demo_password: once(&folder.join("demo_password"), || random_hex(8))?,
            token_keys: once(&folder.join("token_keys"), || key("dev:"))?,
            vault_keys: once(&folder.join("vault_keys"), || key("1:"))?,
            index_key: once(&folder.join("index_key"), || key(""))?,
        })
    }
}

/// The text of `file`, which is made by `make` when it is missing or empty.
fn once(file: &Path, make: impl FnOnce() -> Result<String>) -> Result<String> {
    match fs::read_to_string(file) {
        Ok(text) if !text.is_empty() => Ok(text),
        _ => {
            let text = make()?;
            write_private(file, &text)?;
            Ok(text)
        }
    }
}

/// Writes a file that only its owner can read.
pub(crate) fn write_private(file: &Path, text: &str) -> Result<()> {
    let mut open = File::options().create(true).write(true).truncate(true).mode(0o600).open(file)?;
    open.write_all(text.as_bytes()).with_context(|| format!("cannot write {}", file.display()))
}
