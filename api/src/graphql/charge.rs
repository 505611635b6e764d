//! Charges: what customers used and pay for.

pub(crate) mod commands;
pub(crate) mod input;
mod lists;
pub(crate) mod refund;

use async_graphql::{Context, Enum, ID, Object};
use domain::charge::{self, BillType as Bill, ChargeMode as Mode, Payment, SalesMode as Sales};
use domain::page::Order;
use domain::party::Kind;
use uuid::Uuid;

use super::coupon::Coupon;
use super::page::{Connection, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{DateTime, Decimal, Money, Rate};
use super::transfer::Transfer;
use crate::loaders::{The, connection};
use crate::viewer::Asked;

pub(crate) use lists::{ChargeQuery, ChargesOf};
use lists::{CouponsThatPaid, RefundsOf, TransfersIn};
use refund::Refund;

/// How a customer stood when it used something.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Sales")]
pub(crate) enum SalesMode {
    /// It bought from a partner and spent what the partner allocated.
    Resale,
    /// It bought from the vendor on a partner's advice.
    Advisory,
    /// It stood under no partner.
    Direct,
}

/// What is paid for: the bill detail types of the reference that are charges.
#[derive(Enum, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[graphql(remote = "Bill")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum BillType {
    /// Something new. The reference's 1.
    New,
    /// A renewal. The reference's 2.
    Renew,
    /// A change of what there is. The reference's 3.
    Change,
    /// Use. The reference's 5.
    Usage,
    /// A renewal that nobody had to order. The reference's 8.
    AutoRenew,
    /// A month of a support plan. The reference's 14.
    SupportPlan,
    /// A correction upward. The reference's 16.
    Adjustment,
    /// A month of what is paid by the month. The reference's 18.
    PayMonthly,
    /// A year of what is paid by the year. The reference's 103.
    PayYearly,
}

/// How something is paid for.
#[derive(Enum, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[graphql(remote = "Mode")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ChargeMode {
    /// For a time, in advance.
    Period,
    /// By use, afterwards.
    OnDemand,
}

/// What pays for what coupons do not.
#[derive(Enum, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[graphql(remote = "Payment")]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum ChargePayment {
    /// The customer's balance: in resale what its partner allocated, else its own money. What it does not cover is owed.
    Balance,
    /// An online channel, the whole of it. Not in resale.
    Online,
    /// The partner, the whole of it: a solution provider's customers, and every partner's resale customers.
    Partner,
}

/// What a customer was charged for a use.
pub(crate) struct Charge(pub(crate) charge::Charge);

/// What a customer was charged for a use. Never changed: what is given back is a refund.
///
/// `official = discount + truncated + payable`, and `payable` is the sum of the five amounts that paid it. Seen by the
/// customer, by its partner of the time of use in both modes, and by that partner's distributor when the detail is
/// shared with it.
#[Object]
impl Charge {
    /// Begins with `chg_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the charging system calls it.
    async fn charge_key(&self) -> &str {
        &self.0.charge_key
    }

    /// The id of who used it, also when the caller may not see the customer today.
    async fn customer_id(&self) -> ID {
        self.0.customer_id.with_prefix(Kind::Customer.prefix()).into()
    }

