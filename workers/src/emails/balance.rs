//! The words of letters about balances.

use domain::ledger::AccountKind;
use domain::mail::{self, Letter};
use domain::party::Locale;
use schema::ids::AccountId;
use serde::Serialize;

use super::{Error, Words, format};

/// What `balance_low` says.
#[derive(Debug, Serialize)]
pub(super) struct BalanceLow {
    party_name: String,
    account: &'static str,
    account_id: String,
    balance: String,
    threshold: String,
    at: String,
}

impl Words for BalanceLow {
    type Letter = mail::BalanceLow;

    const TEMPLATE: &'static str = "balance_low";

    fn of(letter: &mail::BalanceLow, locale: Locale) -> Self {
        Self {
            party_name: letter.party_name.clone(),
            account: name(letter.kind, locale),
            account_id: letter.account_id.to_string(),
            balance: format::money(letter.balance, locale),
            threshold: format::money(letter.threshold, locale),
            at: format::instant(letter.at, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::BalanceLow(mail::BalanceLow {
            party_name: "Harbour & Sons Cloud".to_owned(),
            kind: AccountKind::Cash,
            account_id: AccountId::from_uuid(uuid::Uuid::from_u128(7)),
            balance: "980.50 CNY".parse()?,
            threshold: "1000.00 CNY".parse()?,
            at: chrono::DateTime::from_timestamp(1_772_500_000, 0).unwrap_or_default(),
        }))
    }
}

/// What the reader calls the account. Only two kinds have thresholds.
const fn name(kind: AccountKind, locale: Locale) -> &'static str {
    match (kind, locale) {
        (AccountKind::Spending, Locale::En) => "Spending account",
        (AccountKind::Spending, Locale::ZhCn) => "消费账户",
        (_, Locale::En) => "Cash account",
        (_, Locale::ZhCn) => "现金账户",
    }
}
