//! SQL of our own that PostgreSQL parses and plans once a connection.
//!
//! Diesel keeps a statement prepared when it knows that its text is always the same. Of what has `sql`, `sql_query`, an
//! `update` or an insert of a list in it, it does not know that, and sends it anew each time; to plan it takes longer
//! than to run it. A [`statement`] and a [`condition`] are kept.
//!
//! **The one rule**: no value is written into a text that is kept. Values are parameters, else the connection would
//! keep a statement for each of them.

use chrono::{DateTime, Utc};
use diesel::expression::{
    AppearsOnTable, AsExpression, Expression, SelectableExpression, TypedExpressionType, ValidGrouping, is_aggregate,
};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Bool, SqlType, Timestamptz, Uuid as SqlUuid};
use uuid::Uuid;

/// A statement that returns nothing, and its parameters.
pub(crate) struct Statement {
    sql: &'static str,
    values: Vec<Box<dyn QueryFragment<Pg>>>,
}

/// The statement `sql`, in which `$` stands for each parameter, in the order in which they are bound.
pub(crate) const fn statement(sql: &'static str) -> Statement {
    Statement { sql, values: Vec::new() }
}

impl Statement {
    /// Gives the next parameter.
    pub(crate) fn bind<T, U>(mut self, value: U) -> Self
    where
        T: SqlType + TypedExpressionType,
        U: AsExpression<T>,
        U::Expression: QueryFragment<Pg> + 'static,
    {
        self.values.push(Box::new(value.as_expression()));
        self
    }
}

impl QueryFragment<Pg> for Statement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let mut values = self.values.iter();
        for text in self.sql.split_inclusive('$') {
            out.push_sql(text.trim_end_matches('$'));
            if let Some(value) = values.next() {
                value.walk_ast(out.reborrow())?;
            }
        }
        Ok(())
    }
}

impl QueryId for Statement {
    type QueryId = ();

    /// It is found by its text.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C> RunQueryDsl<C> for Statement {}

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
