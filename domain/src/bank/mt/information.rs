//! `:86:`, what the bank says about an entry, in whatever dialect.
//!
//! | dialect | how it is known | file |
//! |---|---|---|
//! | subfields, `166?00GUTSCHRIFT?20EREF+…?32NAME` (Germany, Austria, Poland, Triodos) | three digits, a separator, two digits | `subfields` |
//! | keys, `/TRTP/SEPA/IBAN/…/NAME/…/REMI/…` (the Netherlands) | a known key between slashes at the start | `keyed` |
//! | labels, `EREF+… SVWZ+…`, `IBAN: … NAAM: …` | wherever one stands in a text | `labels` |
//! | free text | anything else | here |
//!
//! A bank breaks a text at 64 or 65 characters wherever that is. So a full line goes on in the next without a blank, and the
//! end of a shorter one is a blank.

use super::{keyed, labels, subfields};

/// Characters after which a bank breaks a line of `:86:`: 65 (SWIFT format `6*65x`), with Dutch banks 64.
const WIDTH: usize = 64;

/// What is known of an entry from its `:86:`; texts as the bank has them.
#[derive(Debug, Default)]
pub(super) struct Information {
    /// What the payer wrote.
    pub(super) purpose: Option<String>,
    /// A creditor reference in it.
    pub(super) structured: Option<String>,
    /// The payer's reference.
    pub(super) end_to_end: Option<String>,
    /// The other side's name: the payer's where money came in.
    pub(super) name: Option<String>,
    /// The other side's account.
    pub(super) account: Option<String>,
    /// The account that was addressed.
    pub(super) payee_account: Option<String>,
}

impl Information {
    /// Reads the lines of a `:86:`.
    pub(super) fn read(lines: &[String]) -> Self {
        if let Some(subfields) = subfields::split(&glue(lines)) {
            return subfields::read(&subfields);
        }
        let text = join(lines);
        if let Some(said) = keyed::read(&text) {
            return said;
        }
        let said = labels::read(&text);
        if said.purpose.is_none() { Self { purpose: Some(text), ..said } } else { said }
    }
}

/// Characters that a line in subfields has at least when it was broken for its length.
const NEARLY_FULL: usize = 55;

/// Lines in subfields as one text: blanks at the end of a line are kept, and a line that was broken for its length goes
/// on without one. Some lines are a character short of it.
fn glue(lines: &[String]) -> String {
    let mut text = String::new();
    let mut is_full = true;
    for line in lines {
        if !is_full && !line.starts_with(subfields::SEPARATORS) {
            text.push(' ');
        }
        text.push_str(line);
        is_full = line.chars().count() >= NEARLY_FULL;
    }
    text
}

/// The lines as one text.
fn join(lines: &[String]) -> String {
    let mut text = String::new();
    let mut is_full = true;
    for line in lines {
        if !is_full && !line.starts_with('/') {
            text.push(' ');
        }
        text.push_str(line);
        is_full = line.chars().count() >= WIDTH;
    }
    text
}

/// `more`, if it says anything, behind what is there.
pub(super) fn append(slot: &mut Option<String>, more: &str, glue: &str) {
    if more.trim().is_empty() {
        return;
    }
    match slot {
        Some(text) => {
            text.push_str(glue);
            text.push_str(more);
        }
        None => *slot = Some(more.to_owned()),
    }
}
