//! Rows of events.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use schema::ids::{EventId, PartyId};
use schema::tables::events;

use super::EventKind;
use crate::db::{Conn, Result};

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
