//! Rows of flags.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{PartyId, StaffId};
use schema::tables::{customer_flags, customers};

use super::Flag;
use crate::clock::Now;
use crate::db::{Conn, Result};

pub(super) fn lock(conn: &mut Conn, customer: PartyId) -> Result<Option<PartyId>> {
    let row = customers::table.find(customer).select(customers::party_id).for_no_key_update();
    Ok(row.get_result(conn).optional()?)
}

pub(super) fn insert(conn: &mut Conn, now: Now, customer: PartyId, flag: Flag, by: StaffId) -> Result<bool> {
    let row = (
        customer_flags::customer_id.eq(customer),
        customer_flags::flag.eq(flag),
        customer_flags::set_by_id.eq(by),
        customer_flags::set_at.eq(now.instant()),
    );
    Ok(diesel::insert_into(customer_flags::table).values(row).on_conflict_do_nothing().execute(conn)? == 1)
}

pub(super) fn delete(conn: &mut Conn, customer: PartyId, flag: Flag) -> Result<bool> {
    Ok(diesel::delete(customer_flags::table.find((customer, flag))).execute(conn)? == 1)
}

pub(super) fn set_frozen(conn: &mut Conn, customer: PartyId, since: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(customers::table.find(customer)).set(customers::frozen_at.eq(since)).execute(conn)?;
    Ok(())
}

pub(super) fn of(conn: &mut Conn, visible: &str, of: &[PartyId]) -> Result<Vec<(PartyId, Flag)>> {
    let found = customer_flags::table.filter(customer_flags::customer_id.eq_any(of)).filter(sql::<Bool>(visible));
    Ok(found.select((customer_flags::customer_id, customer_flags::flag)).load(conn)?)
}