    /// Who used it; null for who may not see the customer today.
    async fn customer(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.customer_id).await?.map(Party))
    }

    /// Under whom the customer stood when it used it; null when under nobody, and for who may not see that party today.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        let Some(partner) = self.0.partner_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(partner).await?.map(Party))
    }

    /// How the customer stood when it used it.
    async fn mode(&self) -> SalesMode {
        self.0.mode.into()
    }

    /// The month it was used in, in the time of the business, GMT+8: `2026-03`.
    async fn cycle(&self) -> &str {
        &self.0.cycle
    }

    /// When it was used.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// When it was recorded here.
    async fn recorded_at(&self) -> DateTime {
        DateTime(self.0.recorded_at)
    }

    /// What is paid for.
    async fn bill_type(&self) -> BillType {
        self.0.bill_type.into()
    }

    /// The reference's number of `billType`: 5 for use.
    async fn bill_type_reference_code(&self) -> i32 {
        self.0.bill_type.reference_code()
    }

    /// How it is paid for.
    async fn charge_mode(&self) -> ChargeMode {
        self.0.charge_mode.into()
    }

    /// The cloud service type.
    async fn service_type(&self) -> &str {
        &self.0.service_type
    }

    /// The product; null when it is none.
    async fn product(&self) -> Option<&str> {
        self.0.product.as_deref()
    }

    /// What was used, as the charging system calls it; null when it has no name.
    async fn resource(&self) -> Option<&str> {
        self.0.resource.as_deref()
    }

    /// Whether it is goods of the marketplace: coupons do not pay for them.
    async fn is_marketplace(&self) -> bool {
        self.0.is_marketplace
    }

    /// Price of one unit of use.
    async fn unit_price(&self) -> Rate {
        self.0.unit_price.into()
    }

    /// Units used, eight decimals.
    async fn usage(&self) -> Decimal {
        Decimal(self.0.usage)
    }

    /// `unitPrice` times `usage`, the eighth decimal rounded half to even.
    async fn official(&self) -> Rate {
        self.0.official.into()
    }

    /// What of it is not charged.
    async fn discount(&self) -> Rate {
        self.0.discount.into()
    }

    /// What was cut off to come to whole cents, less than one: it is never charged.
    async fn truncated(&self) -> Rate {
        self.0.truncated.into()
    }

    /// What is to be paid.
    async fn payable(&self) -> Money {
        self.0.payable.into()
    }

    /// What coupons paid.
    async fn coupon_amount(&self) -> Money {
        self.0.coupon_amount.into()
    }

    /// What the customer's balance paid: in resale what its partner allocated, else its own money.
    async fn balance_amount(&self) -> Money {
        self.0.balance_amount.into()
    }

    /// What was paid online.
    async fn online_amount(&self) -> Money {
        self.0.online_amount.into()
    }

    /// What the partner paid.
    async fn partner_amount(&self) -> Money {
        self.0.partner_amount.into()
    }

    /// What nobody paid then: it became part of what the customer owes.
    async fn arrears_amount(&self) -> Money {
        self.0.arrears_amount.into()
    }

    /// What pays for what coupons do not.
    async fn payment(&self) -> ChargePayment {
        self.0.payment.into()
    }

    /// Which coupons paid how much of it, three at most.
    async fn coupon_payments(&self, ctx: &Context<'_>) -> Result<Vec<CouponPayment>, Fault> {
        let paid = ctx.loaders()?.load_one(The(CouponsThatPaid(self.0.id))).await?.unwrap_or_default();
        Ok(paid.into_iter().map(CouponPayment).collect())
    }

    /// The transfers that paid it, those only of money that the caller might see then; none for what coupons paid.
    async fn transfers(&self, ctx: &Context<'_>) -> Result<Vec<Transfer>, Fault> {
        let Some(transaction) = self.0.transaction_id else { return Ok(Vec::new()) };
        let made = ctx.loaders()?.load_one(The(TransfersIn(transaction))).await?.unwrap_or_default();
        Ok(made.into_iter().map(Transfer).collect())
    }

    /// What was given back of it, oldest first.
    async fn refunds(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Refund>, Fault> {
        let page = page(Order::Ascending, first, after, last, before)?;
        connection(ctx.loaders()?, RefundsOf(self.0.id), page, Refund).await
    }
}

/// What a coupon paid of a charge.
pub(crate) struct CouponPayment(domain::coupon::Payment);

/// What a coupon paid of a charge. Seen by who sees the charge.
#[Object]
impl CouponPayment {
    /// The coupon; null for who may not see it today.
    async fn coupon(&self, ctx: &Context<'_>) -> Result<Option<Coupon>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.coupon_id).await?.map(Coupon))
    }

    /// What it paid.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// How much of that was given back: to the coupon, or lapsed.
    async fn returned(&self) -> Money {
        self.0.returned.into()
    }
}

impl Row for Charge {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}
