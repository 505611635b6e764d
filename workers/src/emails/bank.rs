//! The words of letters about bank transfers.

use domain::mail::{self, Letter};
use domain::party::Locale;
use serde::Serialize;

use super::{Error, Words, format};

/// What `remittance_credited` says. Of the accounts only the recipient's own is
/// named, by its end; the payer's stays with us.
#[derive(Debug, Serialize)]
pub(super) struct RemittanceCredited {
    partner_name: String,
    amount: String,
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
            balance: "2000000.00 CNY".parse()?,
            payer_name: "上海海港云科技有限公司".to_owned(),
            bank_reference: "BK2026030300017".to_owned(),
            remittance_number: "6228480000000000017".to_owned(),
            booked_on: chrono::NaiveDate::from_ymd_opt(2026, 3, 3).unwrap_or_default(),
        }))
    }
}
