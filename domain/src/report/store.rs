//! Rows of reports.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{PartyId, ReportId, StaffId};
use schema::tables::reports;

use super::Status;
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// A prospect that a partner reported, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reports, check_for_backend(diesel::pg::Pg))]
pub struct Report {
    /// Its id.
    pub id: ReportId,
    /// For which partner.
    pub partner_id: PartyId,
    /// By whom: the partner's staff, or its distributor's acting for it.
    pub reported_by_id: StaffId,
    /// See [`Report::customer_name`].
    pub(crate) customer_name_sealed: Vec<u8>,
    /// See [`Report::mobile`].
    pub(crate) mobile_sealed: Vec<u8>,
    /// Blind index of the mobile number.
    pub(crate) mobile_index: Vec<u8>,
    /// See [`Report::email`].
    pub(crate) email_sealed: Vec<u8>,
    /// Blind index of the mail address.
    pub(crate) email_index: Vec<u8>,
    /// Where it stood when it was written last; [`Report::state_at`] knows the time.
    pub(crate) state: Status,
    /// When it was reported.
    pub created_at: DateTime<Utc>,
    /// Who reviewed it.
    pub reviewed_by_id: Option<StaffId>,
    /// When it was reviewed.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// What the reviewer says.
    pub opinion: Option<String>,
    /// First instant at which it no longer holds.
    pub valid_until: Option<DateTime<Utc>>,
    /// When it became associated, rejected, expired or withdrawn.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What the reviewer decided.
#[derive(AsChangeset)]
#[diesel(table_name = reports)]
pub(super) struct Reviewed {
    pub(super) state: Status,
    pub(super) reviewed_by_id: StaffId,
    pub(super) reviewed_at: DateTime<Utc>,
    pub(super) opinion: Option<String>,
    pub(super) valid_until: Option<DateTime<Utc>>,
    pub(super) ended_at: Option<DateTime<Utc>>,
}

/// Which reports, with the indexes of what is looked for.
#[derive(Default)]
pub(super) struct Wanted {
    pub(super) state: Option<Status>,
    pub(super) partner_id: Option<PartyId>,
    pub(super) mobile_index: Option<Vec<u8>>,
    pub(super) email_index: Option<Vec<u8>>,
}

type Boxed = reports::BoxedQuery<'static, diesel::pg::Pg>;

pub(super) fn insert(conn: &mut Conn, report: &Report) -> Result<()> {
    diesel::insert_into(reports::table).values(report).execute(conn)?;
    Ok(())
}

/// The report, when `visible` allows it, locked.
pub(super) fn lock(conn: &mut Conn, visible: &str, id: ReportId) -> Result<Option<Report>> {
    let report = reports::table.filter(reports::id.eq(id)).filter(sql::<Bool>(visible)).select(Report::as_select());
    Ok(report.for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn set_reviewed(conn: &mut Conn, id: ReportId, reviewed: &Reviewed) -> Result<Report> {
    let updated = diesel::update(reports::table.find(id)).set(reviewed).returning(Report::as_returning());
    Ok(updated.get_result(conn)?)
}

pub(super) fn set_ended(conn: &mut Conn, now: Now, id: ReportId, status: Status) -> Result<Report> {
    let ended = (reports::state.eq(status), reports::ended_at.eq(now.instant()));
    Ok(diesel::update(reports::table.find(id)).set(ended).returning(Report::as_returning()).get_result(conn)?)
}

/// Reports whose time has run out, locked; of one mobile number or of all.
pub(super) fn lock_overdue(conn: &mut Conn, now: Now, mobile: Option<&[u8]>, limit: i64) -> Result<Vec<Report>> {
    let mut overdue = reports::table
        .filter(reports::state.eq(Status::Reported).and(reports::valid_until.le(now.instant())))
        .order(reports::valid_until)
        .limit(limit)
        .select(reports::id)
        .into_boxed();
    if let Some(mobile_index) = mobile {
        overdue = overdue.filter(reports::mobile_index.eq(mobile_index.to_vec()));
    }
    // Locked in the order of ids, and only those that nobody ended meanwhile.
    let ids: Vec<ReportId> = overdue.load(conn)?;
    let waiting = reports::table
        .filter(reports::id.eq_any(ids).and(reports::state.eq(Status::Reported)))
        .order(reports::id)
        .select(Report::as_select());
    Ok(waiting.for_no_key_update().load(conn)?)
}

/// How many of the partner's reports are pending review or hold.
pub(super) fn count_open(conn: &mut Conn, now: Now, partner_id: PartyId) -> Result<i64> {
    let holds = reports::state.eq(Status::Reported).and(reports::valid_until.gt(now.instant()));
    let open = reports::state.eq(Status::PendingReview).or(holds);
    Ok(reports::table.filter(reports::partner_id.eq(partner_id)).filter(open).count().get_result(conn)?)
}

/// The report of the mobile number that holds: there is at most one.
pub(super) fn in_force(conn: &mut Conn, now: Now, mobile_index: &[u8]) -> Result<Option<Report>> {
    let holds = reports::table
        .filter(reports::mobile_index.eq(mobile_index).and(reports::state.eq(Status::Reported)))
        .filter(reports::valid_until.gt(now.instant()));
    Ok(holds.select(Report::as_select()).get_result(conn).optional()?)
}

fn filtered(visible: &str, now: Now, wanted: &Wanted) -> Boxed {
    let mut query = reports::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(partner_id) = wanted.partner_id {
        query = query.filter(reports::partner_id.eq(partner_id));
    }
    if let Some(mobile_index) = wanted.mobile_index.clone() {
        query = query.filter(reports::mobile_index.eq(mobile_index));
    }
    if let Some(email_index) = wanted.email_index.clone() {
        query = query.filter(reports::email_index.eq(email_index));
    }
    let Some(state) = wanted.state else { return query };
    match state {
        // What is overdue has expired, whether or not the job came by.
        Status::Reported => query.filter(reports::state.eq(state)).filter(reports::valid_until.gt(now.instant())),
        Status::Expired => {
            let overdue = reports::state.eq(Status::Reported).and(reports::valid_until.le(now.instant()));
            query.filter(reports::state.eq(state).or(overdue))
        }
        Status::PendingReview | Status::Associated | Status::Rejected | Status::Withdrawn => {
            query.filter(reports::state.eq(state))
        }
    }
}

pub(super) fn page(conn: &mut Conn, now: Now, visible: &str, wanted: &Wanted, page: &Page) -> Result<Slice<Report>> {
    let rows = filtered(visible, now, wanted)
        .filter(sql::<Bool>(&page.within("reports.id")))
        .order(sql::<SqlUuid>(&page.sorting("reports.id")))
        .limit(page.limit())
        .select(Report::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, now: Now, visible: &str, wanted: &Wanted) -> Result<i64> {
    Ok(filtered(visible, now, wanted).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[ReportId]) -> Result<Vec<Report>> {
    let found = reports::table.filter(reports::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Report::as_select()).load(conn)?)
}
