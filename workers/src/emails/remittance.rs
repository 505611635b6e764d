//! The words of letters about who may pay, and about claims.

use super::{Error, Words, format};
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar;
use domain::mail::{self, Letter};
use domain::party::Locale;
use schema::ids::RemittanceClaimId;
use serde::Serialize;

/// What `payer_agreement_made` says: enough to notice an agreement that nobody wanted.
#[derive(Debug, Serialize)]
pub(super) struct PayerAgreementMade {
    partner_name: String,
    payer_name: String,
    agreed_reason: String,
    made_by: String,
    effective_at: String,
    /// Empty when it lasts until it is voided.
    expires_at: String,
}

impl Words for PayerAgreementMade {
    type Letter = mail::PayerAgreementMade;

    const TEMPLATE: &'static str = "payer_agreement_made";

    fn of(letter: &mail::PayerAgreementMade, locale: Locale) -> Self {
        let instant = |at: DateTime<Utc>| format::instant(at, locale);
        Self {
            partner_name: letter.partner_name.clone(),
            payer_name: letter.payer_name.clone(),
            agreed_reason: letter.reason.clone(),
            made_by: letter.made_by.clone(),
            effective_at: instant(letter.effective_at),
            expires_at: letter.expires_at.map(instant).unwrap_or_default(),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::PayerAgreementMade(mail::PayerAgreementMade {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            payer_name: "上海海港云科技有限公司".to_owned(),
            reason: "Our parent company pays for all of its subsidiaries.".to_owned(),
            made_by: "Robin Zhang".to_owned(),
            effective_at: calendar::start_of(day(3)),
            expires_at: Some(calendar::start_of(day(31))),
        }))
    }
}

/// What `remittance_claim_submitted` says.
#[derive(Debug, Serialize)]
pub(super) struct ClaimSubmitted {
    partner_name: String,
    amount: String,
    paid_on: String,
    payer_name: String,
    claim_id: String,
}

impl Words for ClaimSubmitted {
    type Letter = mail::RemittanceClaimSubmitted;

    const TEMPLATE: &'static str = "remittance_claim_submitted";

    fn of(letter: &mail::RemittanceClaimSubmitted, locale: Locale) -> Self {
        Self {
            partner_name: letter.partner_name.clone(),
            amount: format::money(letter.amount, locale),
            paid_on: format::date(letter.paid_on, locale),
            payer_name: letter.payer_name.clone(),
            claim_id: letter.claim_id.to_string(),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::RemittanceClaimSubmitted(mail::RemittanceClaimSubmitted {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            amount: "1234567.50 CNY".parse()?,
            paid_on: day(3),
            payer_name: "上海海港云科技有限公司".to_owned(),
            claim_id: RemittanceClaimId::from_uuid(uuid::Uuid::from_u128(17)),
        }))
    }
}

/// What `remittance_claim_decided` says.
#[derive(Debug, Serialize)]
pub(super) struct ClaimDecided {
    partner_name: String,
    amount: String,
    paid_on: String,
    is_approved: bool,
    /// Empty when the reviewer said nothing.
    opinion: String,
}

impl Words for ClaimDecided {
    type Letter = mail::RemittanceClaimDecided;

    const TEMPLATE: &'static str = "remittance_claim_decided";

    fn of(letter: &mail::RemittanceClaimDecided, locale: Locale) -> Self {
        Self {
            partner_name: letter.partner_name.clone(),
            amount: format::money(letter.amount, locale),
            paid_on: format::date(letter.paid_on, locale),
            is_approved: letter.is_approved,
            opinion: letter.opinion.clone().unwrap_or_default(),
        }
    }

    fn sample() -> Result<Letter, Error> {
        Ok(Letter::RemittanceClaimDecided(mail::RemittanceClaimDecided {
            partner_name: "Harbour & Sons Cloud".to_owned(),
            amount: "1234567.50 CNY".parse()?,
            paid_on: day(3),
            is_approved: false,
            opinion: Some("The receipt shows another payee.".to_owned()),
        }))
    }
}

/// A day of the samples.
fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, day).unwrap_or_default()
}
