//! What is left of personal data for who has not asked for them (domain.md 1.10, invariant 17).
//!
//! | datum | in full | masked |
//! |---|---|---|
//! | mobile number | `+8613800000000` | `+86138****0000` |
//! | mail address | `alice@acme.example` | `a***@acme.example` |
//! | name | `张三丰`, `Acme Trading` | `张***`, `Ac***` |
//! | account name | `acme-trading` | `ac***` |
//!
//! The stars are as many for every name, so that they do not tell its length.
//! Masking is for showing: to find a value, use its blind index.

const STARS: &str = "***";

/// Names longer than this keep two characters, others one: of a person's name of three characters, two are nearly all.
const SHORT_NAME: usize = 4;

/// A number shorter than this keeps its last two digits alone.
const SHORT_MOBILE: usize = 11;

/// The number but for the four digits before the last four; of a number with fewer than 11 digits, the last two.
///
/// - `mobile`: as [`Mobile`](crate::profile::Mobile) writes it
#[must_use]
pub fn mobile(mobile: &str) -> String {
    let digits: Vec<char> = mobile.chars().filter(char::is_ascii_digit).collect();
    let (kept, hidden_to) = if digits.len() < SHORT_MOBILE { (0, 2) } else { (digits.len() - 8, 4) };
    let begin: String = digits.iter().take(kept).collect();
    let end: String = digits.iter().skip(digits.len().saturating_sub(hidden_to)).collect();
    let plus = if kept > 0 { "+" } else { "" };
    format!("{plus}{begin}****{end}")
}

/// The host and, when there are more, the first character before it.
///
/// - `email`: as [`Email`](crate::profile::Email) writes it; what has no `@` is hidden as a whole
#[must_use]
pub fn email(email: &str) -> String {
    let Some((local, host)) = email.rsplit_once('@') else { return STARS.to_owned() };
    let kept = usize::from(local.chars().count() > 1);
    format!("{}{STARS}@{host}", first(local, kept))
}

/// The first character of a name; the first two when it has more than four. Of one character, none.
#[must_use]
pub fn name(name: &str) -> String {
    let kept = match name.chars().count() {
        0 | 1 => 0,
        length if length > SHORT_NAME => 2,
        _ => 1,
    };
    format!("{}{STARS}", first(name, kept))
}

/// A login name, as [`name`].
#[must_use]
pub fn account_name(account_name: &str) -> String {
    name(account_name)
}

fn first(text: &str, count: usize) -> String {
    text.chars().take(count).collect()
}
