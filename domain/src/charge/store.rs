//! Rows of charges and refunds.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::{AccountId, ChargeId, EdgeId, PartyId, RefundId, TransactionId};
use schema::money::{Money, Rate};
use schema::tables::{charges, refunds};

use super::input::{Checked, CheckedBack};
use super::refund::Returned;
use super::{BillType, ChargeMode, Destination, Filter, Parts, Payment, SalesMode};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};
use crate::party::Edge;

/// What a customer was charged, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = charges, check_for_backend(diesel::pg::Pg))]
pub struct Charge {
    /// Its id.
    pub id: ChargeId,
    /// What the charging system calls it.
    pub charge_key: String,
    /// Who used it.
    pub customer_id: PartyId,
    /// Under whom the customer stood then.
    pub partner_id: Option<PartyId>,
    /// The association of then.
    pub edge_id: Option<EdgeId>,
    /// How the customer stood.
    pub mode: SalesMode,
    /// The month of the business, `2026-03`.
    pub cycle: String,
    /// When it was used.
    pub occurred_at: DateTime<Utc>,
    /// When it was recorded here.
    pub recorded_at: DateTime<Utc>,
    /// What is paid for.
    pub bill_type: BillType,
    /// How.
    pub charge_mode: ChargeMode,
    /// The cloud service type.
    pub service_type: String,
    /// The product.
    pub product: Option<String>,
    /// What was used.
    pub resource: Option<String>,
    /// Whether it is goods of the marketplace.
    pub is_marketplace: bool,
    /// Price of one unit of use.
    #[diesel(select_expression = (charges::unit_price_8dp, charges::currency))]
    #[diesel(select_expression_type = (charges::unit_price_8dp, charges::currency))]
    pub unit_price: Rate,
    /// Units used, eight decimals.
    #[diesel(column_name = usage_8dp)]
    pub usage: Decimal,
    /// What the use costs.
    #[diesel(select_expression = (charges::official_8dp, charges::currency))]
    #[diesel(select_expression_type = (charges::official_8dp, charges::currency))]
    pub official: Rate,
    /// What of it is not charged.
    #[diesel(select_expression = (charges::discount_8dp, charges::currency))]
    #[diesel(select_expression_type = (charges::discount_8dp, charges::currency))]
    pub discount: Rate,
    /// What was cut off to come to whole cents.
    #[diesel(select_expression = (charges::truncated_8dp, charges::currency))]
    #[diesel(select_expression_type = (charges::truncated_8dp, charges::currency))]
    pub truncated: Rate,
    /// What is to be paid: the sum of the five that follow.
    #[diesel(select_expression = (charges::payable, charges::currency))]
    #[diesel(select_expression_type = (charges::payable, charges::currency))]
    pub payable: Money,
    /// What coupons paid.
    #[diesel(select_expression = (charges::coupon_amount, charges::currency))]
    #[diesel(select_expression_type = (charges::coupon_amount, charges::currency))]
    pub coupon_amount: Money,
    /// What the customer's balance paid.
    #[diesel(select_expression = (charges::balance_amount, charges::currency))]
    #[diesel(select_expression_type = (charges::balance_amount, charges::currency))]
    pub balance_amount: Money,
    /// What was paid online.
    #[diesel(select_expression = (charges::online_amount, charges::currency))]
    #[diesel(select_expression_type = (charges::online_amount, charges::currency))]
    pub online_amount: Money,
    /// What the partner paid.
    #[diesel(select_expression = (charges::partner_amount, charges::currency))]
    #[diesel(select_expression_type = (charges::partner_amount, charges::currency))]
    pub partner_amount: Money,
    /// What is owed for it.
    #[diesel(select_expression = (charges::arrears_amount, charges::currency))]
    #[diesel(select_expression_type = (charges::arrears_amount, charges::currency))]
    pub arrears_amount: Money,
    /// What pays for what coupons do not.
    pub payment: Payment,
    /// Its transfers.
    pub transaction_id: Option<TransactionId>,
}

