//! Dates and amounts as banks write them in cells.

use chrono::NaiveDate;
use rust_decimal::Decimal;
use schema::money::{Currency, Money};

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::mapping::{DateForm, DecimalSeparator, Mapping, ThousandsSeparator};

/// Characters an amount may have.
const AMOUNT_LIMIT: usize = 40;

/// An amount with its sign: `-1,234.50`, `1234.50-`, `(1,234.50)`, `+1.5`. Nothing for an empty cell or a lone hyphen.
///
/// - thousands are divided as the mapping says, in groups of three, or not at all
pub(super) fn amount(cell: &str, mapping: &Mapping, currency: Currency) -> Result<Option<Money>, Problem> {
    let refused =
        |why: &str| Problem::new(FindingCode::InvalidAmount, format!("{} is not an amount: {why}", excerpt(cell)));
    let bare = cell.trim();
    if bare.is_empty() || bare == "-" {
        return Ok(None);
    }
    if bare.chars().count() > AMOUNT_LIMIT {
        return Err(refused("it is too long"));
    }
    let (is_negative, bare) = sign(bare);
    let decimal = if mapping.decimal == DecimalSeparator::Comma { ',' } else { '.' };
    let (whole, decimals) = bare.split_once(decimal).unwrap_or((bare, ""));
    let whole = ungrouped(whole, mapping.thousands).ok_or_else(|| refused("its thousands are divided otherwise"))?;
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(&whole) || !is_digits(decimals) || whole.len() + decimals.len() == 0 {
        return Err(refused("digits are expected"));
    }
    // Zeros behind the cents say nothing.
    let decimals = decimals.trim_end_matches('0');
    let number = format!("{whole:0>1}.{decimals:0<1}");
    let number = Decimal::from_str_exact(&number).ok().ok_or_else(|| refused("it is too long"))?;
    let money =
        Money::new(number, currency).ok().ok_or_else(|| refused("more than two decimals or eighteen digits"))?;
    Ok(Some(if is_negative { money.negated() } else { money }))
}

/// The sign, before, behind or as brackets, and the rest.
fn sign(text: &str) -> (bool, &str) {
    if let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
        return (true, inner.trim());
    }
    let minus = ['-', '\u{2212}', '\u{FF0D}'];
    if let Some(rest) = text.strip_prefix(minus).or_else(|| text.strip_suffix(minus)) {
        return (true, rest.trim());
    }
    (false, text.strip_prefix('+').or_else(|| text.strip_suffix('+')).unwrap_or(text).trim())
}

/// The whole part without what divides its thousands.
fn ungrouped(whole: &str, separator: ThousandsSeparator) -> Option<String> {
    let divides = |c: char| match separator {
        ThousandsSeparator::Nothing => false,
        ThousandsSeparator::Point => c == '.',
        ThousandsSeparator::Comma => c == ',',
        ThousandsSeparator::Blank => c.is_whitespace(),
        ThousandsSeparator::Apostrophe => matches!(c, '\'' | '\u{2019}'),
    };
    let groups: Vec<&str> = whole.split(divides).collect();
    let is_grouped = groups.len() == 1
        || (groups.first().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.iter().skip(1).all(|group| group.len() == 3));
    is_grouped.then(|| groups.concat())
}

/// A day, in the order of `form`; a time of day behind it is left out. Two digits of a year are of this century.
pub(super) fn date(cell: &str, form: DateForm) -> Result<NaiveDate, Problem> {
    let refused = || Problem::new(FindingCode::InvalidDate, format!("{} is not a day of the calendar", excerpt(cell)));
    let parts = parts(cell.trim(), form).ok_or_else(refused)?;
    let [first, second, third] = parts;
    let (year, month, day) = match form {
        DateForm::YearMonthDay => (first, second, third),
        DateForm::DayMonthYear => (third, second, first),
        DateForm::MonthDayYear => (third, first, second),
    };
    let number = |text: &str, lengths: &[usize]| -> Option<u32> {
        let is_number = lengths.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_number { text.parse().ok() } else { None }
    };
    let on = || {
        let century = if year.len() == 2 { 2000 } else { 0 };
        let year = i32::try_from(number(year, &[2, 4])?).ok()? + century;
        NaiveDate::from_ymd_opt(year, number(month, &[1, 2])?, number(day, &[1, 2])?)
    };
    on().filter(|on| chrono::Datelike::year(on) >= 1900).ok_or_else(refused)
}

/// The three parts of a date in the order they are written.
fn parts(text: &str, form: DateForm) -> Option<[&str; 3]> {
    let is_digit = |c: char| c.is_ascii_digit();
    let compact = text.find(|c: char| !is_digit(c)).unwrap_or(text.len());
    if compact >= 8 {
        // Digits alone: a time of day may follow as six of them.
        let (digits, rest) = text.split_at_checked(8)?;
        let is_time = rest.is_empty() || rest.len() == 6 || rest.starts_with([' ', 'T']);
        let widths = if form == DateForm::YearMonthDay { [4, 2] } else { [2, 2] };
        let [first, second] = widths;
        let (first, others) = digits.split_at_checked(first)?;
        let (second, third) = others.split_at_checked(second)?;
        return is_time.then_some([first, second, third]);
    }
    let mut rest = text;
    let mut take = || {
        let (part, behind) = rest.split_at_checked(rest.find(|c: char| !is_digit(c)).unwrap_or(rest.len()))?;
        let separators = |c: char| matches!(c, '-' | '/' | '.' | ' ' | '年' | '月' | '日');
        rest = behind.trim_start_matches(separators);
        Some((part, behind))
    };
    let ((first, _), (second, _), (third, behind)) = (take()?, take()?, take()?);
    let is_end = behind.is_empty() || behind.starts_with([' ', 'T', '.', '日']);
    is_end.then_some([first, second, third])
}
