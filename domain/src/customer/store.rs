//! Rows of customers.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer, Timestamptz, Uuid as SqlUuid};
use schema::ids::PartyId;
use schema::tables::{customers, profiles, staff};

use super::{CustomerType, VerifiedStatus};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::profile::Profile;

/// What only customers have, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = customers, check_for_backend(diesel::pg::Pg))]
pub struct Record {
    /// The customer.
    pub party_id: PartyId,
    /// What it is.
    pub customer_type: CustomerType,
    /// Where its real-name authentication stands.
    pub verified_status: VerifiedStatus,
    /// 0 to 5.
    pub customer_level: i16,
    /// Its id on the partner's platform.
    pub platform_user: Option<String>,
    /// The partner's platform.
    pub platform_name: Option<String>,
    /// Since when its account is frozen.
    pub frozen_at: Option<DateTime<Utc>>,
}

pub(super) fn of(conn: &mut Conn, visible: &str, ids: &[PartyId]) -> Result<Vec<(Record, Profile)>> {
    let found = customers::table
        .inner_join(profiles::table.on(profiles::party_id.eq(customers::party_id)))
        .filter(customers::party_id.eq_any(ids))
        .filter(sql::<Bool>(visible))
        .select((Record::as_select(), Profile::as_select()));
    Ok(found.load(conn)?)
}

pub(super) fn is_seen(conn: &mut Conn, visible: &str, id: PartyId) -> Result<bool> {
    let seen = customers::table.find(id).filter(sql::<Bool>(visible));
    Ok(select(exists(seen)).get_result(conn)?)
}

pub(super) fn lock(conn: &mut Conn, id: PartyId) -> Result<Option<Record>> {
    Ok(customers::table.find(id).select(Record::as_select()).for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn set_type(conn: &mut Conn, id: PartyId, customer_type: CustomerType) -> Result<()> {
    diesel::update(customers::table.find(id)).set(customers::customer_type.eq(customer_type)).execute(conn)?;
    Ok(())
}

/// Counts a check of the party in the current minute, and tells which it is; the row's lock puts checks in line.
pub(super) fn count_check(conn: &mut Conn, now: Now, party_id: PartyId) -> Result<i32> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = Integer)]
        count: i32,
    }
    let counted: Counted = diesel::sql_query(
        "insert into identity_checks as checks (party_id, window_started_at, count) values ($1, $2, 1) \
         on conflict (party_id) do update set \
            count = case when checks.window_started_at <= $2 - interval '1 minute' then 1 else checks.count + 1 end, \
            window_started_at = case when checks.window_started_at <= $2 - interval '1 minute' then $2 \
                                     else checks.window_started_at end \
         returning count",
    )
    .bind::<SqlUuid, _>(party_id)
    .bind::<Timestamptz, _>(now.instant())
    .get_result(conn)?;
    Ok(counted.count)
}

pub(super) fn has_account_name(conn: &mut Conn, account_name: &str) -> Result<bool> {
    Ok(select(exists(profiles::table.filter(profiles::account_name.eq(account_name)))).get_result(conn)?)
}

pub(super) fn has_mobile(conn: &mut Conn, index: &[u8]) -> Result<bool> {
    Ok(select(exists(profiles::table.filter(profiles::mobile_index.eq(index)))).get_result(conn)?)
}

/// As a contact address, or as one that somebody signs in with.
pub(super) fn has_email(conn: &mut Conn, index: &[u8], email: &str) -> Result<bool> {
    let is_contact: bool = select(exists(profiles::table.filter(profiles::email_index.eq(index)))).get_result(conn)?;
    if is_contact {
        return Ok(true);
    }
    Ok(select(exists(staff::table.filter(staff::email.eq(email)))).get_result(conn)?)
}