/// What was given back of a charge, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = refunds, check_for_backend(diesel::pg::Pg))]
pub struct Refund {
    /// Its id.
    pub id: RefundId,
    /// What the charging system calls it.
    pub refund_key: String,
    /// The charge.
    pub charge_id: ChargeId,
    /// What was given back: the sum of the three that follow.
    #[diesel(select_expression = (refunds::amount, refunds::currency))]
    #[diesel(select_expression_type = (refunds::amount, refunds::currency))]
    pub amount: Money,
    /// What went to the account.
    #[diesel(select_expression = (refunds::money_amount, refunds::currency))]
    #[diesel(select_expression_type = (refunds::money_amount, refunds::currency))]
    pub money_amount: Money,
    /// What coupons got back.
    #[diesel(select_expression = (refunds::coupon_amount, refunds::currency))]
    #[diesel(select_expression_type = (refunds::coupon_amount, refunds::currency))]
    pub coupon_amount: Money,
    /// What is owed no longer.
    #[diesel(select_expression = (refunds::arrears_amount, refunds::currency))]
    #[diesel(select_expression_type = (refunds::arrears_amount, refunds::currency))]
    pub arrears_amount: Money,
    /// Where the money went.
    pub destination: Destination,
    /// The account.
    pub account_id: Option<AccountId>,
    /// Why.
    pub reason: String,
    /// Its transfers.
    pub transaction_id: Option<TransactionId>,
    /// When.
    pub refunded_at: DateTime<Utc>,
}

/// A charge to be written.
pub(super) struct NewCharge<'a> {
    pub(super) id: ChargeId,
    pub(super) told: &'a Checked,
    pub(super) sha256: Vec<u8>,
    pub(super) edge: Option<&'a Edge>,
    pub(super) mode: SalesMode,
    pub(super) cycle: String,
    pub(super) parts: Parts,
    pub(super) transaction_id: Option<TransactionId>,
}

pub(super) fn insert(conn: &mut Conn, now: Now, new: &NewCharge<'_>) -> Result<Charge> {
    let NewCharge { told, parts, .. } = new;
    let what = (
        charges::bill_type.eq(told.bill_type),
        charges::charge_mode.eq(told.charge_mode),
        charges::service_type.eq(&told.service_type),
        charges::product.eq(&told.product),
        charges::resource.eq(&told.resource),
        charges::is_marketplace.eq(told.is_marketplace),
        charges::payment.eq(told.payment),
    );
    let price = (
        charges::unit_price_8dp.eq(told.price.unit_price.amount()),
        charges::usage_8dp.eq(told.price.usage),
        charges::official_8dp.eq(told.price.official.amount()),
        charges::discount_8dp.eq(told.price.discount.amount()),
        charges::truncated_8dp.eq(told.price.truncated.amount()),
        charges::payable.eq(told.price.payable.amount()),
        charges::currency.eq(told.price.payable.currency()),
    );
    let paid = (
        charges::coupon_amount.eq(parts.coupon.amount()),
        charges::balance_amount.eq(parts.balance.amount()),
        charges::online_amount.eq(parts.online.amount()),
        charges::partner_amount.eq(parts.partner.amount()),
        charges::arrears_amount.eq(parts.arrears.amount()),
        charges::transaction_id.eq(new.transaction_id),
    );
    let row = (
        charges::id.eq(new.id),
        charges::charge_key.eq(&told.charge_key),
        charges::input_sha256.eq(&new.sha256),
        charges::customer_id.eq(told.customer_id),
        charges::partner_id.eq(new.edge.map(|edge| edge.upper_id)),
        charges::edge_id.eq(new.edge.map(|edge| edge.id)),
        charges::mode.eq(new.mode),
        charges::cycle.eq(&new.cycle),
        charges::occurred_at.eq(told.occurred_at),
        charges::recorded_at.eq(now.instant()),
        what,
        price,
        paid,
    );
    Ok(diesel::insert_into(charges::table).values(row).returning(Charge::as_returning()).get_result(conn)?)
}

/// A refund to be written.
pub(super) struct NewRefund<'a> {
    pub(super) id: RefundId,
    pub(super) told: &'a CheckedBack,
    pub(super) sha256: Vec<u8>,
    pub(super) returned: Returned,
    pub(super) destination: Destination,
    pub(super) account_id: Option<AccountId>,
    pub(super) transaction_id: Option<TransactionId>,
}

