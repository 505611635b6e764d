//! The number of an exclusive remittance account: 19 digits, the last a check digit.
//!
//! | digits | meaning |
//! |---|---|
//! | 1–6 | prefix of the issuer |
//! | 7–18 | serial |
//! | 19 | check digit: one wrong digit, or two neighbours exchanged, is noticed |
//!
//! Source: domain.md 3.6 (19 digits); ISO/IEC 7812-1, annex B (the check digit).

use std::fmt;
use std::str::FromStr;

/// Digits of a number.
const LENGTH: usize = 19;
/// Serials that fit.
const SERIALS: u64 = 1_000_000_000_000;
/// Prefixes that fit.
const PREFIXES: u32 = 1_000_000;
/// What may stand between groups of digits.
const SEPARATORS: [char; 2] = [' ', '-'];

/// The number of an exclusive remittance account.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RemittanceNumber(u64);

/// Why something is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not 19 digits and nothing else.
    #[error("a remittance number has 19 digits")]
    NotNineteenDigits,
    /// The last digit does not fit the others.
    #[error("the check digit is wrong")]
    WrongCheckDigit,
    /// A prefix of more than 6 or a serial of more than 12 digits.
    #[error("prefix or serial is out of bounds")]
    OutOfBounds,
}

impl RemittanceNumber {
    /// The number of a serial.
    ///
    /// - `prefix`: below 1 000 000; written with six digits
    /// - `serial`: below 1 000 000 000 000; written with twelve digits
    ///
    /// # Errors
    /// [`Error::OutOfBounds`].
    pub fn compose(prefix: u32, serial: u64) -> Result<Self, Error> {
        if prefix >= PREFIXES || serial >= SERIALS {
            return Err(Error::OutOfBounds);
        }
        let payload = (u64::from(prefix) * SERIALS + serial) * 10;
        Ok(Self(payload + (10 - luhn(payload)) % 10))
    }

    /// Every number written in `text`, in order, each once.
    ///
    /// Digits may be full width and may stand in groups with one blank or hyphen
    /// between them; groups that make 19 digits may have other groups beside
    /// them. A run of more than 19 digits holds no number.
    #[must_use]
    pub fn find_all(text: &str) -> Vec<Self> {
        let text: String = text.chars().map(half_width).collect();
        let mut found = Vec::new();
        for segment in text.split(|c: char| !c.is_ascii_digit() && !SEPARATORS.contains(&c)) {
            // Two separators in a row leave an empty group between them.
            let groups: Vec<&str> = segment.split(SEPARATORS).collect();
            for start in 0..groups.len() {
                let number = first_digits(groups.iter().skip(start)).parse();
                found.extend(number.ok().filter(|number| !found.contains(number)));
            }
        }
        found
    }
}

/// The groups up to the one that completes 19 digits, or to a gap.
fn first_digits<'t>(groups: impl Iterator<Item = &'t &'t str>) -> String {
    let mut digits = String::new();
    for group in groups {
        if group.is_empty() || digits.len() >= LENGTH {
            break;
        }
        digits.push_str(group);
    }
    digits
}

/// `０` to `９` as `0` to `9`.
fn half_width(character: char) -> char {
    let digit = u32::from(character).checked_sub(u32::from('０')).filter(|digit| *digit < 10);
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(character)
}

/// The weighted sum of the digits, modulo ten: zero when the last one checks.
fn luhn(number: u64) -> u64 {
    let digits = std::iter::successors(Some(number), |rest| Some(rest / 10).filter(|rest| *rest > 0)).map(|n| n % 10);
    let weighted = digits.enumerate().map(|(at, digit)| {
        let doubled = digit * 2;
        if at % 2 == 0 { digit } else { doubled / 10 + doubled % 10 }
    });
    weighted.sum::<u64>() % 10
}

impl FromStr for RemittanceNumber {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let is_shaped = text.len() == LENGTH && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| is_shaped).ok_or(Error::NotNineteenDigits)?;
        if luhn(number) == 0 { Ok(Self(number)) } else { Err(Error::WrongCheckDigit) }
    }
}

impl fmt::Display for RemittanceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:019}", self.0)
    }
}

impl fmt::Debug for RemittanceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
