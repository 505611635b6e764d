//! Rows of signing entities.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::SigningEntityId;
use schema::tables::signing_entities;

use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// A legal entity of the vendor, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = signing_entities, check_for_backend(diesel::pg::Pg))]
pub struct SigningEntity {
    /// Its id.
    pub id: SigningEntityId,
    /// Its legal name.
    pub name: String,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

pub(super) fn insert(conn: &mut Conn, entity: &SigningEntity) -> Result<()> {
    diesel::insert_into(signing_entities::table).values(entity).execute(conn)?;
    Ok(())
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[SigningEntityId]) -> Result<Vec<SigningEntity>> {
    let found = signing_entities::table.filter(signing_entities::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(SigningEntity::as_select()).load(conn)?)
}

pub(super) fn page(conn: &mut Conn, visible: &str, page: &Page) -> Result<Slice<SigningEntity>> {
    let rows = signing_entities::table
        .filter(sql::<Bool>(visible))
        .filter(sql::<Bool>(&page.within("signing_entities.id")))
        .order(sql::<SqlUuid>(&page.sorting("signing_entities.id")))
        .limit(page.limit())
        .select(SigningEntity::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str) -> Result<i64> {
    Ok(signing_entities::table.filter(sql::<Bool>(visible)).count().get_result(conn)?)
}
