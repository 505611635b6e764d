//! Rows of annual performances.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{PartyId, StaffId};
use schema::money::Money;
use schema::tables::annual_performances;

use crate::db::{Conn, Result};

/// What a partner sold in a year, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = annual_performances, check_for_backend(diesel::pg::Pg))]
pub struct Performance {
    /// The partner.
    pub party_id: PartyId,
    /// The calendar year.
    pub year: i32,
    /// How much.
    #[diesel(select_expression = (annual_performances::amount, annual_performances::currency))]
    #[diesel(select_expression_type = (annual_performances::amount, annual_performances::currency))]
    pub amount: Money,
    /// Who recorded it last.
    pub recorded_by_id: StaffId,
    /// When it was recorded last.
    pub recorded_at: DateTime<Utc>,
}

pub(super) fn find(conn: &mut Conn, party: PartyId, year: i32) -> Result<Option<Performance>> {
    let row = annual_performances::table.find((party, year)).select(Performance::as_select());
    Ok(row.get_result(conn).optional()?)
}

pub(super) fn put(conn: &mut Conn, it: &Performance) -> Result<Performance> {
    let values = (
        annual_performances::amount.eq(it.amount.amount()),
        annual_performances::currency.eq(it.amount.currency()),
        annual_performances::recorded_by_id.eq(it.recorded_by_id),
        annual_performances::recorded_at.eq(it.recorded_at),
    );
    let key = (annual_performances::party_id.eq(it.party_id), annual_performances::year.eq(it.year));
    let row = diesel::insert_into(annual_performances::table)
        .values((key, values))
        .on_conflict((annual_performances::party_id, annual_performances::year))
        .do_update()
        .set(values)
        .returning(Performance::as_returning());
    Ok(row.get_result(conn)?)
}

pub(crate) fn of(conn: &mut Conn, visible: &str, parties: &[PartyId]) -> Result<Vec<Performance>> {
    let rows = annual_performances::table
        .filter(annual_performances::party_id.eq_any(parties))
        .filter(sql::<Bool>(visible))
        .order(annual_performances::year.desc())
        .select(Performance::as_select());
    Ok(rows.load(conn)?)
}
