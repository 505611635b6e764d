//! Secrets that are handed out once and stored as a hash.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// The operating system gave no random bytes.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("no random bytes: {0}")]
pub struct NoRandomness(#[from] getrandom::Error);

/// A fresh secret of 256 bits and its hash. The text goes to its owner, the
/// hash into the database.
#[derive(Clone)]
pub struct Secret {
    text: String,
}

impl Secret {
    /// 32 random bytes, base64url.
    ///
    /// # Errors
    /// [`NoRandomness`].
    pub fn new() -> Result<Self, NoRandomness> {
        let mut bytes = [0_u8; 32];
        getrandom::fill(&mut bytes).map_err(NoRandomness)?;
        Ok(Self { text: URL_SAFE_NO_PAD.encode(bytes) })
    }

    /// What its owner keeps: 43 characters.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What the database keeps.
    #[must_use]
    pub fn sha256(&self) -> Vec<u8> {
        sha256(self.text.as_bytes())
    }
}

/// The 32 bytes of SHA-256 over `bytes`.
#[must_use]
pub fn sha256(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}
