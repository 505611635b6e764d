//! Rows of partings.

pub(super) mod lists;

use chrono::{DateTime, Utc};
use diesel::dsl::{max, sql};
use diesel::prelude::*;
use diesel::sql_types::Bool;
use rust_decimal::Decimal;
use schema::ids::{EdgeId, PartingId, PartyId, StaffId};
use schema::money::{Currency, Money};
use schema::tables::{edges, manager_assignments, parting_blockers, parting_steps, partings};

use super::{Blocker, Kind, Parting, Side, Status, Step};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::party::EdgeKind;

/// A parting and the edge it ends, as columns.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = partings, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: PartingId,
    kind: Kind,
    edge_id: EdgeId,
    #[diesel(select_expression = edges::kind)]
    from_kind: EdgeKind,
    to_kind: Option<EdgeKind>,
    lower_id: PartyId,
    upper_id: PartyId,
    side: Side,
    requested_by_id: StaffId,
    reason: String,
    state: Status,
    answer_by: Option<DateTime<Utc>>,
    answered_by_id: Option<StaffId>,
    opinion: Option<String>,
    created_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    done_at: Option<DateTime<Utc>>,
    money_returned: Option<Decimal>,
    currency: Option<Currency>,
    coupons_returned: i32,
}

impl From<Row> for Parting {
    fn from(row: Row) -> Self {
        let Row { money_returned, currency, .. } = row;
        Self {
            id: row.id,
            kind: row.kind,
            edge_id: row.edge_id,
            from_kind: row.from_kind,
            to_kind: row.to_kind,
            lower_id: row.lower_id,
            upper_id: row.upper_id,
            side: row.side,
            requested_by_id: row.requested_by_id,
            reason: row.reason,
            state: row.state,
            answer_by: row.answer_by,
            answered_by_id: row.answered_by_id,
            opinion: row.opinion,
            created_at: row.created_at,
            decided_at: row.decided_at,
            done_at: row.done_at,
            money_returned: money_returned
                .zip(currency)
                .and_then(|(amount, currency)| Money::new(amount, currency).ok()),
            coupons_returned: row.coupons_returned,
        }
    }
}

/// A step that was carried out.
#[derive(Debug, Clone)]
pub struct Done {
    /// Which.
    pub step: Step,
    /// When.
    pub at: DateTime<Utc>,
    /// How many coupons or quotas it returned.
    pub count: Option<i32>,
    /// How much money it returned.
    pub amount: Option<Money>,
}

/// A new parting.
pub(super) struct New<'a> {
    pub(super) kind: Kind,
    pub(super) edge_id: EdgeId,
    pub(super) lower_id: PartyId,
    pub(super) upper_id: PartyId,
    pub(super) to_kind: Option<EdgeKind>,
    pub(super) side: Side,
    pub(super) requested_by_id: StaffId,
    pub(super) reason: &'a str,
    pub(super) state: Status,
    pub(super) answer_by: Option<DateTime<Utc>>,
}

pub(super) fn insert(conn: &mut Conn, now: Now, new: &New<'_>) -> Result<PartingId> {
    let id = PartingId::new();
    let row = (
        partings::id.eq(id),
        partings::kind.eq(new.kind),
        partings::edge_id.eq(new.edge_id),
        partings::lower_id.eq(new.lower_id),
        partings::upper_id.eq(new.upper_id),
        partings::to_kind.eq(new.to_kind),
        partings::side.eq(new.side),
        partings::requested_by_id.eq(new.requested_by_id),
        partings::reason.eq(new.reason),
        partings::state.eq(new.state),
        partings::answer_by.eq(new.answer_by),
        partings::created_at.eq(now.instant()),
        partings::decided_at.eq((!new.state.is_waiting()).then_some(now.instant())),
    );
    diesel::insert_into(partings::table).values(row).execute(conn)?;
    Ok(id)
}

pub(super) fn lock(conn: &mut Conn, id: PartingId) -> Result<Option<Parting>> {
    let row = partings::table.find(id).select(partings::id).for_no_key_update();
    let Some(id) = row.get_result::<PartingId>(conn).optional()? else { return Ok(None) };
    Ok(by_ids(conn, "true", &[id])?.pop())
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[PartingId]) -> Result<Vec<Parting>> {
    let found = partings::table
        .inner_join(edges::table)
        .filter(partings::id.eq_any(ids))
        .filter(sql::<Bool>(visible))
        .select(Row::as_select());
    Ok(found.load(conn)?.into_iter().map(Parting::from).collect())
}

/// The open parting of `lower`. Not locked: who answers one locks it before the party, who asks has the party already.
pub(super) fn open_of(conn: &mut Conn, lower: PartyId) -> Result<Option<Parting>> {
    let open = partings::table.filter(partings::lower_id.eq(lower)).filter(sql::<Bool>(&is_open()));
    let Some(id) = open.select(partings::id).get_result(conn).optional()? else { return Ok(None) };
    Ok(by_ids(conn, "true", &[id])?.pop())
}

