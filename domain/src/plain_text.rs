//! Text from outside: what may stay in it.
//!
//! A name that turns the reading direction around, or breaks a mail header in
//! two, is stripped of that at the door, once, before anything is stored.

/// A text field that is empty or too long; `field` is its path in the input.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: give {min} to {max} characters")]
pub struct NotPlain {
    /// Path of the field in the input.
    pub field: &'static str,
    /// Fewest characters.
    pub min: usize,
    /// Most characters.
    pub max: usize,
}

/// `text` without control and bidirectional formatting characters, white space
/// at the ends removed and runs of it made one space.
#[must_use]
pub fn clean(text: &str) -> String {
    let kept: String = text.chars().filter(|c| c.is_whitespace() || !(c.is_control() || turns_direction(*c))).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// [`clean`] text of 1 to `max` characters.
///
/// # Errors
/// [`NotPlain`] with the bounds.
pub fn required(text: &str, field: &'static str, max: usize) -> Result<String, NotPlain> {
    let text = clean(text);
    if (1..=max).contains(&text.chars().count()) { Ok(text) } else { Err(NotPlain { field, min: 1, max }) }
}

const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}
