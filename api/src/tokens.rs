//! Access tokens: JWT signed with Ed25519, the key id in the header.
//!
//! The first key signs, every key verifies: put a new key in front, restart,
//! and take the old one away a token's life later. A token names a person and a
//! session; what the person may do is read afresh for every request.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Now;
use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use schema::ids::{SessionId, StaffId};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

/// How long an access token is good for.
pub const LIFE: TimeDelta = TimeDelta::minutes(15);

/// How far the clocks of two servers may be apart.
const EARLY: TimeDelta = TimeDelta::minutes(1);

const ISSUER: &str = "headwater";
const AUDIENCE: &str = "headwater-api";

/// Why `TOKEN_KEYS` is not a list of keys.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadKeys {
    /// An entry is not an id, a colon and the base64url form of 32 bytes.
    #[error("key {0} is not `id:seed` with 1 to 32 letters, digits, `-` or `_` and 32 bytes in base64url")]
    Malformed(usize),
    /// Two keys have the same id.
    #[error("the key id {0} stands twice")]
    Duplicate(String),
}

/// Why a token is not taken.
#[derive(Debug, thiserror::Error)]
pub enum BadToken {
    /// Not a token of ours, or changed on its way.
    #[error("not a valid token")]
    Invalid(#[source] jsonwebtoken::errors::Error),
    /// Signed with a key that is not in the ring, or names none.
    #[error("signed with an unknown key")]
    UnknownKey,
    /// Past its time.
    #[error("expired")]
    Expired,
    /// Before its time.
    #[error("not yet valid")]
    NotYet,
    /// Does not name a person and a session.
    #[error("names nobody")]
    Nameless(#[from] schema::ids::NotAnId),
}

/// An access token and the end of its life.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The token, as it goes behind `Bearer`.
    pub token: String,
    /// First instant at which it is refused.
    pub expires_at: DateTime<Utc>,
}

/// Whom a valid token names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bearer {
    /// The person.
    pub staff_id: StaffId,
    /// The sign-in the token came by.
    pub session_id: SessionId,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    sid: String,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    nbf: Option<i64>,
    exp: i64,
}

struct Key {
    id: String,
    signing: EncodingKey,
    verifying: DecodingKey,
}

/// The keys that sign and verify access tokens.
pub struct Tokens {
    signer: Key,
    retired: Vec<Key>,
}

impl Tokens {
    /// Reads `id:seed[,id:seed…]`, a seed being 32 bytes in base64url without padding.
    ///
    /// # Errors
    /// [`BadKeys`], which names the place and never the seed.
    pub fn parse(text: &SecretString) -> Result<Self, BadKeys> {
        let mut keys = Vec::<Key>::new();
        for (place, entry) in text.expose_secret().split(',').enumerate() {
            let key = Key::parse(entry.trim()).ok_or(BadKeys::Malformed(place + 1))?;
            if keys.iter().any(|known| known.id == key.id) {
                return Err(BadKeys::Duplicate(key.id));
            }
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let signer = keys.next().ok_or(BadKeys::Malformed(1))?;
        Ok(Self { signer, retired: keys.collect() })
    }

    /// A token for the person and session named, good for [`LIFE`].
    ///
    /// # Errors
    /// [`BadToken::Invalid`] when the token cannot be signed.
    pub fn issue(&self, now: Now, bearer: Bearer) -> Result<Issued, BadToken> {
        let expires_at = now.plus(LIFE);
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: bearer.staff_id.to_string(),
            sid: bearer.session_id.to_string(),
            iat: now.instant().timestamp(),
            nbf: None,
            exp: expires_at.timestamp(),
        };
        let header = Header { kid: Some(self.signer.id.clone()), ..Header::new(Algorithm::EdDSA) };
        let token = jsonwebtoken::encode(&header, &claims, &self.signer.signing).map_err(BadToken::Invalid)?;
        Ok(Issued { token, expires_at })
    }

    /// Whom `token` names, if it is ours and in its time.
    ///
    /// # Errors
    /// [`BadToken`].
    pub fn verify(&self, now: Now, token: &str) -> Result<Bearer, BadToken> {
        let header = jsonwebtoken::decode_header(token).map_err(BadToken::Invalid)?;
        let key = header.kid.and_then(|id| self.key(&id)).ok_or(BadToken::UnknownKey)?;
        let mut rules = Validation::new(Algorithm::EdDSA);
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["iss", "aud", "sub", "exp"]);
        // The library would ask the machine for the time; we are told it.
        rules.validate_exp = false;
        let claims = jsonwebtoken::decode::<Claims>(token, &key.verifying, &rules).map_err(BadToken::Invalid)?.claims;
        if claims.exp <= now.instant().timestamp() {
            return Err(BadToken::Expired);
        }
        if claims.iat.max(claims.nbf.unwrap_or(i64::MIN)) > now.plus(EARLY).timestamp() {
            return Err(BadToken::NotYet);
        }
        Ok(Bearer { staff_id: claims.sub.parse()?, session_id: claims.sid.parse()? })
    }

    fn key(&self, id: &str) -> Option<&Key> {
        std::iter::once(&self.signer).chain(&self.retired).find(|key| key.id == id)
    }
}

impl Key {
    fn parse(entry: &str) -> Option<Self> {
        let (id, seed) = entry.split_once(':')?;
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if !(1..=32).contains(&id.len()) || !id.chars().all(is_plain) {
            return None;
        }
        let seed: [u8; 32] = URL_SAFE_NO_PAD.decode(seed).ok()?.try_into().ok()?;
        let secret = SigningKey::from_bytes(&seed);
        let signing = EncodingKey::from_ed_der(secret.to_pkcs8_der().ok()?.as_bytes());
        let verifying = DecodingKey::from_ed_der(secret.verifying_key().as_bytes());
        Some(Self { id: id.to_owned(), signing, verifying })
    }
}
