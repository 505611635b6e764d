//! Statements that PostgreSQL parses and plans once a connection.
//!
//! Diesel keeps a statement prepared when it knows that its text is always the same. What has SQL of our own in it, every
//! `update` and every insert of many rows it sends anew each time, to be parsed and planned again, which takes longer
//! than to run it. Here is said of such a statement that its text is one of few.
//!
//! **The one rule**: no value is written into the text of what is kept. Values are parameters, else the connection
//! would keep a statement for each of them.

use chrono::{DateTime, Utc};
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

/// Up to how many rows an insert of many is kept: a text for each number.
const MOST_ROWS: usize = 4;

/// A statement with the word of its author on whether to keep it.
pub(crate) struct Prepared<Q> {
    query: Q,
    is_kept: bool,
}

/// Keeps `query`, whose text is always the same.
pub(crate) const fn prepared<Q>(query: Q) -> Prepared<Q> {
    Prepared { query, is_kept: true }
}

/// Keeps `insert`, whose text follows from the number of its `rows`, when they are few.
pub(crate) const fn prepared_rows<Q>(rows: usize, insert: Q) -> Prepared<Q> {
    Prepared { query: insert, is_kept: rows <= MOST_ROWS }
}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Prepared<Q> {
    fn walk_ast<'b>(&'b self, pass: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.query.walk_ast(pass)
    }

    fn is_safe_to_cache_prepared(&self, _: &Pg) -> QueryResult<bool> {
        Ok(self.is_kept)
    }
}

impl<Q> QueryId for Prepared<Q> {
    type QueryId = ();

    /// It is found by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q: Query> Query for Prepared<Q> {
    type SqlType = Q::SqlType;
}

impl<Q, C> RunQueryDsl<C> for Prepared<Q> {}

/// A condition written as text, its ids and instants as parameters.
pub(crate) struct Condition(Vec<Part>);

enum Part {
    Text(String),
    Id(Uuid),
    Ids(Vec<Uuid>),
    Instant(DateTime<Utc>),
}

/// The condition `sql` for statements that are kept: each `'…'::uuid`, `'{…}'::uuid[]` and `'…'::timestamptz` in it is
/// given as a parameter. There are no other values in the conditions of [`visibility`](crate::visibility).
pub(crate) fn condition(sql: &str) -> Condition {
    let mut pieces = sql.split('\'');
    let mut parts = vec![Part::Text(pieces.next().unwrap_or_default().to_owned())];
    while let Some(literal) = pieces.next() {
        let rest = pieces.next().unwrap_or_default();
        parts.push(Part::of(literal, rest).unwrap_or_else(|| Part::Text(format!("'{literal}'"))));
        parts.push(Part::Text(rest.to_owned()));
    }
    Condition(parts)
}

impl Part {
    /// The value of `literal`, when the cast at the beginning of `rest` says that it is one.
    fn of(literal: &str, rest: &str) -> Option<Self> {
        if rest.starts_with("::uuid[]") {
            let ids = literal.trim_matches(['{', '}']).split_terminator(',').map(str::parse);
            ids.collect::<Result<_, _>>().ok().map(Self::Ids)
        } else if rest.starts_with("::uuid") {
            literal.parse().ok().map(Self::Id)
        } else if rest.starts_with("::timestamptz") {
            literal.parse().ok().map(Self::Instant)
        } else {
            None
        }
    }
}

impl QueryFragment<Pg> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("(");
        for part in &self.0 {
            match part {
                Part::Text(text) => out.push_sql(text),
                Part::Id(id) => out.push_bind_param::<SqlUuid, _>(id)?,
                Part::Ids(ids) => out.push_bind_param::<Array<SqlUuid>, _>(ids)?,
                Part::Instant(at) => out.push_bind_param::<Timestamptz, _>(at)?,
            }
        }
        out.push_sql(")");
        Ok(())
    }
}

impl QueryId for Condition {
    type QueryId = ();

    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Condition {
    type SqlType = Bool;
}

impl<T> AppearsOnTable<T> for Condition {}

impl<T> SelectableExpression<T> for Condition {}

impl<G> ValidGrouping<G> for Condition {
    type IsAggregate = is_aggregate::Never;
}
