//! `:25:`, the account, in the one form it is compared in.

use schema::money::Currency;

use super::super::text;

/// The account number and the currency, where it says one.
///
/// | the bank writes | it is |
/// |---|---|
/// | `DE89370400440532013000`, `NL71 RABO 0123 4567 89` | the IBAN |
/// | `NL71RABO0123456789EUR`, `NL71RABO0123456789 EUR`, `DE89370400440532013000/EUR` | the IBAN and its currency |
/// | `37040044/532013000` | the German IBAN of bank code and account, so that MT940 and camt.053 are of one account |
/// | `COBADEFFXXX/DE89370400440532013000`, `TRIODOSBANK/0390123456` | what follows the name of the bank |
/// | `517852257` | as it is |
///
/// # Source
/// SWIFT MT940 field 25 (`35x`); DIN ISO 13616, the German IBAN: bank code of 8 and account number of 10 digits.
pub(super) fn read(raw: &str) -> (Option<String>, Option<Currency>) {
    let (bare, currency) = split_currency(raw.trim());
    let number = match bare.split_once('/') {
        Some((bank, account)) if is_digits(bank, 8..=8) && is_digits(account.trim(), 1..=10) => {
            Some(german_iban(bank, account.trim()))
        }
        Some((bank, account)) if bank.starts_with(|c: char| c.is_ascii_alphabetic()) && !is_iban(&compact(bank)) => {
            text::account_number(account)
        }
        _ => text::account_number(bare),
    };
    (number.filter(|number| number.chars().count() <= text::REFERENCE_LIMIT), currency)
}

/// Cuts a currency off the end, unless it belongs to an IBAN.
fn split_currency(raw: &str) -> (&str, Option<Currency>) {
    let whole = (raw, None);
    if is_iban(&compact(raw)) {
        return whole;
    }
    let Some((bare, code)) = raw.len().checked_sub(3).and_then(|at| raw.split_at_checked(at)) else { return whole };
    let bare = bare.trim_end_matches([' ', '/', '-']);
    let ends_with_number = bare.ends_with(|c: char| c.is_ascii_digit()) || is_iban(&compact(bare));
    match code.parse() {
        Ok(currency) if ends_with_number => (bare, Some(currency)),
        Ok(_) | Err(_) => whole,
    }
}

fn is_digits(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// `DE`, two check digits, bank code, account number.
fn german_iban(bank: &str, account: &str) -> String {
    let number = format!("{bank}{account:0>10}");
    let check = 98 - remainder(&format!("{number}DE00"));
    format!("DE{check:02}{number}")
}

/// Whether `text`, without blanks, is an IBAN with the right check digits.
pub(super) fn is_iban(text: &str) -> bool {
    let shaped = (15..=34).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
        && text.bytes().take(2).all(|byte| byte.is_ascii_uppercase())
        && text.bytes().skip(2).take(2).all(|byte| byte.is_ascii_digit());
    let Some((front, back)) = text.split_at_checked(4).filter(|_| shaped) else { return false };
    remainder(&format!("{back}{front}")) == 1
}

/// Without blanks, in capitals.
pub(super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect()
}

/// The number modulo 97, letters counting 10 to 35 (ISO 7064).
fn remainder(text: &str) -> u32 {
    text.chars().filter_map(|c| c.to_digit(36)).fold(0, |sum, digit| {
        let shift = if digit < 10 { 10 } else { 100 };
        (sum * shift + digit) % 97
    })
}
