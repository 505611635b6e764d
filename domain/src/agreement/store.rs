//! Rows of agreements and acceptances.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{AcceptanceId, AgreementId, PartyId, StaffId};
use schema::tables::{acceptances, agreements};

use super::Key;
use crate::db::{Conn, Result};
use crate::party::{EdgeKind, Locale};

/// A version of a text, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = agreements, check_for_backend(diesel::pg::Pg))]
pub struct Agreement {
    /// Its id.
    pub id: AgreementId,
    /// Which text.
    pub key: Key,
    /// For the notice: which mode of association it is about.
    pub association_kind: Option<EdgeKind>,
    /// 1, 2, 3 …, the same in every language.
    pub version: i32,
    /// Its language.
    pub locale: Locale,
    /// What it is called.
    pub title: String,
    /// The text, a line each paragraph.
    pub content: String,
    /// When it came into force.
    pub published_at: DateTime<Utc>,
    /// Who published it; none for what came with the software.
    pub published_by_id: Option<StaffId>,
}

/// That a party accepted a version, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = acceptances, check_for_backend(diesel::pg::Pg))]
pub struct Acceptance {
    /// Its id.
    pub id: AcceptanceId,
    /// Which version, in the language it was read in.
    pub agreement_id: AgreementId,
    /// Who is bound.
    pub party_id: PartyId,
    /// Who accepted.
    pub staff_id: StaffId,
    /// When.
    pub accepted_at: DateTime<Utc>,
}

/// SQL: the agreement is the newest of its kind.
const NEWEST: &str = "not exists (select from agreements newer where newer.key = agreements.key \
     and newer.association_kind is not distinct from agreements.association_kind \
     and newer.version > agreements.version)";

/// All agreements in force, in every language, in the order of their keys.
pub(super) fn in_force(conn: &mut Conn) -> Result<Vec<Agreement>> {
    let newest = agreements::table.filter(sql::<Bool>(NEWEST)).order((agreements::id, agreements::locale));
    Ok(newest.select(Agreement::as_select()).load(conn)?)
}

/// Everything the party accepted, in any version.
pub(super) fn accepted(conn: &mut Conn, party_id: PartyId) -> Result<Vec<Agreement>> {
    let accepted = acceptances::table.inner_join(agreements::table).filter(acceptances::party_id.eq(party_id));
    Ok(accepted.select(Agreement::as_select()).load(conn)?)
}

pub(super) fn newest_version(conn: &mut Conn, key: Key, kind: Option<EdgeKind>) -> Result<i32> {
    let same = agreements::table
        .filter(agreements::key.eq(key).and(agreements::association_kind.is_not_distinct_from(kind)))
        .select(diesel::dsl::max(agreements::version));
    Ok(same.get_result::<Option<i32>>(conn)?.unwrap_or_default())
}

pub(super) fn insert(conn: &mut Conn, rows: &[Agreement]) -> Result<()> {
    diesel::insert_into(agreements::table).values(rows).execute(conn)?;
    Ok(())
}

/// Writes down what was accepted; what was accepted before stays as it is.
pub(super) fn accept(conn: &mut Conn, rows: &[Acceptance]) -> Result<usize> {
    Ok(diesel::insert_into(acceptances::table).values(rows).on_conflict_do_nothing().execute(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, ids: &[AgreementId]) -> Result<Vec<Agreement>> {
    Ok(agreements::table.filter(agreements::id.eq_any(ids)).select(Agreement::as_select()).load(conn)?)
}

/// SQL of [`crate::page::store`]: the acceptances of the party `parent.id` that `visible` allows.
pub(super) fn of_party(visible: &str) -> String {
    format!("from acceptances where acceptances.party_id = parent.id and {visible}")
}

pub(super) fn acceptances_by_ids(conn: &mut Conn, visible: &str, ids: &[AcceptanceId]) -> Result<Vec<Acceptance>> {
    let found = acceptances::table.filter(acceptances::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Acceptance::as_select()).load(conn)?)
}
