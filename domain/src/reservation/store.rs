//! Rows of reservations.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{ReservationId, StaffId};
use schema::tables::{parties, profiles, reservations};

use super::Reason;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// A prospect that the vendor keeps for itself, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reservations, check_for_backend(diesel::pg::Pg))]
pub struct Reservation {
    /// Its id.
    pub id: ReservationId,
    /// See [`Reservation::mobile`].
    pub(crate) mobile_sealed: Option<Vec<u8>>,
    /// Blind index of the mobile number.
    pub(crate) mobile_index: Option<Vec<u8>>,
    /// See [`Reservation::email`].
    pub(crate) email_sealed: Option<Vec<u8>>,
    /// Blind index of the mail address.
    pub(crate) email_index: Option<Vec<u8>>,
    /// Why.
    pub reason: Reason,
    /// Who entered it.
    pub created_by_id: StaffId,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// Which reservations, by the indexes of what is looked for.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) reason: Option<Reason>,
    pub(super) mobile_index: Option<Vec<u8>>,
    pub(super) email_index: Option<Vec<u8>>,
}

pub(super) fn insert(conn: &mut Conn, reservation: &Reservation) -> Result<()> {
    diesel::insert_into(reservations::table).values(reservation).execute(conn)?;
    Ok(())
}

pub(super) fn delete(conn: &mut Conn, id: ReservationId) -> Result<Option<Reservation>> {
    let gone = diesel::delete(reservations::table.find(id)).returning(Reservation::as_returning());
    Ok(gone.get_result(conn).optional()?)
}

/// Why the prospect is kept, as often as it is.
pub(super) fn reasons(conn: &mut Conn, mobile_index: &[u8], email_index: &[u8]) -> Result<Vec<Reason>> {
    let same_mobile = reservations::mobile_index.eq(mobile_index);
    let same_email = reservations::email_index.eq(email_index);
    Ok(reservations::table.filter(same_mobile.or(same_email)).select(reservations::reason).load(conn)?)
}

/// Whether a party that was entered before `instant` has the number or the address.
pub(super) fn has_account_before(
    conn: &mut Conn,
    instant: DateTime<Utc>,
    mobile_index: &[u8],
    email_index: &[u8],
) -> Result<bool> {
    let same_mobile = profiles::mobile_index.eq(mobile_index);
    let same_email = profiles::email_index.eq(email_index);
    let older = profiles::table
        .inner_join(parties::table)
        .filter(same_mobile.or(same_email))
        .filter(parties::created_at.lt(instant));
    Ok(diesel::select(exists(older)).get_result(conn)?)
}

fn filtered(visible: &str, wanted: &Wanted) -> reservations::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = reservations::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(reason) = wanted.reason {
        query = query.filter(reservations::reason.eq(reason));
    }
    if let Some(mobile_index) = wanted.mobile_index.clone() {
        query = query.filter(reservations::mobile_index.eq(mobile_index));
    }
    if let Some(email_index) = wanted.email_index.clone() {
        query = query.filter(reservations::email_index.eq(email_index));
    }
    query
}

pub(super) fn page(conn: &mut Conn, visible: &str, wanted: &Wanted, page: &Page) -> Result<Slice<Reservation>> {
    let rows = filtered(visible, wanted)
        .filter(sql::<Bool>(&page.within("reservations.id")))
        .order(sql::<SqlUuid>(&page.sorting("reservations.id")))
        .limit(page.limit())
        .select(Reservation::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str, wanted: &Wanted) -> Result<i64> {
    Ok(filtered(visible, wanted).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[ReservationId]) -> Result<Vec<Reservation>> {
    let found = reservations::table.filter(reservations::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Reservation::as_select()).load(conn)?)
}
