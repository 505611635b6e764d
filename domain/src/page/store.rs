//! Pages of many lists in one statement.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Uuid as SqlUuid};
use schema::ids::{Id, Named};
use uuid::Uuid;

use super::{Page, Slice};
use crate::db::{Conn, Result};

/// The children of many parents, as SQL.
#[derive(Debug)]
pub(crate) struct Children<'a> {
    /// From `from` to `where …`; `parent.id` is the parent.
    pub(crate) sql: &'a str,
    /// The column of the child's id.
    pub(crate) id: &'a str,
}

/// For each parent, its page of children. Two statements, however many parents:
/// which children, and then their rows by `rows`, whose id `id_of` tells.
pub(crate) fn pages<P: Named, C: Named, R: Clone>(
    conn: &mut Conn,
    parents: &[Id<P>],
    children: &Children<'_>,
    page: &Page,
    rows: impl FnOnce(&mut Conn, &[Id<C>]) -> Result<Vec<R>>,
    id_of: impl Fn(&R) -> Id<C>,
) -> Result<HashMap<Id<P>, Slice<R>>> {
    let found = ids(conn, parents, children, page)?;
    let wanted: Vec<Id<C>> = found.iter().map(|row| Id::from_uuid(row.child)).collect();
    let rows: HashMap<Uuid, R> = rows(conn, &wanted)?.into_iter().map(|row| (id_of(&row).uuid(), row)).collect();
    let mut by_parent: HashMap<Uuid, Vec<R>> = HashMap::new();
    for Found { parent, child } in found {
        by_parent.entry(parent).or_default().extend(rows.get(&child).cloned());
    }
    let slice = |parent: &Id<P>| page.slice(by_parent.remove(&parent.uuid()).unwrap_or_default());
    Ok(parents.iter().copied().zip(parents.iter().map(slice)).collect())
}

/// For each parent, how many children it has in all.
pub(crate) fn counts<P: Named>(
    conn: &mut Conn,
    parents: &[Id<P>],
    children: &Children<'_>,
) -> Result<HashMap<Id<P>, i64>> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = SqlUuid)]
        parent: Uuid,
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let counted: Vec<Counted> = diesel::sql_query(format!(
        "select parent.id as parent, child.count from unnest($1) parent (id) \
         cross join lateral (select count(*) as count {}) child",
        children.sql
    ))
    .bind::<Array<SqlUuid>, _>(parents)
    .load(conn)?;
    Ok(counted.into_iter().map(|row| (Id::from_uuid(row.parent), row.count)).collect())
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    parent: Uuid,
    #[diesel(sql_type = SqlUuid)]
    child: Uuid,
}

fn ids<P: Named>(conn: &mut Conn, parents: &[Id<P>], children: &Children<'_>, page: &Page) -> Result<Vec<Found>> {
    let Children { sql, id } = children;
    let (within, sorting, limit) = (page.within(id), page.sorting(id), page.limit());
    Ok(diesel::sql_query(format!(
        "select parent.id as parent, child.id as child from unnest($1) with ordinality parent (id, place) \
         cross join lateral (select {id} as id, row_number() over (order by {sorting}) as place \
             {sql} and {within} order by {sorting} limit {limit}) child \
         order by parent.place, child.place"
    ))
    .bind::<Array<SqlUuid>, _>(parents)
    .load(conn)?)
}
