//! Edges of today, as lists.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{EdgeId, PartyId};
use schema::tables::{customers, edges, parties, profiles};
use uuid::Uuid;

use crate::db::{Conn, Result};
use crate::page::{Page, Slice};
use crate::party::association::{Filter, List};
use crate::party::{Edge, EdgeKind};

/// Edges that a list has.
pub(crate) type Query = edges::BoxedQuery<'static, diesel::pg::Pg>;

/// The edges of `list`: `lasts` says when, `assigned` when a manager is one, `own` whose labels and managers count.
pub(crate) fn query(list: &List<'_>, lasts: &str, assigned: &str, own: Option<PartyId>) -> Query {
    let List { kinds, visible, filter } = list;
    let query = edges::table
        .filter(edges::kind.eq_any(kinds.to_vec()))
        .filter(sql::<Bool>(&format!("({lasts})")))
        .filter(sql::<Bool>(visible))
        .into_boxed();
    by_data(by_edge(query, filter, assigned, own), filter)
}

fn by_edge(mut query: Query, filter: &Filter, assigned: &str, own: Option<PartyId>) -> Query {
    if let Some(ids) = &filter.ids {
        query = query.filter(edges::lower_id.eq_any(ids.clone()));
    }
    if let Some(upper) = filter.upper_id {
        query = query.filter(edges::upper_id.eq(upper));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(edges::kind.eq(kind));
    }
    if let Some(since) = filter.since {
        query = query.filter(edges::valid_from.ge(since));
    }
    if let Some(before) = filter.before {
        query = query.filter(edges::valid_from.lt(before));
    }
    if let Some(label) = &filter.label {
        query = query.filter(edges::label.ilike(format!("%{}%", literal(label))));
    }
    if let Some(manager) = filter.manager_id {
        query = query.filter(sql::<Bool>(&format!(
            "exists (select from manager_assignments assigned where assigned.subject_id = edges.lower_id \
             and assigned.party_id = edges.upper_id and assigned.manager_id = '{}'::uuid and {assigned})",
            manager.uuid()
        )));
    }
    match own.filter(|_| filter.label.is_some() || filter.manager_id.is_some()) {
        Some(own) => query.filter(edges::upper_id.eq(own)),
        None => query,
    }
}

fn by_data(mut query: Query, filter: &Filter) -> Query {
    if let Some(name) = &filter.account_name {
        let named = profiles::table.filter(profiles::account_name.eq(name.clone())).select(profiles::party_id);
        query = query.filter(edges::lower_id.eq_any(named));
    }
    if let Some(name) = &filter.name {
        let named = parties::table.filter(parties::name.ilike(literal(name))).select(parties::id);
        query = query.filter(edges::lower_id.eq_any(named));
    }
    if let Some(index) = &filter.mobile_index {
        let reached = profiles::table.filter(profiles::mobile_index.eq(index.clone())).select(profiles::party_id);
        query = query.filter(edges::lower_id.eq_any(reached));
    }
    if let Some(index) = &filter.email_index {
        let reached = profiles::table.filter(profiles::email_index.eq(index.clone())).select(profiles::party_id);
        query = query.filter(edges::lower_id.eq_any(reached));
    }
    if let Some(status) = filter.verified_status {
        let verified = customers::table.filter(customers::verified_status.eq(status)).select(customers::party_id);
        query = query.filter(edges::lower_id.eq_any(verified));
    }
    query
}

/// A pattern that only `text` itself matches.
fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

pub(crate) fn page(conn: &mut Conn, query: Query, page: &Page) -> Result<Slice<PartyId>> {
    let (after, before) = (edge_of(conn, page.after)?, edge_of(conn, page.before)?);
    let page = Page { after, before, ..page.clone() };
    let rows = query
        .filter(sql::<Bool>(&page.within("edges.id")))
        .order(sql::<SqlUuid>(&page.sorting("edges.id")))
        .limit(page.limit())
        .select(edges::lower_id)
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(crate) fn count(conn: &mut Conn, query: Query) -> Result<i64> {
    Ok(query.count().get_result(conn)?)
}

/// A cursor names the party of a row; the list is ordered by its newest edge.
fn edge_of(conn: &mut Conn, cursor: Option<Uuid>) -> Result<Option<Uuid>> {
    let Some(cursor) = cursor else { return Ok(None) };
    let edges = edges::table.filter(edges::lower_id.eq(PartyId::from_uuid(cursor))).order(edges::id.desc());
    let newest: Option<EdgeId> = edges.select(edges::id).first(conn).optional()?;
    Ok(Some(newest.map_or(cursor, EdgeId::uuid)))
}

pub(crate) fn labels(
    conn: &mut Conn,
    lasts: &str,
    own: Option<PartyId>,
    lowers: &[PartyId],
) -> Result<Vec<(PartyId, String)>> {
    let mut labelled = edges::table
        .filter(edges::lower_id.eq_any(lowers))
        .filter(sql::<Bool>(&format!("({lasts})")))
        .filter(edges::label.is_not_null())
        .select((edges::lower_id, edges::label.assume_not_null()))
        .into_boxed();
    if let Some(own) = own {
        labelled = labelled.filter(edges::upper_id.eq(own));
    }
    Ok(labelled.load(conn)?)
}

pub(crate) fn set_label(conn: &mut Conn, id: EdgeId, label: Option<&str>) -> Result<()> {
    diesel::update(edges::table.find(id)).set(edges::label.eq(label)).execute(conn)?;
    Ok(())
}

pub(crate) fn set_consent(conn: &mut Conn, id: EdgeId, allows_acting: bool, shares_detail: bool) -> Result<()> {
    let consent = (edges::allows_acting.eq(allows_acting), edges::shares_detail.eq(shares_detail));
    diesel::update(edges::table.find(id)).set(consent).execute(conn)?;
    Ok(())
}

pub(crate) fn set_closing(conn: &mut Conn, id: EdgeId, since: Option<DateTime<Utc>>) -> Result<()> {
    diesel::update(edges::table.find(id)).set(edges::closing_at.eq(since)).execute(conn)?;
    Ok(())
}

/// Whether somebody stands under `upper` in one of these ways; `lasts` says when.
pub(crate) fn has_lower(conn: &mut Conn, lasts: &str, upper: PartyId, kinds: &[EdgeKind]) -> Result<bool> {
    let under = edges::table
        .filter(edges::upper_id.eq(upper))
        .filter(edges::kind.eq_any(kinds.to_vec()))
        .filter(sql::<Bool>(&format!("({lasts})")));
    Ok(select(exists(under)).get_result(conn)?)
}

/// SQL of [`crate::page::store`]: the edges of the lower party `parent.id` that `visible` allows.
pub(crate) fn of_lower(visible: &str) -> String {
    format!("from edges where edges.lower_id = parent.id and {visible}")
}

pub(crate) fn by_ids(conn: &mut Conn, ids: &[EdgeId]) -> Result<Vec<Edge>> {
    Ok(edges::table.filter(edges::id.eq_any(ids)).select(Edge::as_select()).load(conn)?)
}
