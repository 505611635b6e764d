//! One line of the body: the input of `chargeRecord`, less `dryRun`.

use chrono::{DateTime as Instant, Utc};
use domain::charge::Use;
use domain::refusal::Refusal;
use schema::money::Currency as Iso;
use schema::problem::Code;
use serde::Deserialize;

use super::Problem;
use crate::graphql::charge::input::ChargeRecordInput;
use crate::graphql::charge::{BillType, ChargeMode, ChargePayment};
use crate::graphql::scalars::{Currency, DateTime, Decimal, IdOf, RateInput};

/// Most characters of a message of the library: it may repeat the line.
const MESSAGE_LIMIT: usize = 300;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Item {
    charge_key: String,
    customer_id: String,
    occurred_at: Instant<Utc>,
    #[serde(default = "usage")]
    bill_type: BillType,
    #[serde(default = "on_demand")]
    charge_mode: ChargeMode,
    service_type: String,
    product: Option<String>,
    resource: Option<String>,
    #[serde(default)]
    is_marketplace: bool,
    unit_price: UnitPrice,
    usage: String,
    discount: Option<String>,
    #[serde(default = "balance")]
    payment: ChargePayment,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UnitPrice {
    amount: String,
    currency: Iso,
}

const fn usage() -> BillType {
    BillType::Usage
}

const fn on_demand() -> ChargeMode {
    ChargeMode::OnDemand
}

const fn balance() -> ChargePayment {
    ChargePayment::Balance
}

/// The key that stands in the line, when one does, and what is told.
pub(super) fn read(line: &[u8]) -> (Option<String>, Result<Use, Problem>) {
    let value: serde_json::Value = match serde_json::from_slice(line) {
        Ok(value) => value,
        Err(error) => return (None, Err(malformed(&error))),
    };
    let key = value.get("chargeKey").and_then(serde_json::Value::as_str).map(str::to_owned);
    (key, serde_json::from_value(value).map_err(|error| malformed(&error)).and_then(Item::read))
}

fn malformed(error: &serde_json::Error) -> Problem {
    Problem::of(Code::InvalidInput, format!("not a charge: {error}").chars().take(MESSAGE_LIMIT).collect::<String>())
}

impl Item {
    fn read(self) -> Result<Use, Problem> {
        let Ok(customer_id) = self.customer_id.parse() else {
            return Err(field("customerId", "not an id of the form cus_…"));
        };
        let unit_price = RateInput {
            amount: decimal(&self.unit_price.amount, "unitPrice")?,
            currency: Currency(self.unit_price.currency),
        };
        let input = ChargeRecordInput {
            charge_key: self.charge_key,
            customer_id: IdOf(customer_id),
            occurred_at: DateTime(self.occurred_at),
            bill_type: self.bill_type,
            charge_mode: self.charge_mode,
            service_type: self.service_type,
            product: self.product,
            resource: self.resource,
            is_marketplace: self.is_marketplace,
            unit_price,
            usage: decimal(&self.usage, "usage")?,
            discount: self.discount.as_deref().map(|text| decimal(text, "discount")).transpose()?,
            payment: self.payment,
            dry_run: false,
        };
        input.read().map_err(|error| Problem { code: error.code(), message: error.to_string(), field: error.field() })
    }
}

fn decimal(text: &str, name: &'static str) -> Result<Decimal, Problem> {
    rust_decimal::Decimal::from_str_exact(text)
        .map(Decimal)
        .map_err(|_unnamed| field(name, "not a decimal number as text"))
}

fn field(name: &'static str, message: &str) -> Problem {
    Problem { code: Code::InvalidInput, message: format!("{name}: {message}"), field: Some(name) }
}
