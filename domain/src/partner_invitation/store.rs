//! Rows of partners' invitations.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{PartnerInvitationId, PartyId, StaffId};
use schema::tables::partner_invitations;

use super::{InvitedKind, Status};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};
use crate::party::Locale;

/// An invitation to become a partner, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = partner_invitations, check_for_backend(diesel::pg::Pg))]
pub struct PartnerInvitation {
    /// Its id.
    pub id: PartnerInvitationId,
    /// The party that invites.
    pub inviter_id: PartyId,
    /// The person who invites.
    pub invited_by_id: StaffId,
    /// To be what.
    pub kind: InvitedKind,
    /// Who is invited.
    pub company_name: String,
    /// See [`PartnerInvitation::recipient`].
    pub(crate) contact_name_sealed: Vec<u8>,
    /// See [`PartnerInvitation::recipient`].
    pub(crate) email_sealed: Vec<u8>,
    /// Blind index of the address.
    pub(crate) email_index: Vec<u8>,
    /// Language of the mail.
    pub locale: Locale,
    /// Where the partner will do business.
    pub region: String,
    /// Where it stands.
    pub state: Status,
    /// How often it was sent.
    pub serial: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last sent.
    pub sent_at: DateTime<Utc>,
    /// First instant at which it can no longer be accepted.
    pub expires_at: DateTime<Utc>,
    /// When it was accepted, revoked or found expired.
    pub closed_at: Option<DateTime<Utc>>,
}

/// Which invitations to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<Status>,
    /// Only to be this.
    pub kind: Option<InvitedKind>,
}

pub(super) fn insert(conn: &mut Conn, invitation: &PartnerInvitation) -> Result<()> {
    diesel::insert_into(partner_invitations::table).values(invitation).execute(conn)?;
    Ok(())
}

pub(super) fn lock(conn: &mut Conn, id: PartnerInvitationId) -> Result<Option<PartnerInvitation>> {
    let row = partner_invitations::table.find(id).select(PartnerInvitation::as_select());
    Ok(row.for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn lock_late(conn: &mut Conn, now: Now, limit: i64) -> Result<Vec<PartnerInvitation>> {
    let late = partner_invitations::table
        .filter(partner_invitations::state.eq(Status::Sent).and(partner_invitations::expires_at.le(now.instant())))
        // Audit chains are locked in the order of their parties.
        .order((partner_invitations::inviter_id, partner_invitations::id))
        .limit(limit)
        .select(PartnerInvitation::as_select());
    Ok(late.for_no_key_update().skip_locked().load(conn)?)
}

pub(super) fn set_sent(
    conn: &mut Conn,
    now: Now,
    id: PartnerInvitationId,
    status: Status,
    serial: i32,
    expires_at: DateTime<Utc>,
) -> Result<PartnerInvitation> {
    let sent = (
        partner_invitations::state.eq(status),
        partner_invitations::serial.eq(serial),
        partner_invitations::sent_at.eq(now.instant()),
        partner_invitations::expires_at.eq(expires_at),
        partner_invitations::closed_at.eq(None::<DateTime<Utc>>),
    );
    let row = diesel::update(partner_invitations::table.find(id)).set(sent);
    Ok(row.returning(PartnerInvitation::as_returning()).get_result(conn)?)
}

pub(super) fn close(conn: &mut Conn, now: Now, id: PartnerInvitationId, status: Status) -> Result<PartnerInvitation> {
    let closed = (partner_invitations::state.eq(status), partner_invitations::closed_at.eq(now.instant()));
    let row = diesel::update(partner_invitations::table.find(id)).set(closed);
    Ok(row.returning(PartnerInvitation::as_returning()).get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[PartnerInvitationId]) -> Result<Vec<PartnerInvitation>> {
    let found = partner_invitations::table.filter(partner_invitations::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(PartnerInvitation::as_select()).load(conn)?)
}

fn filtered(visible: &str, filter: Filter) -> partner_invitations::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = partner_invitations::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(partner_invitations::state.eq(state));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(partner_invitations::kind.eq(kind));
    }
    query
}

pub(super) fn page(conn: &mut Conn, visible: &str, filter: Filter, page: &Page) -> Result<Slice<PartnerInvitation>> {
    let rows = filtered(visible, filter)
        .filter(sql::<Bool>(&page.within("partner_invitations.id")))
        .order(sql::<SqlUuid>(&page.sorting("partner_invitations.id")))
        .limit(page.limit())
        .select(PartnerInvitation::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str, filter: Filter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}
