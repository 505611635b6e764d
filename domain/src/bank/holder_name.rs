//! Whether two names are the name of one holder.
//!
//! Banks and people write a name in several ways that say the same: full and
//! half width, capitals, punctuation, blanks, `Company Limited` for `Co., Ltd.`, traditional characters for simplified.
//! What is the same is written in one way here and compared; anything else is
//! another name. Better no match than a wrong one.
//!
//! Source: domain.md 3.6 (the payer must be the real-named holder), invariant 9;
//! Unicode Standard Annex 15 (NFKC).

use unicode_normalization::UnicodeNormalization;

/// Words for legal forms, and what they are written as. A form is never dropped
/// and never becomes another: `有限公司` is not `股份有限公司`.
const LEGAL_FORMS: [(&str, &str); 4] =
    [("company", "co"), ("limited", "ltd"), ("incorporated", "inc"), ("corporation", "corp")];

/// `name` in the one way it is compared: NFKC, lower case, simplified characters, letters and digits only, legal
/// forms in their short way.
///
/// Empty when the name has no letter and no digit: such a name is nobody's.
#[must_use]
pub fn normalise(name: &str) -> String {
    let folded: String = name.nfkc().flat_map(char::to_lowercase).nfkc().collect();
    let folded = fast2s::convert(&folded);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.map(|word| LEGAL_FORMS.iter().find(|(long, _)| *long == word).map_or(word, |(_, short)| short)).collect()
}

/// Whether the names are of one holder: alike once they are [normalised](normalise).
#[must_use]
pub fn same_holder(a: &str, b: &str) -> bool {
    let [a, b] = [a, b].map(normalise);
    !a.is_empty() && a == b
}
