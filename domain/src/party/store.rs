//! Rows of parties and edges.

pub(crate) mod association;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{EdgeId, PartyId};
use schema::tables::{edges, parties};

use super::{EdgeKind, Kind, Locale, Source};
use crate::db::{Conn, Result, condition};
use crate::page::{Page, Slice};

/// An organisation, as stored.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = parties, check_for_backend(diesel::pg::Pg))]
pub struct Party {
    /// Its id.
    pub id: PartyId,
    /// What it is.
    pub kind: Kind,
    /// Its verified legal name.
    pub name: String,
    /// Its language.
    pub locale: Locale,
    /// When it was entered.
    pub created_at: DateTime<Utc>,
}

/// An interval `[valid_from, valid_to)` in which one party stood under another.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = edges, check_for_backend(diesel::pg::Pg))]
pub struct Edge {
    /// Its id.
    pub id: EdgeId,
    /// The party nearer to the vendor.
    pub upper_id: PartyId,
    /// The party farther from it.
    pub lower_id: PartyId,
    /// In which way.
    pub kind: EdgeKind,
    /// First instant.
    pub valid_from: DateTime<Utc>,
    /// First instant after; none while it lasts.
    pub valid_to: Option<DateTime<Utc>>,
    /// Since when the two part: nothing is allocated or issued along it any more.
    pub closing_at: Option<DateTime<Utc>>,
    /// How the two came together.
    pub source: Source,
    /// Whether the lower party, a reseller, lets its distributor act for it.
    pub allows_acting: bool,
    /// Whether the lower party, a reseller, shows its distributor its customers' money.
    pub shares_detail: bool,
    /// What the upper party calls this customer.
    pub label: Option<String>,
}

pub(crate) fn insert(conn: &mut Conn, party: &Party) -> Result<()> {
    diesel::insert_into(parties::table).values(party).execute(conn)?;
    Ok(())
}

pub(crate) fn insert_edge(conn: &mut Conn, edge: &Edge) -> Result<()> {
    diesel::insert_into(edges::table).values(edge).execute(conn)?;
    Ok(())
}

/// The edge under which `lower` stands; `lasts` says when.
pub(crate) fn edge_above(conn: &mut Conn, lasts: &str, lower: PartyId) -> Result<Option<Edge>> {
    let above = edges::table.filter(edges::lower_id.eq(lower)).filter(condition(lasts));
    Ok(above.select(Edge::as_select()).get_result(conn).optional()?)
}

/// Every edge that `lower` stands or stood under, oldest first.
pub(crate) fn edges_of(conn: &mut Conn, lower: PartyId) -> Result<Vec<Edge>> {
    let edges = edges::table.filter(edges::lower_id.eq(lower)).order(edges::valid_from);
    Ok(edges.select(Edge::as_select()).load(conn)?)
}

pub(crate) fn close_edge(conn: &mut Conn, lower: PartyId, at: DateTime<Utc>) -> Result<Option<Edge>> {
    let open = edges::table.filter(edges::lower_id.eq(lower).and(edges::valid_to.is_null()));
    let closed = diesel::update(open).set(edges::valid_to.eq(at)).returning(Edge::as_returning());
    Ok(closed.get_result(conn).optional()?)
}

pub(crate) fn get(conn: &mut Conn, id: PartyId) -> Result<Option<Party>> {
    Ok(parties::table.find(id).select(Party::as_select()).get_result(conn).optional()?)
}

pub(crate) fn lock(conn: &mut Conn, id: PartyId) -> Result<Option<Party>> {
    Ok(parties::table.find(id).select(Party::as_select()).for_no_key_update().get_result(conn).optional()?)
}

pub(crate) fn set_kind(conn: &mut Conn, id: PartyId, kind: Kind) -> Result<()> {
    diesel::update(parties::table.find(id)).set(parties::kind.eq(kind)).execute(conn)?;
    Ok(())
}

pub(crate) fn vendor(conn: &mut Conn) -> Result<Option<Party>> {
    let vendor = parties::table.filter(parties::kind.eq(Kind::Vendor)).select(Party::as_select());
    Ok(vendor.get_result(conn).optional()?)
}

pub(crate) fn by_name(conn: &mut Conn, kind: Kind, name: &str) -> Result<Option<Party>> {
    let named = parties::table.filter(parties::kind.eq(kind).and(parties::name.eq(name))).order(parties::id);
    Ok(named.select(Party::as_select()).first(conn).optional()?)
}

pub(crate) fn by_ids(conn: &mut Conn, visible: &str, ids: &[PartyId]) -> Result<Vec<Party>> {
    let found = parties::table.filter(parties::id.eq_any(ids)).filter(condition(visible));
    Ok(found.select(Party::as_select()).load(conn)?)
}

fn filtered(visible: &str, kind: Option<Kind>) -> parties::BoxedQuery<'static, diesel::pg::Pg> {
    let query = parties::table.filter(sql::<Bool>(visible)).into_boxed();
    match kind {
        Some(kind) => query.filter(parties::kind.eq(kind)),
        None => query,
    }
}

pub(crate) fn page(conn: &mut Conn, visible: &str, kind: Option<Kind>, page: &Page) -> Result<Slice<Party>> {
    let rows = filtered(visible, kind)
        .filter(sql::<Bool>(&page.within("parties.id")))
        .order(sql::<SqlUuid>(&page.sorting("parties.id")))
        .limit(page.limit())
        .select(Party::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(crate) fn count(conn: &mut Conn, visible: &str, kind: Option<Kind>) -> Result<i64> {
    Ok(filtered(visible, kind).count().get_result(conn)?)
}

pub(crate) fn upper(conn: &mut Conn, lasts: &str, visible: &str, lowers: &[PartyId]) -> Result<Vec<(Edge, Party)>> {
    let pairs = edges::table
        .inner_join(parties::table.on(parties::id.eq(edges::upper_id)))
        .filter(edges::lower_id.eq_any(lowers))
        .filter(sql::<Bool>(lasts))
        .filter(sql::<Bool>(visible))
        .select((Edge::as_select(), Party::as_select()));
    Ok(pairs.load(conn)?)
}
