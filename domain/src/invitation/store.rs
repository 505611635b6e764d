//! Rows of invitations.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{InvitationId, PartyId, ReportId, StaffId};
use schema::tables::invitations;

use super::{Channel, Filter, Mode, Status};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};
use crate::party::Locale;

/// An invitation, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = invitations, check_for_backend(diesel::pg::Pg))]
pub struct Invitation {
    /// Its id.
    pub id: InvitationId,
    /// Who invites.
    pub partner_id: PartyId,
    /// Which person.
    pub inviter_id: StaffId,
    /// By which way.
    pub channel: Channel,
    /// To which kind of association.
    pub association_kind: Mode,
    /// The reported customer; none for a link.
    pub report_id: Option<ReportId>,
    /// See [`Invitation::email`].
    pub(crate) email_sealed: Option<Vec<u8>>,
    /// Language of the mail.
    pub locale: Locale,
    /// Which link is good.
    pub(crate) serial: i32,
    /// Where it stood when it was written last; [`Invitation::state_at`] knows the time.
    pub(crate) state: Status,
    /// What an offline link carries of its maker.
    pub tag: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When the mail was last sent; none for a link.
    pub sent_at: Option<DateTime<Utc>>,
    /// First instant at which it no longer works; none for a link.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it stopped being open.
    pub closed_at: Option<DateTime<Utc>>,
    /// Who accepted it.
    pub customer_id: Option<PartyId>,
}

/// A mail that is sent again.
pub(super) struct Resent {
    pub(super) status: Status,
    pub(super) serial: i32,
    pub(super) email_sealed: Option<Vec<u8>>,
    pub(super) expires_at: DateTime<Utc>,
}

type Boxed = invitations::BoxedQuery<'static, diesel::pg::Pg>;

pub(super) fn insert(conn: &mut Conn, invitation: &Invitation) -> Result<()> {
    diesel::insert_into(invitations::table).values(invitation).execute(conn)?;
    Ok(())
}

/// The invitation, when `visible` allows it, locked.
pub(super) fn lock(conn: &mut Conn, visible: &str, id: InvitationId) -> Result<Option<Invitation>> {
    let found = invitations::table.filter(invitations::id.eq(id)).filter(sql::<Bool>(visible));
    Ok(found.select(Invitation::as_select()).for_no_key_update().get_result(conn).optional()?)
}

/// The link of that person, partner and kind that is open, locked.
pub(super) fn lock_link(
    conn: &mut Conn,
    partner_id: PartyId,
    inviter_id: StaffId,
    kind: Mode,
) -> Result<Option<Invitation>> {
    let link = invitations::table
        .filter(invitations::partner_id.eq(partner_id).and(invitations::inviter_id.eq(inviter_id)))
        .filter(invitations::association_kind.eq(kind).and(invitations::state.eq(Status::Open)))
        .filter(invitations::channel.eq(Channel::OfflineLink));
    Ok(link.select(Invitation::as_select()).for_no_key_update().get_result(conn).optional()?)
}

/// The open invitation of a reported customer, locked.
pub(super) fn lock_of_report(conn: &mut Conn, report_id: ReportId) -> Result<Option<Invitation>> {
    let open = invitations::table.filter(invitations::report_id.eq(report_id).and(invitations::state.eq(Status::Open)));
    Ok(open.select(Invitation::as_select()).for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn set_resent(conn: &mut Conn, now: Now, id: InvitationId, resent: &Resent) -> Result<Invitation> {
    let row = (
        invitations::state.eq(resent.status),
        invitations::serial.eq(resent.serial),
        invitations::email_sealed.eq(resent.email_sealed.as_deref()),
        invitations::sent_at.eq(now.instant()),
        invitations::expires_at.eq(resent.expires_at),
        invitations::closed_at.eq(None::<DateTime<Utc>>),
    );
    let updated = diesel::update(invitations::table.find(id)).set(row).returning(Invitation::as_returning());
    Ok(updated.get_result(conn)?)
}

pub(super) fn set_closed(
    conn: &mut Conn,
    now: Now,
    id: InvitationId,
    status: Status,
    customer_id: Option<PartyId>,
) -> Result<Invitation> {
    let row = (
        invitations::state.eq(status),
        invitations::closed_at.eq(now.instant()),
        invitations::customer_id.eq(customer_id),
    );
    let updated = diesel::update(invitations::table.find(id)).set(row).returning(Invitation::as_returning());
    Ok(updated.get_result(conn)?)
}

/// Open invitations whose time is over and that nobody has in hand, locked; at most `limit`.
pub(super) fn lock_overdue(conn: &mut Conn, now: Now, limit: i64) -> Result<Vec<Invitation>> {
    let overdue = invitations::table
        .filter(invitations::state.eq(Status::Open).and(invitations::expires_at.le(now.instant())))
        .order(invitations::expires_at)
        .limit(limit)
        .select(Invitation::as_select());
    Ok(overdue.for_no_key_update().skip_locked().load(conn)?)
}

fn filtered(visible: &str, now: Now, filter: &Filter) -> Boxed {
    let mut query = invitations::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(channel) = filter.channel {
        query = query.filter(invitations::channel.eq(channel));
    }
    if let Some(partner_id) = filter.partner_id {
        query = query.filter(invitations::partner_id.eq(partner_id));
    }
    if let Some(report_id) = filter.report_id {
        query = query.filter(invitations::report_id.eq(report_id));
    }
    if let Some(inviter_id) = filter.inviter_id {
        query = query.filter(invitations::inviter_id.eq(inviter_id));
    }
    let Some(state) = filter.state else { return query };
    let overdue = invitations::state.eq(Status::Open).and(invitations::expires_at.le(now.instant()));
    match state {
        // What is overdue has expired, whether or not the job came by.
        Status::Open => query
            .filter(invitations::state.eq(state))
            .filter(invitations::expires_at.is_null().or(invitations::expires_at.gt(now.instant()).assume_not_null())),
        Status::Expired => query.filter(invitations::state.eq(state).or(overdue.assume_not_null())),
        Status::Accepted | Status::Revoked => query.filter(invitations::state.eq(state)),
    }
}

pub(super) fn page(
    conn: &mut Conn,
    now: Now,
    visible: &str,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<Invitation>> {
    let rows = filtered(visible, now, filter)
        .filter(sql::<Bool>(&page.within("invitations.id")))
        .order(sql::<SqlUuid>(&page.sorting("invitations.id")))
        .limit(page.limit())
        .select(Invitation::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, now: Now, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, now, filter).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[InvitationId]) -> Result<Vec<Invitation>> {
    let found = invitations::table.filter(invitations::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Invitation::as_select()).load(conn)?)
}
