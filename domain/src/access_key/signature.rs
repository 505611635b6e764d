//! What is signed, and the header that carries the signature. Pure.

use chrono::{DateTime, Utc};

use crate::vault::{hmac_sha256, same};

/// Names the scheme, in the header and in what is signed.
pub const SCHEME: &str = "HW1-HMAC-SHA256";

/// A request as its caller signed it.
#[derive(Debug, Clone)]
pub struct Signed {
    /// The header.
    pub header: Header,
    /// `POST`.
    pub method: String,
    /// Path and query string as sent: `/graphql`.
    pub target: String,
    /// SHA-256 of the body, 64 hexadecimal digits in lower case.
    pub body_sha256: String,
}

/// The `Authorization` of a signed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    key: String,
    timestamp: String,
    nonce: String,
    signature: String,
}

impl Header {
    /// Reads `HW1-HMAC-SHA256 key=…, timestamp=…, nonce=…, signature=…` in exactly this form; none in any other.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (key, rest) = text.strip_prefix(SCHEME)?.strip_prefix(" key=")?.split_once(", timestamp=")?;
        let (timestamp, rest) = rest.split_once(", nonce=")?;
        let (nonce, signature) = rest.split_once(", signature=")?;
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let is_nonce = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        let is_formed = key.len() == 24
            && key.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && (1..=12).contains(&timestamp.len())
            && is_digits(timestamp)
            && (16..=64).contains(&nonce.len())
            && nonce.bytes().all(is_nonce)
            && signature.len() == 64
            && signature.bytes().all(is_hex);
        is_formed.then(|| Self {
            key: key.to_owned(),
            timestamp: timestamp.to_owned(),
            nonce: nonce.to_owned(),
            signature: signature.to_owned(),
        })
    }

    /// Which key.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// What makes the request one of its own.
    pub(super) fn nonce(&self) -> &str {
        &self.nonce
    }

    /// When, by the caller's clock; none past the end of time.
    pub(super) fn signed_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.timestamp.parse().ok()?, 0)
    }
}

impl Signed {
    /// What is signed: scheme, method, path with query string, timestamp, nonce and the body's hash, a line each.
    #[must_use]
    pub fn text(&self) -> String {
        let Header { timestamp, nonce, .. } = &self.header;
        [SCHEME, &self.method, &self.target, timestamp, nonce, &self.body_sha256].join("\n")
    }

    /// Whether who signed it knows `secret`.
    pub(super) fn is_by(&self, secret: &str) -> bool {
        same(&self.header.signature, &hex::encode(hmac_sha256(secret.as_bytes(), self.text().as_bytes())))
    }
}
