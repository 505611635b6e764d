//! Rows of authorisations.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{AuthorizationId, EdgeId, PartyId, StaffId};
use schema::tables::{authorizations, edges};

use super::{Filter, Scope, Status};
use crate::calendar;
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// An authorisation, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = authorizations, check_for_backend(diesel::pg::Pg))]
pub struct Authorization {
    /// Its id.
    pub id: AuthorizationId,
    /// The association it belongs to.
    pub edge_id: EdgeId,
    /// Who asked.
    pub partner_id: PartyId,
    /// Who was asked.
    pub customer_id: PartyId,
    /// What for.
    pub scope: Scope,
    /// See [`Authorization::status`].
    pub(super) state: Status,
    /// Last day, GMT+8.
    pub expires_on: Option<NaiveDate>,
    /// Whose person asked.
    pub requested_by_id: StaffId,
    /// When.
    pub requested_at: DateTime<Utc>,
    /// Who of the customer answered last.
    pub answered_by_id: Option<StaffId>,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// When it was refused, revoked, withdrawn or ended.
    pub closed_at: Option<DateTime<Utc>>,
    /// When the association ended.
    #[diesel(select_expression = edges::valid_to)]
    pub(super) parted_at: Option<DateTime<Utc>>,
}

/// A new one.
pub(super) struct New {
    pub(super) edge_id: EdgeId,
    pub(super) partner_id: PartyId,
    pub(super) customer_id: PartyId,
    pub(super) scope: Scope,
    pub(super) expires_on: Option<NaiveDate>,
    pub(super) requested_by_id: StaffId,
}

pub(super) fn insert(conn: &mut Conn, now: Now, new: &New) -> Result<AuthorizationId> {
    let id = AuthorizationId::new();
    let row = (
        authorizations::id.eq(id),
        authorizations::edge_id.eq(new.edge_id),
        authorizations::partner_id.eq(new.partner_id),
        authorizations::customer_id.eq(new.customer_id),
        authorizations::scope.eq(new.scope),
        authorizations::state.eq(Status::Requested),
        authorizations::expires_on.eq(new.expires_on),
        authorizations::requested_by_id.eq(new.requested_by_id),
        authorizations::requested_at.eq(now.instant()),
    );
    diesel::insert_into(authorizations::table).values(row).execute(conn)?;
    Ok(id)
}

pub(super) fn lock(conn: &mut Conn, id: AuthorizationId) -> Result<Option<Authorization>> {
    let row = authorizations::table.find(id).select(authorizations::id).for_no_key_update();
    let Some(id) = row.get_result::<AuthorizationId>(conn).optional()? else { return Ok(None) };
    Ok(by_ids(conn, "true", &[id])?.pop())
}

/// The customer's person `by` answered, or revoked.
pub(super) fn set_answered(conn: &mut Conn, now: Now, id: AuthorizationId, status: Status, by: StaffId) -> Result<()> {
    let closed_at = (!status.is_open()).then_some(now.instant());
    let answered = (
        authorizations::state.eq(status),
        authorizations::answered_by_id.eq(by),
        authorizations::answered_at.eq(now.instant()),
        authorizations::closed_at.eq(closed_at),
    );
    diesel::update(authorizations::table.find(id)).set(answered).execute(conn)?;
    Ok(())
}

pub(super) fn set_state(conn: &mut Conn, now: Now, id: AuthorizationId, status: Status) -> Result<()> {
    let closed_at = (!status.is_open()).then_some(now.instant());
    let state = (authorizations::state.eq(status), authorizations::closed_at.eq(closed_at));
    diesel::update(authorizations::table.find(id)).set(state).execute(conn)?;
    Ok(())
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[AuthorizationId]) -> Result<Vec<Authorization>> {
    let found = authorizations::table
        .inner_join(edges::table)
        .filter(authorizations::id.eq_any(ids))
        .filter(sql::<Bool>(visible))
        .select(Authorization::as_select());
    Ok(found.load(conn)?)
}

