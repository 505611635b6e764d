//! What an account name and its password must be: pure (domain.md 2.4).

use crate::secret::NoRandomness;

/// Most characters of a name that a person chooses.
const LONGEST: usize = 32;
/// Names that begin like this are ours.
const RESERVED: [&str; 2] = ["op_", "shadow_"];

/// Why an account name or a password was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not an account name.
    #[error(
        "an account name has 5 to 32 letters, digits, `_` and `-`, begins with no digit and not with op_ or shadow_"
    )]
    Name,
    /// Too plain a password, or one that the name or number gives away.
    #[error(
        "a password has two of: small letters, capitals, digits, others; and neither the account name nor the mobile number"
    )]
    Password,
}

/// Reads an account name that somebody chose.
///
/// 5 to 32 of `a-z A-Z 0-9 _ -`, not beginning with a digit (so not all digits), `op_` or `shadow_`.
///
/// # Errors
/// [`Error::Name`].
///
/// # Source
/// domain.md 2.4, `domain_name`.
pub fn name(text: &str) -> Result<String, Error> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let begins_well = text.chars().next().is_some_and(|c| is_allowed(c) && !c.is_ascii_digit());
    let lower = text.to_ascii_lowercase();
    let is_name = (5..=LONGEST).contains(&text.len())
        && begins_well
        && text.chars().all(is_allowed)
        && !RESERVED.iter().any(|prefix| lower.starts_with(prefix));
    if is_name { Ok(text.to_owned()) } else { Err(Error::Name) }
}

/// A name of 32 characters for who chose none.
///
/// # Errors
/// When the operating system gives no random bytes.
pub fn random_name() -> Result<String, NoRandomness> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes)?;
    // The first character of hex may be a digit: a letter takes its place.
    Ok(hex::encode(bytes).chars().enumerate().map(|(place, c)| if place == 0 { 'a' } else { c }).collect())
}

/// Checks a password beside the name and mobile number it belongs to; its length is checked where it is hashed.
///
/// At least two of the four classes of characters; not the name, not the name backwards, without the number.
///
/// # Errors
/// [`Error::Password`].
///
/// # Source
/// domain.md 2.4, `password`.
pub fn password(text: &str, name: &str, mobile: Option<&str>) -> Result<(), Error> {
    let has = |class: fn(&char) -> bool| text.chars().any(|c| class(&c));
    let classes = [
        has(char::is_ascii_lowercase),
        has(char::is_ascii_uppercase),
        has(char::is_ascii_digit),
        has(|c| !c.is_ascii_alphanumeric()),
    ];
    let backwards: String = name.chars().rev().collect();
    let is_name = [name, &backwards].iter().any(|it| text.eq_ignore_ascii_case(it));
    // With and without the country's code: +86 138… holds 138…
    let national = mobile.map(|number| number.trim_start_matches('+')).map(|it| it.strip_prefix("86").unwrap_or(it));
    let has_mobile = national.is_some_and(|number| text.contains(number));
    let is_good = classes.iter().filter(|it| **it).count() >= 2 && !is_name && !has_mobile;
    if is_good { Ok(()) } else { Err(Error::Password) }
}
