//! `:86:` in subfields: `166?00GUTSCHRIFT?20EREF+A?21SVWZ+B?30BIC?31IBAN?32NAME`.
//!
//! | code | what |
//! |---|---|
//! | 00, 10, 34 | words of the bank, its serial number of the day, a key: not needed, but for `00` where there is no purpose |
//! | 20–29, 60–63 | purpose, 27 characters each |
//! | 31, 38 | account of the other side; 38 is its IBAN (Poland) and wins |
//! | 32–33 | name of the other side, 27 characters each |
//!
//! Source: Deutsche Kreditwirtschaft, DFÜ-Abkommen, Anlage 3, chapter 8 (MT940, field 86); the separator is `?` there,
//! and `~`, `<`, `^`, `>` with banks in Poland and the Netherlands.

use super::information::{Information, append};
use super::labels;

/// Characters of a full subfield: it goes on in the next without a blank.
const WIDTH: usize = 27;
/// Some banks have wider ones.
const WIDE: usize = 35;

/// What may divide subfields.
pub(super) const SEPARATORS: [char; 10] = ['?', '~', '<', '^', '>', '@', '*', '!', '|', ';'];

/// Codes and texts, when `text` is in subfields.
pub(super) fn split(text: &str) -> Option<Vec<(u8, &str)>> {
    let body = text.trim_start();
    let bare = body.trim_start_matches(|c: char| c.is_ascii_digit());
    let separator = bare.chars().next().filter(|c| SEPARATORS.contains(c))?;
    // Without the code of the kind of business a text must begin as such texts do.
    let begins = match body.len() - bare.len() {
        3 => bare.chars().skip(1).take(2).all(|c| c.is_ascii_digit()),
        0 => ["00", "10", "20"].iter().any(|code| bare.get(1..).is_some_and(|rest| rest.starts_with(code))),
        _ => false,
    };
    if !begins || bare.len() < 3 {
        return None;
    }
    let mut subfields: Vec<(u8, &str)> = Vec::new();
    let mut from = bare;
    while let Some((code, rest)) = from.get(1..).and_then(code) {
        // A separator in a text is one only before two digits.
        let end = rest
            .char_indices()
            .find(|(at, c)| *c == separator && rest.get(at + 1..).and_then(self::code).is_some())
            .map_or(rest.len(), |(at, _)| at);
        let (value, next) = rest.split_at_checked(end).unwrap_or((rest, ""));
        subfields.push((code, value));
        from = next;
    }
    Some(subfields)
}

/// The two digits `text` begins with, and the rest.
fn code(text: &str) -> Option<(u8, &str)> {
    let (code, rest) = text.split_at_checked(2)?;
    if !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    Some((code.parse().ok()?, rest))
}

/// What the subfields say.
pub(super) fn read(subfields: &[(u8, &str)]) -> Information {
    let of = |codes: &[u8]| subfields.iter().filter(|(code, _)| codes.contains(code)).map(|(_, text)| *text).collect();
    let purpose: Vec<&str> = of(&[20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 60, 61, 62, 63, 64, 65]);
    let (account, iban): (Vec<&str>, Vec<&str>) = (of(&[31]), of(&[38]));
    let name = join(&of(&[32, 33]));
    let said = labels::read(&join(&purpose).unwrap_or_default());
    let words: Vec<&str> = of(&[0]);
    Information {
        purpose: said.purpose.or_else(|| join(&words)),
        name: name.or(said.name),
        account: join(&iban).or_else(|| join(&account)).or(said.account),
        ..said
    }
}

/// Subfields as one text: a full one, and one that ends within a reference, goes on in the next.
fn join(parts: &[&str]) -> Option<String> {
    let mut text = None;
    let mut glue = "";
    for part in parts {
        append(&mut text, part, if labels::begins(part) { " " } else { glue });
        let width = part.chars().count();
        let is_full = width == WIDTH || width >= WIDE;
        glue = if is_full || text.as_deref().is_some_and(labels::ends_in_reference) { "" } else { " " };
    }
    text
}
