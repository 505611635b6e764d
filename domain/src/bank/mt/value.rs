//! What the parts of a field may say.
//!
//! Source: SWIFT Standards MT, Category 9, formats `15d`, `6!n`, `4!n`, `3!a`.

use chrono::{Datelike, NaiveDate};
use rust_decimal::Decimal;
use schema::money::{Currency, Money};

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::statement::{Balance, Direction};
use super::super::text;

/// Digits an amount may have, leading zeros included: SWIFT allows 15 characters, Rabobank fills up to 15 and more.
const AMOUNT_LIMIT: usize = 28;

/// An amount with a decimal comma, `1234,5`, `,50`, `1,`; zero or more.
///
/// A comma is what SWIFT asks for. One point instead of it is read as well: where it would divide thousands, three
/// digits follow it, and three decimals are refused.
pub(super) fn amount(text: &str, currency: Currency) -> Result<Money, Problem> {
    let refused =
        |why: &str| Problem::new(FindingCode::InvalidAmount, format!("{} is not an amount: {why}", excerpt(text)));
    let (whole, decimals) = text.split_once([',', '.']).unwrap_or((text, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(decimals) || whole.len() + decimals.len() == 0 {
        return Err(refused("digits, a comma and digits are expected"));
    }
    if text.len() > AMOUNT_LIMIT {
        return Err(refused("it is too long"));
    }
    let number = format!("{whole:0>1}.{decimals:0<1}");
    let number = Decimal::from_str_exact(&number).ok().ok_or_else(|| refused("it is too long"))?;
    Money::new(number, currency).ok().ok_or_else(|| refused("more than two decimals or eighteen digits"))
}

/// A currency code.
pub(super) fn currency(code: &str) -> Result<Currency, Problem> {
    let refused = || Problem::new(FindingCode::WrongCurrency, format!("{} is not a currency code", excerpt(code)));
    code.parse().ok().ok_or_else(refused)
}

/// `YYMMDD`, a day from 1980 to 2079; or `YYYYMMDD`, as few banks write it.
pub(super) fn date(digits: &str) -> Result<NaiveDate, Problem> {
    let day = || {
        let (year, rest) = digits.split_at_checked(digits.len().checked_sub(4)?)?;
        let (month, day) = rest.split_at_checked(2)?;
        let year = match (year.len(), year.parse::<i32>().ok()?) {
            (2, number) if number < 80 => 2000 + number,
            (2, number) => 1900 + number,
            (4, number) => number,
            _ => return None,
        };
        NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
    };
    day().filter(|_| digits.bytes().all(|byte| byte.is_ascii_digit())).ok_or_else(|| not_a_day(digits))
}

/// `MMDD`: of the years in which there is such a day, the one nearest to `to`.
pub(super) fn date_near(digits: &str, to: NaiveDate) -> Result<NaiveDate, Problem> {
    let day = |year: i32| {
        let (month, day) = digits.split_at_checked(2)?;
        NaiveDate::from_ymd_opt(year, month.parse().ok()?, day.parse().ok()?)
    };
    let away = |day: &NaiveDate| day.signed_duration_since(to).num_days().abs();
    // A day that is in every year is within half of one; 29 February may not be, and is wrong then.
    let nearest = (to.year() - 1..=to.year() + 1).filter_map(day).min_by_key(away).filter(|day| away(day) <= 183);
    nearest.ok_or_else(|| not_a_day(digits))
}

fn not_a_day(digits: &str) -> Problem {
    Problem::new(FindingCode::InvalidDate, format!("{} is not a day of the calendar", excerpt(digits)))
}

/// A balance: `C240102EUR1234,56`.
pub(super) fn balance(text: &str) -> Result<Balance, Problem> {
    let refused = || Problem::new(FindingCode::InvalidTag, format!("{} is not a balance", excerpt(text)));
    let (mark, rest) = text.split_at_checked(1).ok_or_else(refused)?;
    let direction = match mark {
        "C" => Direction::Credit,
        "D" => Direction::Debit,
        _ => return Err(refused()),
    };
    let (on, rest) = split_digits(rest);
    let (code, number) = rest.split_at_checked(3).ok_or_else(refused)?;
    Ok(Balance { on: Some(date(on)?), amount: direction.signed(amount(number.trim(), currency(code)?)?) })
}

/// The digits `text` begins with, and the rest.
pub(super) fn split_digits(text: &str) -> (&str, &str) {
    let end = text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// A reference that identifies something: whole, or not at all.
pub(super) fn reference(raw: &str) -> Result<Option<String>, Problem> {
    text::reference(raw).map_err(|text::TooLong| {
        let message = format!("a reference of more than {} characters: {}", text::REFERENCE_LIMIT, excerpt(raw));
        Problem::new(FindingCode::ReferenceTooLong, message)
    })
}