/// Open authorisations that no longer hold, at most `limit`, locked; those that somebody else has locked are left out.
pub(super) fn lock_lapsed(conn: &mut Conn, now: Now, limit: i64) -> Result<Vec<Authorization>> {
    let lapsed = authorizations::table
        .filter(sql::<Bool>(&is_open()))
        .filter(sql::<Bool>(&lapsed(now)))
        .order(authorizations::id)
        .limit(limit)
        .select(authorizations::id)
        .for_no_key_update()
        .skip_locked();
    let ids: Vec<AuthorizationId> = lapsed.load(conn)?;
    by_ids(conn, "true", &ids)
}

/// The open authorisation of a partner, a customer and a scope, locked.
pub(super) fn lock_open(
    conn: &mut Conn,
    partner: PartyId,
    customer: PartyId,
    scope: Scope,
) -> Result<Option<Authorization>> {
    let open = authorizations::table
        .filter(authorizations::partner_id.eq(partner))
        .filter(authorizations::customer_id.eq(customer))
        .filter(authorizations::scope.eq(scope))
        .filter(sql::<Bool>(&is_open()))
        .select(authorizations::id)
        .for_no_key_update();
    let Some(id) = open.get_result::<AuthorizationId>(conn).optional()? else { return Ok(None) };
    Ok(by_ids(conn, "true", &[id])?.pop())
}

pub(super) fn is_granted(conn: &mut Conn, now: Now, partner: PartyId, customer: PartyId, scope: Scope) -> Result<bool> {
    let granted = authorizations::table
        .filter(authorizations::partner_id.eq(partner))
        .filter(authorizations::customer_id.eq(customer))
        .filter(authorizations::scope.eq(scope))
        .filter(authorizations::state.eq(Status::Granted))
        .filter(sql::<Bool>(&format!("not {}", lapsed(now))));
    Ok(select(exists(granted)).get_result(conn)?)
}

fn filtered(visible: &str, now: Now, filter: &Filter) -> authorizations::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = authorizations::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(sql::<Bool>(&format!(
            "case when {} and {} then 'ended' else authorizations.state end = '{state}'",
            is_open(),
            lapsed(now)
        )));
    }
    if let Some(scope) = filter.scope {
        query = query.filter(authorizations::scope.eq(scope));
    }
    if let Some(customer) = filter.customer_id {
        query = query.filter(authorizations::customer_id.eq(customer));
    }
    if let Some(partner) = filter.partner_id {
        query = query.filter(authorizations::partner_id.eq(partner));
    }
    query
}

pub(super) fn page(
    conn: &mut Conn,
    visible: &str,
    now: Now,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<Authorization>> {
    let ids: Vec<AuthorizationId> = filtered(visible, now, filter)
        .filter(sql::<Bool>(&page.within("authorizations.id")))
        .order(sql::<SqlUuid>(&page.sorting("authorizations.id")))
        .limit(page.limit())
        .select(authorizations::id)
        .load(conn)?;
    let slice = page.slice(ids);
    let mut rows = by_ids(conn, "true", &slice.rows)?;
    rows.sort_by_key(|row| slice.rows.iter().position(|id| *id == row.id));
    Ok(Slice { rows, has_previous: slice.has_previous, has_next: slice.has_next })
}

pub(super) fn count(conn: &mut Conn, visible: &str, now: Now, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, now, filter).count().get_result(conn)?)
}

/// SQL: the row has not been closed.
fn is_open() -> String {
    format!("authorizations.state in ('{}', '{}')", Status::Requested, Status::Granted)
}

/// SQL: its last day is over, or its association has ended.
fn lapsed(now: Now) -> String {
    format!(
        "(coalesce(authorizations.expires_on < '{}'::date, false) or exists (select from edges parted \
         where parted.id = authorizations.edge_id and parted.valid_to <= '{}'::timestamptz))",
        calendar::day_of(now.instant()),
        now.instant().to_rfc3339()
    )
}
