//! Passwords: argon2id, 19 MiB, two passes (OWASP's first choice).

use std::sync::LazyLock;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// Why a password could not be hashed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Fewer than 12 or more than 200 characters.
    #[error("a password has 12 to 200 characters")]
    Length,
    /// Short and all of one kind of characters.
    #[error("a password of fewer than 15 characters has two of: small letters, capitals, digits, others")]
    Plain,
    /// The name or address of who would have it.
    #[error("a password is not one's name or address, forwards or backwards")]
    Personal,
    /// The hash function refused.
    #[error("the password could not be hashed: {0}")]
    Hash(String),
}

/// The PHC string of `password`, 12 to 200 characters.
///
/// # Errors
/// [`Error`].
pub fn hash(password: &str) -> Result<String, Error> {
    if !(12..=200).contains(&password.chars().count()) {
        return Err(Error::Length);
    }
    let hash = argon2id().hash_password(password.as_bytes()).map_err(|error| Error::Hash(error.to_string()))?;
    Ok(hash.to_string())
}

/// The PHC string of `password` for somebody who is known by `names`, mail address among them.
///
/// # Errors
/// [`Error`]: 12 to 200 characters, two kinds of them when fewer than 15, and none of the names.
///
/// # Source
/// domain.md 2.4.
pub fn hash_for(password: &str, names: &[&str]) -> Result<String, Error> {
    let kinds = [char::is_lowercase, char::is_uppercase, char::is_numeric, |c: char| !c.is_alphanumeric()];
    if password.chars().count() < 15 && kinds.iter().filter(|kind| password.contains(**kind)).count() < 2 {
        return Err(if password.chars().count() < 12 { Error::Length } else { Error::Plain });
    }
    let password_folded = password.trim().to_lowercase();
    let backwards: String = password_folded.chars().rev().collect();
    let locals = names.iter().filter_map(|name| name.split_once('@')).map(|(local, _)| local);
    let is_name = |name: &str| [&password_folded, &backwards].contains(&&name.trim().to_lowercase());
    if names.iter().copied().chain(locals).any(is_name) {
        return Err(Error::Personal);
    }
    hash(password)
}

/// Whether `password` is the one `phc` was made from. Takes as long when there
/// is no such account, so that time does not tell who has one.
#[must_use]
pub fn verify(password: &str, phc: Option<&str>) -> bool {
    let (phc, exists) = phc.map_or_else(|| (NOBODY.as_str(), false), |phc| (phc, true));
    let matches =
        PasswordHash::new(phc).is_ok_and(|hash| argon2id().verify_password(password.as_bytes(), &hash).is_ok());
    matches && exists
}

/// A hash that no account has.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash("nobody has this password").unwrap_or_default());

fn argon2id() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(19 * 1024, 2, 1, None).unwrap_or_default())
}