/// Partings that nobody answered in time and that nobody has in hand, locked; at most `limit`.
pub(super) fn lock_overdue(conn: &mut Conn, now: Now, limit: i64) -> Result<Vec<Parting>> {
    let overdue = partings::table
        .filter(sql::<Bool>(&is_waiting()))
        .filter(partings::answer_by.le(now.instant()))
        .order(partings::answer_by)
        .limit(limit)
        .select(partings::id)
        .for_no_key_update()
        .skip_locked();
    let ids: Vec<PartingId> = overdue.load(conn)?;
    by_ids(conn, "true", &ids)
}

/// When one of `sides` last asked for `lower` to leave or to switch: `upper`, or whatever partner.
pub(super) fn asked_last(
    conn: &mut Conn,
    lower: PartyId,
    upper: Option<PartyId>,
    sides: &[Side],
) -> Result<Option<DateTime<Utc>>> {
    let mut asked = partings::table
        .filter(partings::lower_id.eq(lower))
        .filter(partings::side.eq_any(sides.to_vec()))
        .select(max(partings::created_at))
        .into_boxed();
    if let Some(upper) = upper {
        asked = asked.filter(partings::upper_id.eq(upper));
    }
    Ok(asked.get_result(conn)?)
}

/// The other side's answer, and what comes of it.
pub(super) fn set_answered(
    conn: &mut Conn,
    now: Now,
    id: PartingId,
    status: Status,
    by: StaffId,
    opinion: Option<&str>,
) -> Result<()> {
    let answered = (
        partings::state.eq(status),
        partings::answered_by_id.eq(by),
        partings::opinion.eq(opinion),
        partings::decided_at.eq(now.instant()),
    );
    diesel::update(partings::table.find(id)).set(answered).execute(conn)?;
    Ok(())
}

/// Withdrawn, or not answered in time.
pub(super) fn set_closed(conn: &mut Conn, now: Now, id: PartingId, status: Status) -> Result<()> {
    let closed = (partings::state.eq(status), partings::decided_at.eq(now.instant()));
    diesel::update(partings::table.find(id)).set(closed).execute(conn)?;
    Ok(())
}

/// Done, or blocked by `blockers`.
pub(super) fn set_ended(conn: &mut Conn, now: Now, id: PartingId, status: Status, blockers: &[Blocker]) -> Result<()> {
    let ended = (partings::state.eq(status), partings::done_at.eq(now.instant()));
    diesel::update(partings::table.find(id)).set(ended).execute(conn)?;
    let row = |blocker: &Blocker| (parting_blockers::parting_id.eq(id), parting_blockers::blocker.eq(*blocker));
    let rows: Vec<_> = blockers.iter().map(row).collect();
    diesel::insert_into(parting_blockers::table).values(rows).execute(conn)?;
    Ok(())
}

pub(super) fn add_coupons(conn: &mut Conn, id: PartingId, count: i32) -> Result<()> {
    let added = partings::coupons_returned.eq(partings::coupons_returned + count);
    diesel::update(partings::table.find(id)).set(added).execute(conn)?;
    Ok(())
}

pub(super) fn set_money(conn: &mut Conn, id: PartingId, returned: Money) -> Result<()> {
    let money = (partings::money_returned.eq(returned.amount()), partings::currency.eq(returned.currency()));
    diesel::update(partings::table.find(id)).set(money).execute(conn)?;
    Ok(())
}

pub(super) fn insert_step(conn: &mut Conn, id: PartingId, done: &Done) -> Result<()> {
    let row = (
        parting_steps::parting_id.eq(id),
        parting_steps::step.eq(done.step),
        parting_steps::done_at.eq(done.at),
        parting_steps::count.eq(done.count),
        parting_steps::amount.eq(done.amount.map(Money::amount)),
        parting_steps::currency.eq(done.amount.map(Money::currency)),
    );
    diesel::insert_into(parting_steps::table).values(row).execute(conn)?;
    Ok(())
}

/// The steps that were carried out.
pub(super) fn steps(conn: &mut Conn, id: PartingId) -> Result<Vec<Step>> {
    Ok(parting_steps::table.filter(parting_steps::parting_id.eq(id)).select(parting_steps::step).load(conn)?)
}

/// Who of `upper` looked after `lower` when the edge ended, or does while it lasts.
pub(super) fn manager_of(conn: &mut Conn, parting: &Parting) -> Result<Option<StaffId>> {
    let ended: Option<DateTime<Utc>> = edges::table.find(parting.edge_id).select(edges::valid_to).get_result(conn)?;
    let assigned = manager_assignments::table
        .filter(manager_assignments::party_id.eq(parting.upper_id))
        .filter(manager_assignments::subject_id.eq(parting.lower_id))
        .filter(manager_assignments::valid_to.is_not_distinct_from(ended).or(manager_assignments::valid_to.is_null()));
    Ok(assigned.select(manager_assignments::manager_id).first(conn).optional()?)
}

/// SQL: the other side has been asked and has not answered.
fn is_waiting() -> String {
    format!("partings.state in ('{}', '{}')", Status::WaitingCustomer, Status::WaitingPartner)
}

/// SQL: something can still come of it.
fn is_open() -> String {
    format!("({} or partings.state = '{}')", is_waiting(), Status::Executing)
}
