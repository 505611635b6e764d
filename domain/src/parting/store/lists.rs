//! Partings and associations, as lists.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::PartingId;
use schema::money::{Currency, Money};
use schema::tables::{parting_blockers, parting_steps, partings};

use super::{Done, by_ids, is_waiting};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};
use crate::parting::lists::Filter;
use crate::parting::{Blocker, Parting, Status, Step};

fn filtered(visible: &str, now: Now, filter: &Filter) -> partings::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = partings::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(sql::<Bool>(&format!(
            "case when {} and partings.answer_by <= '{}'::timestamptz then '{}' else partings.state end = '{state}'",
            is_waiting(),
            now.instant().to_rfc3339(),
            Status::Expired
        )));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(partings::kind.eq(kind));
    }
    if let Some(party) = filter.party_id {
        query = query.filter(partings::lower_id.eq(party));
    }
    if let Some(partner) = filter.partner_id {
        query = query.filter(partings::upper_id.eq(partner));
    }
    query
}

pub(in crate::parting) fn page(
    conn: &mut Conn,
    visible: &str,
    now: Now,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<Parting>> {
    let ids: Vec<PartingId> = filtered(visible, now, filter)
        .filter(sql::<Bool>(&page.within("partings.id")))
        .order(sql::<SqlUuid>(&page.sorting("partings.id")))
        .limit(page.limit())
        .select(partings::id)
        .load(conn)?;
    let slice = page.slice(ids);
    let mut rows = by_ids(conn, "true", &slice.rows)?;
    rows.sort_by_key(|row| slice.rows.iter().position(|id| *id == row.id));
    Ok(Slice { rows, has_previous: slice.has_previous, has_next: slice.has_next })
}

pub(in crate::parting) fn count(conn: &mut Conn, visible: &str, now: Now, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, now, filter).count().get_result(conn)?)
}

/// SQL of [`crate::page::store`]: the partings of the party `parent.id` that `visible` allows.
pub(in crate::parting) fn of_party(visible: &str) -> String {
    format!("from partings where partings.lower_id = parent.id and {visible}")
}

/// The steps of each parting, in their order.
pub(in crate::parting) fn steps_of(conn: &mut Conn, ids: &[PartingId]) -> Result<Vec<(PartingId, Done)>> {
    type Row = (PartingId, Step, chrono::DateTime<chrono::Utc>, Option<i32>, Option<Decimal>, Option<Currency>);
    let found =
        parting_steps::table.filter(parting_steps::parting_id.eq_any(ids)).order(parting_steps::done_at).select((
            parting_steps::parting_id,
            parting_steps::step,
            parting_steps::done_at,
            parting_steps::count,
            parting_steps::amount,
            parting_steps::currency,
        ));
    let done = |(id, step, at, count, amount, currency): Row| {
        let amount = amount.zip(currency).and_then(|(amount, currency)| Money::new(amount, currency).ok());
        (id, Done { step, at, count, amount })
    };
    Ok(found.load::<Row>(conn)?.into_iter().map(done).collect())
}

/// What each parting was blocked by.
pub(in crate::parting) fn blockers_of(conn: &mut Conn, ids: &[PartingId]) -> Result<Vec<(PartingId, Blocker)>> {
    let found = parting_blockers::table.filter(parting_blockers::parting_id.eq_any(ids));
    Ok(found.select((parting_blockers::parting_id, parting_blockers::blocker)).load(conn)?)
}
