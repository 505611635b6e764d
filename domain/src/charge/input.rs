//! What the charging system tells.

use chrono::{DateTime, SubsecRound, Utc};
use rust_decimal::Decimal;
use schema::ids::{ChargeId, PartyId};
use schema::money::{Money, Rate};
use serde::Serialize;

use super::{BillType, ChargeMode, Error, Payment, Price};
use crate::clock::Now;
use crate::plain_text;
use crate::secret::sha256;

/// Most characters of a service type, a product, a resource.
const MOST_CHARACTERS: usize = 64;

/// Something that a customer used.
#[derive(Debug, Clone)]
pub struct Use {
    /// What the charging system calls it, 1 to 64 printable ASCII characters.
    pub charge_key: String,
    /// Who used it.
    pub customer_id: PartyId,
    /// When; not in the future.
    pub occurred_at: DateTime<Utc>,
    /// What is paid for.
    pub bill_type: BillType,
    /// How.
    pub charge_mode: ChargeMode,
    /// The cloud service type, 1 to 64 characters.
    pub service_type: String,
    /// The product, likewise.
    pub product: Option<String>,
    /// What was used, likewise.
    pub resource: Option<String>,
    /// Whether it is goods of the marketplace: coupons do not pay for them (C-11).
    pub is_marketplace: bool,
    /// Price of one unit.
    pub unit_price: Rate,
    /// Units, zero or more, at most eight decimals.
    pub usage: Decimal,
    /// What of the product is not charged, in the currency of the price.
    pub discount: Rate,
    /// What pays for what coupons do not.
    pub payment: Payment,
}

/// What is to be given back of a charge.
#[derive(Debug, Clone)]
pub struct Back {
    /// What the charging system calls it, 1 to 64 printable ASCII characters.
    pub refund_key: String,
    /// The charge.
    pub charge_id: ChargeId,
    /// More than zero, no more than what is left of the charge.
    pub amount: Money,
    /// Why, 1 to 500 characters.
    pub reason: String,
}

/// A [`Use`] in order, with its price.
#[derive(Debug, Serialize)]
pub(super) struct Checked {
    pub(super) charge_key: String,
    pub(super) customer_id: PartyId,
    pub(super) occurred_at: DateTime<Utc>,
    pub(super) bill_type: BillType,
    pub(super) charge_mode: ChargeMode,
    pub(super) service_type: String,
    pub(super) product: Option<String>,
    pub(super) resource: Option<String>,
    pub(super) is_marketplace: bool,
    pub(super) price: Price,
    pub(super) payment: Payment,
}

/// A [`Back`] in order.
#[derive(Debug, Serialize)]
pub(super) struct CheckedBack {
    pub(super) refund_key: String,
    pub(super) charge_id: ChargeId,
    pub(super) amount: Money,
    pub(super) reason: String,
}

impl Use {
    /// What is told, when it is in order: alone, whoever it is about.
    pub(super) fn check(&self, now: Now) -> Result<Checked, Error> {
        let occurred_at = self.occurred_at.trunc_subsecs(6);
        if occurred_at > now.instant() {
            return Err(Error::Future);
        }
        Ok(Checked {
            charge_key: key(&self.charge_key, "chargeKey")?,
            customer_id: self.customer_id,
            occurred_at,
            bill_type: self.bill_type,
            charge_mode: self.charge_mode,
            service_type: plain_text::required(&self.service_type, "serviceType", MOST_CHARACTERS)?,
            product: name(self.product.as_deref(), "product")?,
            resource: name(self.resource.as_deref(), "resource")?,
            is_marketplace: self.is_marketplace,
            price: Price::of(self.unit_price, self.usage, self.discount)?,
            payment: self.payment,
        })
    }
}

impl Back {
    /// What is told, when it is in order.
    pub(super) fn check(&self) -> Result<CheckedBack, Error> {
        if !self.amount.is_positive() {
            return Err(Error::Amount);
        }
        Ok(CheckedBack {
            refund_key: key(&self.refund_key, "refundKey")?,
            charge_id: self.charge_id,
            amount: self.amount,
            reason: plain_text::required(&self.reason, "reason", 500)?,
        })
    }
}

/// The fingerprint of what was told: the same key with another is another input.
pub(super) fn fingerprint(told: &impl Serialize) -> Result<Vec<u8>, Error> {
    Ok(sha256(&serde_json::to_vec(told)?))
}

fn key(text: &str, field: &'static str) -> Result<String, Error> {
    let is_key = (1..=64).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    if is_key { Ok(text.to_owned()) } else { Err(Error::MalformedKey(field)) }
}

fn name(text: Option<&str>, field: &'static str) -> Result<Option<String>, Error> {
    Ok(text.map(|text| plain_text::required(text, field, MOST_CHARACTERS)).transpose()?)
}
