//! What an ISO 20022 element may say, strictly.
//!
//! Source: ISO 20022 data types `ActiveOrHistoricCurrencyAndAmount`,
//! `CreditDebitCode`, `DateAndDateTimeChoice`, `TrueFalseIndicator`.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schema::money::{Currency, Money, MoneyError};

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::statement::Direction;
use super::super::text;

/// Digits an amount may have, zeros at either end included.
const AMOUNT_DIGITS: usize = 28;

/// An amount as XML says it: digits, a point, digits; zero or more.
pub(super) fn amount(text: &str, currency: Currency) -> Result<Money, Problem> {
    let refused =
        |why: &str| Problem::new(FindingCode::InvalidAmount, format!("{} is not an amount: {why}", excerpt(text)));
    let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(decimals) {
        return Err(refused("digits, a point and digits are expected"));
    }
    if text.len() > AMOUNT_DIGITS {
        return Err(refused("it is too long"));
    }
    let Ok(number) = Decimal::from_str_exact(text) else { return Err(refused("it is too long")) };
    Money::new(number, currency).map_err(|error| match error {
        MoneyError::TooPrecise | MoneyError::TooPreciseRate => refused("more than two decimals"),
        MoneyError::OutOfBounds => refused("more than eighteen digits"),
        MoneyError::NotACurrency | MoneyError::CurrenciesDiffer { .. } => refused("no currency"),
    })
}

/// A currency code; `None` is one that is missing.
pub(super) fn currency(code: Option<&str>) -> Result<Currency, Problem> {
    let Some(code) = code else {
        return Err(Problem::new(FindingCode::MissingElement, "the amount names no currency"));
    };
    let refused = || Problem::new(FindingCode::WrongCurrency, format!("{} is not a currency code", excerpt(code)));
    code.parse().ok().ok_or_else(refused)
}

/// The calendar day of a date or date and time, as the bank writes it: a time
/// and a zone are allowed and do not move the day.
pub(super) fn date(text: &str) -> Result<NaiveDate, Problem> {
    let refused = || Problem::new(FindingCode::InvalidDate, format!("{} is not a day of the calendar", excerpt(text)));
    let (day, rest) = text.split_at_checked(10).ok_or_else(refused)?;
    let is_time = rest.is_empty() || rest.starts_with(['T', 'Z', '+', '-']);
    let is_shaped = day.bytes().enumerate().all(|(at, byte)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    if !is_time
        || !is_shaped
        || rest.bytes().any(|byte| !matches!(byte, b'0'..=b'9' | b'T' | b'Z' | b'+' | b'-' | b':' | b'.'))
    {
        return Err(refused());
    }
    day.parse().ok().ok_or_else(refused)
}

/// `CRDT` or `DBIT`.
pub(super) fn direction(text: &str) -> Result<Direction, Problem> {
    match text {
        "CRDT" => Ok(Direction::Credit),
        "DBIT" => Ok(Direction::Debit),
        other => Err(invalid(other, "CRDT or DBIT is expected")),
    }
}

/// An XML boolean.
pub(super) fn indicator(text: &str) -> Result<bool, Problem> {
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        other => Err(invalid(other, "true or false is expected")),
    }
}

/// A count.
pub(super) fn count(text: &str) -> Result<usize, Problem> {
    text.parse().ok().ok_or_else(|| invalid(text, "a count is expected"))
}

/// A reference that identifies something: whole, or not at all.
pub(super) fn reference(raw: &str) -> Result<Option<String>, Problem> {
    text::reference(raw).map_err(|text::TooLong| {
        let message = format!("a reference of more than {} characters: {}", text::REFERENCE_LIMIT, excerpt(raw));
        Problem::new(FindingCode::ReferenceTooLong, message)
    })
}

/// What two balances or amounts say must be one currency.
pub(super) fn same_currency(money: Money, currency: Currency) -> Result<Money, Problem> {
    if money.currency() == currency {
        return Ok(money);
    }
    let message = format!("{} where the account is kept in {currency}", money.currency());
    Err(Problem::new(FindingCode::WrongCurrency, message))
}

/// Puts a value, if there is one, where there may be one. Said twice alike is strange; said twice, each time
/// otherwise, is wrong, for nothing shows which it is.
pub(super) fn set<T: PartialEq>(slot: &mut Option<T>, value: Option<T>) -> Result<(), Problem> {
    match (slot.as_ref(), value) {
        (_, None) => Ok(()),
        (None, value) => {
            *slot = value;
            Ok(())
        }
        (Some(said), Some(again)) if *said == again => {
            Err(Problem::warning(FindingCode::DuplicateElement, "said twice, alike, where once is allowed"))
        }
        (Some(_), Some(_)) => Err(Problem::new(FindingCode::DuplicateElement, "said twice where once is allowed")),
    }
}

/// Whether a sub-family of the bank transaction codes is of entries that take back what was booked before.
///
/// # Source
/// ISO 20022 external code set `ExternalBankTransactionSubFamily1Code`.
pub(super) fn is_returning_family(code: &str) -> bool {
    matches!(code, "RRTN" | "RPCR" | "UPDD" | "PRDD" | "RCDD" | "UPCQ" | "CQRV")
}

/// Whether a transaction code of a bank's own is of returned items: SWIFT's type `NRTI`, or a German business
/// transaction code of returns and of money given back (`NTRF+159+…`, Deutsche Kreditwirtschaft, Geschäftsvorfallcodes).
pub(super) fn is_returning_code(code: &str) -> bool {
    let mut parts = code.split('+');
    let kind = parts.next().unwrap_or_default();
    kind == "NRTI" || kind.starts_with('N') && matches!(parts.next(), Some("108" | "109" | "159" | "181" | "184"))
}

fn invalid(text: &str, expected: &str) -> Problem {
    Problem::new(FindingCode::InvalidValue, format!("{}: {expected}", excerpt(text)))
}
