//! Rows of events.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{EventId, PartyId};
use schema::tables::events;

use super::EventKind;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// Something that happened, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = events, check_for_backend(diesel::pg::Pg))]
pub struct Event {
    /// Its id.
    pub id: EventId,
    /// Whom it concerns.
    pub party_id: PartyId,
    /// What it was.
    pub kind: EventKind,
    /// The id of what it happened to.
    pub subject: String,
    /// When.
    pub occurred_at: DateTime<Utc>,
}

pub(super) fn insert(conn: &mut Conn, events: &[Event]) -> Result<()> {
    diesel::insert_into(events::table).values(events).execute(conn)?;
    Ok(())
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[EventId]) -> Result<Vec<Event>> {
    let found = events::table.filter(events::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Event::as_select()).load(conn)?)
}

fn filtered<'k>(visible: &str, kinds: Option<&'k [EventKind]>) -> events::BoxedQuery<'k, diesel::pg::Pg> {
    let query = events::table.filter(sql::<Bool>(visible)).into_boxed();
    match kinds {
        Some(kinds) => query.filter(events::kind.eq_any(kinds)),
        None => query,
    }
}

pub(super) fn page(conn: &mut Conn, visible: &str, kinds: Option<&[EventKind]>, page: &Page) -> Result<Slice<Event>> {
    let rows = filtered(visible, kinds)
        .filter(sql::<Bool>(&page.within("events.id")))
        .order(sql::<SqlUuid>(&page.sorting("events.id")))
        .limit(page.limit())
        .select(Event::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str, kinds: Option<&[EventKind]>) -> Result<i64> {
    Ok(filtered(visible, kinds).count().get_result(conn)?)
}