pub(super) fn insert_refund(conn: &mut Conn, now: Now, new: &NewRefund<'_>) -> Result<Refund> {
    let NewRefund { told, returned, .. } = new;
    let row = (
        refunds::id.eq(new.id),
        refunds::refund_key.eq(&told.refund_key),
        refunds::input_sha256.eq(&new.sha256),
        refunds::charge_id.eq(told.charge_id),
        refunds::amount.eq(told.amount.amount()),
        refunds::money_amount.eq(returned.money.amount()),
        refunds::coupon_amount.eq(returned.coupon.amount()),
        refunds::arrears_amount.eq(returned.arrears.amount()),
        refunds::currency.eq(told.amount.currency()),
        refunds::destination.eq(new.destination),
        refunds::account_id.eq(new.account_id),
        refunds::reason.eq(&told.reason),
        refunds::transaction_id.eq(new.transaction_id),
        refunds::refunded_at.eq(now.instant()),
    );
    Ok(diesel::insert_into(refunds::table).values(row).returning(Refund::as_returning()).get_result(conn)?)
}

pub(super) fn get(conn: &mut Conn, id: ChargeId) -> Result<Option<Charge>> {
    Ok(charges::table.find(id).select(Charge::as_select()).get_result(conn).optional()?)
}

/// The charge of that key, and the fingerprint of what was told.
pub(super) fn by_key(conn: &mut Conn, key: &str) -> Result<Option<(Charge, Vec<u8>)>> {
    let named = charges::table.filter(charges::charge_key.eq(key));
    Ok(named.select((Charge::as_select(), charges::input_sha256)).get_result(conn).optional()?)
}

/// The refund of that key, and the fingerprint of what was told.
pub(super) fn refund_by_key(conn: &mut Conn, key: &str) -> Result<Option<(Refund, Vec<u8>)>> {
    let named = refunds::table.filter(refunds::refund_key.eq(key));
    Ok(named.select((Refund::as_select(), refunds::input_sha256)).get_result(conn).optional()?)
}

/// The refunds of a charge, oldest first.
pub(super) fn refunds_of_charge(conn: &mut Conn, charge: ChargeId) -> Result<Vec<Refund>> {
    let made = refunds::table.filter(refunds::charge_id.eq(charge)).order(refunds::id);
    Ok(made.select(Refund::as_select()).load(conn)?)
}

/// SQL of [`crate::page::store`]: the charges of the customer `parent.id` that `visible` allows.
pub(super) fn of_customer(visible: &str) -> String {
    format!("from charges where charges.customer_id = parent.id and {visible}")
}

/// SQL of [`crate::page::store`]: the refunds of the charge `parent.id`, if `visible` allows it.
pub(super) fn of_charge(visible: &str) -> String {
    format!(
        "from refunds join charges on charges.id = refunds.charge_id where refunds.charge_id = parent.id and {visible}"
    )
}

fn filtered(visible: &str, filter: &Filter) -> charges::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = charges::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(customer) = filter.customer_id {
        query = query.filter(charges::customer_id.eq(customer));
    }
    if let Some(partner) = filter.partner_id {
        query = query.filter(charges::partner_id.eq(partner));
    }
    if let Some(cycle) = filter.cycle.clone() {
        query = query.filter(charges::cycle.eq(cycle));
    }
    if let Some(mode) = filter.mode {
        query = query.filter(charges::mode.eq(mode));
    }
    if let Some(charge_mode) = filter.charge_mode {
        query = query.filter(charges::charge_mode.eq(charge_mode));
    }
    if let Some(key) = filter.charge_key.clone() {
        query = query.filter(charges::charge_key.eq(key));
    }
    query
}

pub(super) fn page(conn: &mut Conn, visible: &str, filter: &Filter, page: &Page) -> Result<Slice<Charge>> {
    let rows = filtered(visible, filter)
        .filter(sql::<Bool>(&page.within("charges.id")))
        .order(sql::<SqlUuid>(&page.sorting("charges.id")))
        .limit(page.limit())
        .select(Charge::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[ChargeId]) -> Result<Vec<Charge>> {
    let found = charges::table.filter(charges::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Charge::as_select()).load(conn)?)
}

pub(super) fn refunds_by_ids(conn: &mut Conn, visible: &str, ids: &[RefundId]) -> Result<Vec<Refund>> {
    let found = refunds::table
        .inner_join(charges::table)
        .filter(refunds::id.eq_any(ids))
        .filter(sql::<Bool>(visible))
        .select(Refund::as_select());
    Ok(found.load(conn)?)
}
