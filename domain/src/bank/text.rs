//! Texts from banks, made safe to store, compare and show.

use crate::plain_text;

/// Longest name, account number or reference of somebody else, in characters
/// (ISO 20022 `Max140Text`). What is longer is cut.
pub(super) const LINE_LIMIT: usize = 140;
/// Longest remittance text in characters. What is longer is cut.
pub(super) const REMITTANCE_LIMIT: usize = 4_000;
/// Longest reference that identifies something, in characters: almost twice what
/// ISO 20022 allows. What is longer is refused, for a cut could make two things one.
pub(super) const REFERENCE_LIMIT: usize = 64;

/// A reference has more than [`REFERENCE_LIMIT`] characters.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TooLong;

/// `raw` [cleaned](plain_text::clean) and cut after `limit` characters; `None`
/// when nothing is left or the bank says that there is nothing.
pub(super) fn line(raw: &str, limit: usize) -> Option<String> {
    let mut text = plain_text::clean(raw);
    if let Some((end, _)) = text.char_indices().nth(limit) {
        text.truncate(end);
    }
    (!text.is_empty() && !is_placeholder(&text)).then_some(text)
}

/// A reference whole or not at all; see [`line()`].
pub(super) fn reference(raw: &str) -> Result<Option<String>, TooLong> {
    let text = line(raw, REFERENCE_LIMIT + 1);
    if text.as_ref().is_some_and(|text| text.chars().count() > REFERENCE_LIMIT) { Err(TooLong) } else { Ok(text) }
}

/// An account number as it is compared: capital letters, no blanks or separators.
pub(super) fn account_number(raw: &str) -> Option<String> {
    let bare: String = raw.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '.' | '/')).collect();
    line(&bare.to_uppercase(), LINE_LIMIT)
}

/// What banks write where ISO 20022 asks for a reference and there is none.
fn is_placeholder(text: &str) -> bool {
    matches!(text, "NOTPROVIDED" | "NOT PROVIDED" | "NONREF" | "NOREF")
}
