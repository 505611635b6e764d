//! Rows of adjustments.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{AdjustmentId, PartyId, StaffId, TransactionId};
use schema::money::Money;
use schema::tables::adjustments;

use super::{Filter, Operation};
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// Money given or taken back, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = adjustments, check_for_backend(diesel::pg::Pg))]
pub struct Adjustment {
    /// Its id.
    pub id: AdjustmentId,
    /// Which way.
    pub operation: Operation,
    /// Whose money it is.
    pub partner_id: PartyId,
    /// The reseller or customer.
    pub party_id: PartyId,
    /// How much.
    #[diesel(select_expression = (adjustments::amount, adjustments::currency))]
    #[diesel(select_expression_type = (adjustments::amount, adjustments::currency))]
    pub amount: Money,
    /// How much of it went to what the customer owed.
    #[diesel(select_expression = (adjustments::arrears_cleared, adjustments::currency))]
    #[diesel(select_expression_type = (adjustments::arrears_cleared, adjustments::currency))]
    pub arrears_cleared: Money,
    /// The partner's note to it.
    pub memo: Option<String>,
    /// Who did it; none for the system.
    pub staff_id: Option<StaffId>,
    /// What it is in the ledger.
    pub transaction_id: TransactionId,
    /// When.
    pub made_at: DateTime<Utc>,
}

pub(super) fn insert(conn: &mut Conn, adjustment: &Adjustment) -> Result<()> {
    let row = (
        adjustments::id.eq(adjustment.id),
        adjustments::operation.eq(adjustment.operation),
        adjustments::partner_id.eq(adjustment.partner_id),
        adjustments::party_id.eq(adjustment.party_id),
        adjustments::amount.eq(adjustment.amount.amount()),
        adjustments::arrears_cleared.eq(adjustment.arrears_cleared.amount()),
        adjustments::currency.eq(adjustment.amount.currency()),
        adjustments::memo.eq(&adjustment.memo),
        adjustments::staff_id.eq(adjustment.staff_id),
        adjustments::transaction_id.eq(adjustment.transaction_id),
        adjustments::made_at.eq(adjustment.made_at),
    );
    diesel::insert_into(adjustments::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn get(conn: &mut Conn, id: AdjustmentId) -> Result<Option<Adjustment>> {
    Ok(adjustments::table.find(id).select(Adjustment::as_select()).get_result(conn).optional()?)
}

fn filtered(visible: &str, filter: &Filter) -> adjustments::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = adjustments::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(operation) = filter.operation {
        query = query.filter(adjustments::operation.eq(operation));
    }
    if let Some(partner) = filter.partner_id {
        query = query.filter(adjustments::partner_id.eq(partner));
    }
    if let Some(party) = filter.party_id {
        query = query.filter(adjustments::party_id.eq(party));
    }
    if let Some(from) = filter.from {
        query = query.filter(adjustments::made_at.ge(from));
    }
    if let Some(to) = filter.to {
        query = query.filter(adjustments::made_at.lt(to));
    }
    query
}

pub(super) fn page(conn: &mut Conn, visible: &str, filter: &Filter, page: &Page) -> Result<Slice<Adjustment>> {
    let found = filtered(visible, filter).filter(sql::<Bool>(&page.within("adjustments.id"))).limit(page.limit());
    let sorted = found.order(sql::<SqlUuid>(&page.sorting("adjustments.id")));
    Ok(page.slice(sorted.select(Adjustment::as_select()).load(conn)?))
}

pub(super) fn count(conn: &mut Conn, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[AdjustmentId]) -> Result<Vec<Adjustment>> {
    let found = adjustments::table.filter(adjustments::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Adjustment::as_select()).load(conn)?)
}
