//! What is stored so that a copy of the database does not tell it.
//!
//! | kept as | for | by |
//! |---|---|---|
//! | sealed text | personal data, secrets that have to be read again | XChaCha20-Poly1305, bound to its place |
//! | blind index | finding a sealed value by the whole of it | HMAC-SHA256 |
//! | capability | links and codes that are mailed | HMAC-SHA256 over the id of a row, so nothing of them is stored |
//!
//! The keys come from outside: `VAULT_KEYS` seal (the first) and open (all),
//! `INDEX_KEY` is for the rest and never changes, or nothing is found again.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use hmac::{Hmac, KeyInit as _, Mac};
use schema::problem::Code;
use sha2::Sha256;
use uuid::Uuid;

use crate::refusal::Refusal;
use crate::secret::NoRandomness;

/// The keys are not what they must be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// An entry is not an id of one byte's worth, a colon and 32 bytes in base64url.
    #[error("key {0} is not `id:key` with an id from 0 to 255 and 32 bytes in base64url")]
    Malformed(usize),
    /// Two keys have the same id.
    #[error("the key id {0} stands twice")]
    Duplicate(u8),
    /// The index key is not 32 bytes.
    #[error("the index key is not 32 bytes in base64url")]
    Index,
}

/// Something could not be sealed or opened: a fault of ours, or of who changed a row.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Sealed with a key that is not here, for another place, or changed.
    #[error("a sealed value cannot be opened")]
    Unreadable,
    /// Nothing could be sealed.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Unreadable | Self::Randomness(_) => Code::Internal,
        }
    }
}

/// The keys.
pub struct Vault {
    sealing: Vec<(u8, XChaCha20Poly1305)>,
    index: [u8; 32],
}

impl Vault {
    /// Reads `id:key[,id:key…]` with ids from 0 to 255, and the index key; keys are 32 bytes in base64url
    /// without padding. The first key seals, all open.
    ///
    /// # Errors
    /// [`BadKeys`], which names the place and never the key.
    pub fn parse(keys: &str, index: &str) -> Result<Self, BadKeys> {
        let mut sealing = Vec::<(u8, XChaCha20Poly1305)>::new();
        for (place, entry) in keys.split(',').enumerate() {
            let parsed = entry.trim().split_once(':').and_then(|(id, key)| Some((id.parse().ok()?, bytes(key)?)));
            let (id, key) = parsed.ok_or(BadKeys::Malformed(place + 1))?;
            if sealing.iter().any(|(known, _)| *known == id) {
                return Err(BadKeys::Duplicate(id));
            }
            sealing.push((id, XChaCha20Poly1305::new(&Key::from(key))));
        }
        Ok(Self { sealing, index: bytes(index).ok_or(BadKeys::Index)? })
    }

    /// `text`, sealed for `place`, a column and the id of its row: moved elsewhere it cannot be opened.
    ///
    /// # Errors
    /// [`Error::Randomness`].
    pub fn seal(&self, place: Place<'_>, text: &str) -> Result<Vec<u8>, Error> {
        let (id, key) = self.sealing.first().ok_or(Error::Unreadable)?;
        let mut nonce = [0_u8; 24];
        getrandom::fill(&mut nonce).map_err(NoRandomness::from)?;
        let payload = Payload { msg: text.as_bytes(), aad: &place.bytes() };
        let sealed = key.encrypt(&XNonce::from(nonce), payload).map_err(|_unnamed| Error::Unreadable)?;
        Ok([&[*id], nonce.as_slice(), &sealed].concat())
    }

    /// What was sealed for `place`.
    ///
    /// # Errors
    /// [`Error::Unreadable`].
    pub fn open(&self, place: Place<'_>, sealed: &[u8]) -> Result<String, Error> {
        let (id, rest) = sealed.split_first().ok_or(Error::Unreadable)?;
        let (nonce, sealed) = rest.split_first_chunk::<24>().ok_or(Error::Unreadable)?;
        let (_, key) = self.sealing.iter().find(|(known, _)| known == id).ok_or(Error::Unreadable)?;
        let payload = Payload { msg: sealed, aad: &place.bytes() };
        let text = key.decrypt(&XNonce::from(*nonce), payload).map_err(|_unnamed| Error::Unreadable)?;
        String::from_utf8(text).map_err(|_unnamed| Error::Unreadable)
    }

    /// By which the value of a column is found again: 32 bytes, equal for equal `text`. Write it in one form first.
    #[must_use]
    pub fn index(&self, column: &str, text: &str) -> Vec<u8> {
        self.mac(&["index", column, text])
    }

    /// What is mailed to let its reader do something with the row `id`: `{id}.{mac}`, letters, digits, `-`, `_`, `.`.
    /// Another `serial` makes another, and the one before useless.
    #[must_use]
    pub fn capability(&self, purpose: &str, id: Uuid, serial: i32) -> String {
        let mac = self.mac(&["capability", purpose, &id.to_string(), &serial.to_string()]);
        format!("{}.{}", URL_SAFE_NO_PAD.encode(id.as_bytes()), URL_SAFE_NO_PAD.encode(mac))
    }

    /// Whether `text` is the capability that `id` and `serial` make.
    #[must_use]
    pub fn is_capability(&self, text: &str, purpose: &str, id: Uuid, serial: i32) -> bool {
        same(text, &self.capability(purpose, id, serial))
    }

    /// Six digits that belong to the row `id`.
    #[must_use]
    pub fn code(&self, purpose: &str, id: Uuid) -> String {
        let mac = self.mac(&["code", purpose, &id.to_string()]);
        let number = mac.first_chunk::<8>().map_or(0, |bytes| u64::from_be_bytes(*bytes));
        format!("{:06}", number % 1_000_000)
    }

    /// Whether `text` is the code of the row `id`.
    #[must_use]
    pub fn is_code(&self, text: &str, purpose: &str, id: Uuid) -> bool {
        same(text, &self.code(purpose, id))
    }

    fn mac(&self, parts: &[&str]) -> Vec<u8> {
        let lengths = parts.iter().map(|part| format!("{}:{part}", part.len()));
        hmac_sha256(&self.index, lengths.collect::<String>().as_bytes())
    }
}

/// Where a sealed value stands: a column and the id of its row.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a>(pub &'a str, pub Uuid);

impl Place<'_> {
    fn bytes(&self) -> Vec<u8> {
        [self.0.as_bytes(), b"\0", self.1.as_bytes()].concat()
    }
}

/// The id of the row that a capability claims to be of. It proves nothing.
#[must_use]
pub fn claimed_id(capability: &str) -> Option<Uuid> {
    let (id, _) = capability.split_once('.')?;
    Uuid::from_slice(&URL_SAFE_NO_PAD.decode(id).ok()?).ok()
}

/// HMAC-SHA256, 32 bytes.
#[must_use]
pub fn hmac_sha256(key: &[u8], message: &[u8]) -> Vec<u8> {
    // A key of HMAC may have any length: this never fails.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return Vec::new() };
    mac.update(message);
    mac.finalize().into_bytes().to_vec()
}

/// Whether two texts are equal, in a time that depends on their lengths alone.
#[must_use]
pub fn same(left: &str, right: &str) -> bool {
    let difference = left.bytes().zip(right.bytes()).fold(0, |sum, (left, right)| sum | (left ^ right));
    left.len() == right.len() && std::hint::black_box(difference) == 0
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text.trim()).ok()?.try_into().ok()
}
