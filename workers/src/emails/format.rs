//! Amounts and dates as a reader of the language expects them.

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use domain::calendar;
use domain::party::Locale;
use schema::money::{Currency, Money};

/// `CNY 1,234.50`, `人民币 1,234.50 元`.
pub(super) fn money(money: Money, locale: Locale) -> String {
    let amount = grouped(&money.amount().to_string());
    match locale {
        Locale::ZhCn if money.currency() == Currency::CNY => format!("人民币 {amount} 元"),
        Locale::ZhCn | Locale::En => format!("{} {amount}", money.currency()),
    }
}

/// `3 March 2026`, `2026年3月3日`.
pub(super) fn date(date: NaiveDate, locale: Locale) -> String {
    match locale {
        Locale::En => date.format("%-d %B %Y").to_string(),
        Locale::ZhCn => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
    }
}

/// `3 March 2026, 09:05 (GMT+8)`, `2026年3月3日 09:05（GMT+8）`.
pub(super) fn instant(instant: DateTime<Utc>, locale: Locale) -> String {
    let local = calendar::local(instant);
    let (date, time) = (date(local.date(), locale), local.format("%H:%M"));
    match locale {
        Locale::En => format!("{date}, {time} (GMT+8)"),
        Locale::ZhCn => format!("{date} {time}（GMT+8）"),
    }
}

/// The last four characters: enough to recognise an account, too few to use it.
pub(super) fn ending(number: &str) -> String {
    let skipped = number.chars().count().saturating_sub(4);
    number.chars().skip(skipped).collect()
}

/// A comma before every third digit from the point.
fn grouped(amount: &str) -> String {
    let (whole, decimals) = amount.split_once('.').unwrap_or((amount, ""));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut text = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if decimals.is_empty() { text } else { format!("{text}.{decimals}") }
}
