//! Labels in a text: `EREF+4711 SVWZ+Invoice 3`, `EREF: 4711 SVWZ: Invoice 3`, `IBAN: NL… NAAM: … OMSCHRIJVING: …`.
//!
//! Source: Deutsche Kreditwirtschaft, DFÜ-Abkommen, Anlage 3, chapter 8.2.6 (the keys with `+`); ABN AMRO, description
//! of MT940, field 86 (the words with a colon).

use super::information::{Information, append};

/// Characters of the longest reference and its label, twice.
const REFERENCE_TAIL: usize = 100;

/// What a label says about the text behind it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    EndToEnd,
    Purpose,
    Account,
    Name,
    /// Whom the money is meant for; counts when it is an account.
    Payee,
    /// A reference without blanks that is not needed.
    Reference,
    /// A text that is not needed.
    Text,
}

/// Labels with `+` or `:`.
const KEYS: [(&str, Label); 17] = [
    ("EREF", Label::EndToEnd),
    ("SVWZ", Label::Purpose),
    ("IBAN", Label::Account),
    ("ABWA", Label::Name),
    ("ANAM", Label::Name),
    ("ABWE", Label::Payee),
    ("VACC", Label::Payee),
    ("KREF", Label::Reference),
    ("MREF", Label::Reference),
    ("CRED", Label::Reference),
    ("DEBT", Label::Reference),
    ("RREF", Label::Reference),
    ("PURP", Label::Text),
    ("COAM", Label::Text),
    ("OAMT", Label::Text),
    ("BIC", Label::Text),
    ("TAN", Label::Text),
];

/// Words of banks with `:` only.
const WORDS: [(&str, Label); 8] = [
    ("OMSCHRIJVING", Label::Purpose),
    ("NAAM", Label::Name),
    ("NAME", Label::Name),
    ("KENMERK", Label::EndToEnd),
    ("MACHTIGING", Label::Reference),
    ("INCASSANT", Label::Reference),
    ("BETALINGSKENM.", Label::Text),
    ("REMITTANCE INFORMATION", Label::Purpose),
];

/// Whether `text` begins with a label.
pub(super) fn begins(text: &str) -> bool {
    label(text).is_some()
}

/// Whether the last label in `text` is of a reference, which has no blanks.
pub(super) fn ends_in_reference(text: &str) -> bool {
    let tail = text.char_indices().rev().nth(REFERENCE_TAIL).map_or(0, |(at, _)| at);
    let text = text.get(tail..).unwrap_or_default();
    let last = text.rmatch_indices(['+', ':']).find_map(|(end, _)| {
        let start = text.get(..end)?.rfind(|c: char| !c.is_ascii_uppercase()).map_or(0, |at| at + 1);
        label(text.get(start..)?)
    });
    last.is_some_and(|(label, value)| {
        matches!(label, Label::EndToEnd | Label::Reference | Label::Account | Label::Payee) && !value.contains(' ')
    })
}

/// What a text says by labels. What stands before the first is of no label: the purpose, where no label says it.
pub(super) fn read(text: &str) -> Information {
    let mut said = Information::default();
    let mut unlabelled = None;
    let mut purpose = None;
    for (label, value) in split(text) {
        match label {
            None => append(&mut unlabelled, value, " "),
            Some(Label::Purpose) => append(&mut purpose, value, " "),
            Some(Label::EndToEnd) => append(&mut said.end_to_end, value, " "),
            Some(Label::Account) => {
                append(&mut said.account, value.split(' ').find(|it| !it.is_empty()).unwrap_or(""), "")
            }
            Some(Label::Name) => append(&mut said.name, value, " "),
            Some(Label::Payee) if is_account(value) => append(&mut said.payee_account, value, " "),
            Some(Label::Payee | Label::Reference | Label::Text) => {}
        }
    }
    said.purpose = purpose.or(unlabelled);
    said
}

/// The text in pieces, each with the label before it. A label stands at the start or behind a blank.
fn split(text: &str) -> Vec<(Option<Label>, &str)> {
    let mut pieces = Vec::new();
    let (mut current, mut from) = (None, text);
    let starts = std::iter::once(0).chain(text.match_indices(' ').map(|(at, _)| at + 1));
    let mut taken = 0;
    for start in starts.filter(|start| text.as_bytes().get(*start).is_some_and(u8::is_ascii_alphabetic)) {
        let Some((label, value)) = text.get(start..).and_then(label).filter(|_| start >= taken) else { continue };
        taken = text.len() - value.len();
        let before = from.len() - (text.len() - start).min(from.len());
        pieces.push((current, from.get(..before).unwrap_or_default()));
        (current, from) = (Some(label), value);
    }
    pieces.push((current, from));
    pieces
}

/// The label `text` begins with, and what follows it.
fn label(text: &str) -> Option<(Label, &str)> {
    let key = KEYS.iter().find_map(|(key, label)| Some((*label, text.strip_prefix(key)?.strip_prefix(['+', ':'])?)));
    key.or_else(|| WORDS.iter().find_map(|(word, label)| Some((*label, text.strip_prefix(word)?.strip_prefix(':')?))))
}

/// An IBAN or a number, not a name.
fn is_account(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    digits >= 8 && text.trim().chars().all(|c| c.is_ascii_digit() || c.is_ascii_uppercase() || c == ' ')
}
