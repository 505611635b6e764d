//! Partners' invitations as an actor sees them: all for the vendor, a distributor's its own.

use schema::ids::PartnerInvitationId;

use super::store::{self, Filter, PartnerInvitation};
use crate::actor::Actor;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility;

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[PartnerInvitationId]) -> db::Result<Vec<PartnerInvitation>> {
    store::by_ids(conn, &visibility::partner_invitation(actor), ids)
}

/// A page of the invitations the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, actor: &Actor, filter: Filter, page: &Page) -> db::Result<Slice<PartnerInvitation>> {
    store::page(conn, &visibility::partner_invitation(actor), filter, page)
}

/// How many invitations [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, actor: &Actor, filter: Filter) -> db::Result<i64> {
    store::count(conn, &visibility::partner_invitation(actor), filter)
}
