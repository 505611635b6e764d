//! Charges and refunds, found.

use std::collections::HashMap;

use async_graphql::{Context, InputObject, Object};
use domain::actor::Actor;
use domain::charge::{self, Filter};
use domain::clock::Now;
use domain::page::{Page, Slice};
use domain::{Conn, coupon, db, ledger};
use schema::ids::{ChargeId, Id, PartyId, RefundId, TransactionId, named};

use super::{Charge, ChargeMode, SalesMode};
use crate::graphql::page::{Connection, ListOrder, page};
use crate::graphql::problem::Fault;
use crate::graphql::scalars::IdOf;
use crate::loaders::{Fact, Found, List};
use crate::viewer::Asked;

impl Found for named::Charge {
    type Row = charge::Charge;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[ChargeId]) -> db::Result<Vec<Self::Row>> {
        charge::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Found for named::Refund {
    type Row = charge::Refund;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[RefundId]) -> db::Result<Vec<Self::Row>> {
        charge::refunds_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The charges of a customer.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct ChargesOf(pub(crate) PartyId);

impl List for ChargesOf {
    type Row = charge::Charge;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let customers: Vec<PartyId> = lists.iter().map(|ChargesOf(customer)| *customer).collect();
        let found = charge::of_customers(conn, actor, &customers, page)?;
        Ok(found.into_iter().map(|(customer, slice)| (Self(customer), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let customers: Vec<PartyId> = lists.iter().map(|ChargesOf(customer)| *customer).collect();
        let found = charge::count_of_customers(conn, actor, &customers)?;
        Ok(found.into_iter().map(|(customer, count)| (Self(customer), count)).collect())
    }
}

/// The refunds of a charge.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct RefundsOf(pub(super) ChargeId);

impl List for RefundsOf {
    type Row = charge::Refund;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let charges: Vec<ChargeId> = lists.iter().map(|RefundsOf(charge)| *charge).collect();
        let found = charge::refunds_of(conn, actor, &charges, page)?;
        Ok(found.into_iter().map(|(charge, slice)| (Self(charge), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let charges: Vec<ChargeId> = lists.iter().map(|RefundsOf(charge)| *charge).collect();
        let found = charge::count_refunds_of(conn, actor, &charges)?;
        Ok(found.into_iter().map(|(charge, count)| (Self(charge), count)).collect())
    }
}

/// What coupons paid of a charge that the caller sees.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct CouponsThatPaid(pub(super) ChargeId);

impl Fact for CouponsThatPaid {
    type Value = Vec<coupon::Payment>;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let charges: Vec<ChargeId> = facts.iter().map(|CouponsThatPaid(charge)| *charge).collect();
        let found = coupon::paid_for(conn, &charges)?;
        Ok(found.into_iter().map(|(charge, paid)| (Self(charge), paid)).collect())
    }
}

/// The transfers of a business act.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct TransfersIn(pub(super) TransactionId);

impl Fact for TransfersIn {
    type Value = Vec<ledger::Transfer>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let transactions: Vec<TransactionId> = facts.iter().map(|TransfersIn(transaction)| *transaction).collect();
        let found = ledger::transfers_of_transactions(conn, actor, &transactions)?;
        Ok(found.into_iter().map(|(transaction, transfers)| (Self(transaction), transfers)).collect())
    }
}

/// Which charges a list has. What is not given is not asked for.
#[derive(InputObject)]
pub(crate) struct ChargeFilter {
    /// Only this customer's.
    customer_id: Option<IdOf<named::Party>>,
    /// Only those of customers that stood under this partner when they used it.
    partner_id: Option<IdOf<named::Party>>,
    /// Only those of this month, in the time of the business, GMT+8: `2026-03`.
    cycle: Option<String>,
    /// Only those of customers that stood so when they used it.
    mode: Option<SalesMode>,
    /// Only those paid for so.
    charge_mode: Option<ChargeMode>,
    /// Only the one that the charging system calls so.
    charge_key: Option<String>,
}

impl From<ChargeFilter> for Filter {
    fn from(filter: ChargeFilter) -> Self {
        Self {
            customer_id: filter.customer_id.map(|id| id.0),
            partner_id: filter.partner_id.map(|id| id.0),
            cycle: filter.cycle,
            mode: filter.mode.map(charge::SalesMode::from),
            charge_mode: filter.charge_mode.map(charge::ChargeMode::from),
            charge_key: filter.charge_key,
        }
    }
}

/// Queries about charges.
#[derive(Default)]
pub(crate) struct ChargeQuery;

#[Object]
impl ChargeQuery {
    /// What customers were charged, ordered by when it was recorded: a customer's own; a partner's customers' of the
    /// time when they were its customers, resale and advisory, within the caller's scope; those of resellers that share
    /// the detail; all for the vendor.
    async fn charges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which charges.")] filter: Option<ChargeFilter>,
        #[graphql(desc = "Which come first, by when they were recorded.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Charge>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, _, actor| charge::page(conn, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Charge, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, _, actor| charge::count(conn, actor, &filter)).await }
        }))
    }
}
