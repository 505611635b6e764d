//! Which invitations an actor sees.

use schema::ids::{InvitationId, PartyId, ReportId, StaffId};

use super::{Channel, Error, Invitation, Status, store};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility;

/// Which invitations a list has.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those in this state now.
    pub state: Option<Status>,
    /// Only those of this way.
    pub channel: Option<Channel>,
    /// Only those of this partner.
    pub partner_id: Option<PartyId>,
    /// Only those of this report.
    pub report_id: Option<ReportId>,
    /// Only those of this person.
    pub inviter_id: Option<StaffId>,
}

/// A page of the invitations the actor may see: its party's within scope, and its resellers'.
///
/// # Errors
/// [`Error::Forbidden`] without `CUSTOMER_VIEW`.
pub fn page(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<Invitation>, Error> {
    actor.require(Permission::CustomerView)?;
    Ok(store::page(conn, now, &visible(actor, now), filter, page)?)
}

/// How many invitations [`page()`] has in all.
///
/// # Errors
/// [`Error::Forbidden`] without `CUSTOMER_VIEW`.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> Result<i64, Error> {
    actor.require(Permission::CustomerView)?;
    Ok(store::count(conn, now, &visible(actor, now), filter)?)
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[InvitationId]) -> db::Result<Vec<Invitation>> {
    store::by_ids(conn, &visible(actor, now), ids)
}

fn visible(actor: &Actor, now: Now) -> String {
    visibility::report(actor, "invitations.partner_id", "invitations.inviter_id", now)
}
