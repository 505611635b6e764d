//! The words of letters about bank transfers.

use domain::mail::{self, Letter};
use domain::party::Locale;
use schema::money::Money;
use serde::Serialize;

use super::{Error, Words, format};

/// What `remittance_credited` says. Of the accounts only the recipient's own is
/// named, by its end; the payer's stays with us.
#[derive(Debug, Serialize)]
pub(super) struct RemittanceCredited {
    partner_name: String,
    amount: String,
    cleared: Option<String>,
    balance: String,
    payer_name: String,
    bank_reference: String,
    remittance_ending: String,
    booked_on: String,
}

impl Words for RemittanceCredited {
    type Letter = mail::RemittanceCredited;

    const TEMPLATE: &'static str = "remittance_credited";

    fn of(letter: &mail::RemittanceCredited, locale: Locale) -> Self {
        Self {
            partner_name: letter.partner_name.clone(),
            amount: format::money(letter.amount, locale),
            cleared: letter.cleared.is_positive().then(|| format::money(letter.cleared, locale)),
            balance: format::money(letter.balance, locale),
            payer_name: letter.payer_name.clone(),
            bank_reference: letter.bank_reference.clone(),
            remittance_ending: format::ending(&letter.remittance_number),
            booked_on: format::date(letter.booked_on, locale),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::RemittanceCredited(mail::RemittanceCredited {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            amount: "1234567.50 CNY".parse()?,
            cleared: "0.00 CNY".parse()?,
            balance: "2000000.00 CNY".parse()?,
            payer_name: "上海海港云科技有限公司".to_owned(),
            bank_reference: "BK2026030300017".to_owned(),
            remittance_number: "6228480000000000017".to_owned(),
            booked_on: chrono::NaiveDate::from_ymd_opt(2026, 3, 3).unwrap_or_default(),
        }))
    }
}

/// What `remittance_reversed` says.
#[derive(Debug, Serialize)]
pub(super) struct RemittanceReversed {
    partner_name: String,
    amount: String,
    moved_on: Option<String>,
    owed: Option<String>,
    payer_name: String,
    bank_reference: String,
    booked_on: String,
    is_by_bank: bool,
}

impl Words for RemittanceReversed {
    type Letter = mail::RemittanceReversed;

    const TEMPLATE: &'static str = "remittance_reversed";

    fn of(letter: &mail::RemittanceReversed, locale: Locale) -> Self {
        let some = |amount: Money| amount.is_positive().then(|| format::money(amount, locale));
        Self {
            partner_name: letter.partner_name.clone(),
            amount: format::money(letter.amount, locale),
            moved_on: some(letter.moved_on),
            owed: some(letter.owed),
            payer_name: letter.payer_name.clone(),
            bank_reference: letter.bank_reference.clone(),
            booked_on: format::date(letter.booked_on, locale),
            is_by_bank: letter.is_by_bank,
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::RemittanceReversed(mail::RemittanceReversed {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            amount: "80000.00 CNY".parse()?,
            moved_on: "30000.00 CNY".parse()?,
            owed: "12500.00 CNY".parse()?,
            payer_name: "上海海港云科技有限公司".to_owned(),
            bank_reference: "BK2026030300017".to_owned(),
            booked_on: chrono::NaiveDate::from_ymd_opt(2026, 3, 3).unwrap_or_default(),
            is_by_bank: true,
        }))
    }
}

/// What `remittance_returned` says.
#[derive(Debug, Serialize)]
pub(super) struct RemittanceReturned {
    partner_name: String,
    amount: String,
    payer_name: String,
    bank_reference: String,
    booked_on: String,
    reason: String,
}

impl Words for RemittanceReturned {
    type Letter = mail::RemittanceReturned;

    const TEMPLATE: &'static str = "remittance_returned";

    fn of(letter: &mail::RemittanceReturned, locale: Locale) -> Self {
        Self {
            partner_name: letter.partner_name.clone(),
            amount: format::money(letter.amount, locale),
            payer_name: letter.payer_name.clone(),
            bank_reference: letter.bank_reference.clone(),
            booked_on: format::date(letter.booked_on, locale),
            reason: letter.reason.clone(),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::RemittanceReturned(mail::RemittanceReturned {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            amount: "1200.00 CNY".parse()?,
            payer_name: "Pelican Leasing Ltd".to_owned(),
            bank_reference: "BK2026030300019".to_owned(),
            booked_on: chrono::NaiveDate::from_ymd_opt(2026, 3, 3).unwrap_or_default(),
            reason: "The payer is not known to you".to_owned(),
        }))
    }
}
