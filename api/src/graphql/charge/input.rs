//! What the charging system tells.

use async_graphql::InputObject;
use domain::charge::{self, Back, Error, Use};
use schema::ids::named;
use schema::money::Rate;

use super::{BillType, ChargeMode, ChargePayment};
use crate::graphql::scalars::{DateTime, Decimal, IdOf, MoneyInput, RateInput};

/// Something that a customer used.
#[derive(InputObject)]
pub(crate) struct ChargeRecordInput {
    /// What the charging system calls it, 1 to 64 printable ASCII characters: told again with the same input, it answers
    /// with the first charge and changes nothing.
    pub(crate) charge_key: String,
    /// Who used it.
    pub(crate) customer_id: IdOf<named::Party>,
    /// When; not in the future. Decides about whose bill it is, and what may pay it.
    pub(crate) occurred_at: DateTime,
    /// What is paid for.
    #[graphql(default_with = "BillType::Usage")]
    pub(crate) bill_type: BillType,
    /// How it is paid for.
    #[graphql(default_with = "ChargeMode::OnDemand")]
    pub(crate) charge_mode: ChargeMode,
    /// The cloud service type, 1 to 64 characters.
    pub(crate) service_type: String,
    /// The product, 1 to 64 characters.
    pub(crate) product: Option<String>,
    /// What was used, 1 to 64 characters.
    pub(crate) resource: Option<String>,
    /// Whether it is goods of the marketplace: coupons do not pay for them.
    #[graphql(default)]
    pub(crate) is_marketplace: bool,
    /// Price of one unit, zero or more.
    pub(crate) unit_price: RateInput,
    /// Units used, zero or more, at most eight decimals.
    pub(crate) usage: Decimal,
    /// What of `unitPrice` times `usage` is not charged, at most eight decimals, in the currency of the price; nothing
    /// when it is not given.
    pub(crate) discount: Option<Decimal>,
    /// What pays for what coupons do not.
    #[graphql(default_with = "ChargePayment::Balance")]
    pub(crate) payment: ChargePayment,
    /// Whether it is only tried: the same checks and the same answer, and nothing is written.
    #[graphql(default)]
    pub(crate) dry_run: bool,
}

impl ChargeRecordInput {
    /// The use as the domain takes it.
    ///
    /// # Errors
    /// [`Error::Figure`] for more than eight decimals or eighteen digits before the point.
    pub(crate) fn read(self) -> Result<Use, Error> {
        let unit_price = self.unit_price.rate().map_err(|source| Error::Figure { field: "unitPrice", source })?;
        let discount = match self.discount {
            Some(discount) => Rate::new(discount.0, unit_price.currency())
                .map_err(|source| Error::Figure { field: "discount", source })?,
            None => Rate::zero(unit_price.currency()),
        };
        Ok(Use {
            charge_key: self.charge_key,
            customer_id: self.customer_id.0,
            occurred_at: self.occurred_at.0,
            bill_type: self.bill_type.into(),
            charge_mode: self.charge_mode.into(),
            service_type: self.service_type,
            product: self.product,
            resource: self.resource,
            is_marketplace: self.is_marketplace,
            unit_price,
            usage: self.usage.0,
            discount,
            payment: charge::Payment::from(self.payment),
        })
    }
}

/// What of a charge is to be given back.
#[derive(InputObject)]
pub(crate) struct ChargeRefundInput {
    /// What the charging system calls it, 1 to 64 printable ASCII characters: told again with the same input, it answers
    /// with the first refund and changes nothing.
    refund_key: String,
    /// The charge.
    charge_id: IdOf<named::Charge>,
    /// More than zero, no more than what is left of `payable`, in the charge's currency.
    amount: MoneyInput,
    /// Why, 1 to 500 characters. Customer and partner read it.
    reason: String,
    /// Whether it is only tried: the same checks and the same answer, and nothing is written.
    #[graphql(default)]
    pub(crate) dry_run: bool,
}

impl ChargeRefundInput {
    /// The refund as the domain takes it.
    ///
    /// # Errors
    /// [`Error::Figure`] for more than two decimals or eighteen digits before the point.
    pub(crate) fn read(self) -> Result<Back, Error> {
        let amount = self.amount.money().map_err(|source| Error::Figure { field: "amount", source })?;
        Ok(Back { refund_key: self.refund_key, charge_id: self.charge_id.0, amount, reason: self.reason })
    }
}
