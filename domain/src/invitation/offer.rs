//! What an invitation tells whoever opens its link.

use chrono::{DateTime, Utc};
use schema::ids::InvitationId;

use super::{Channel, Invitation, Mode, PURPOSE, Status, store};
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party;
use crate::vault::{self, Vault};

/// What an invitation offers, without a word about who was invited.
#[derive(Debug, Clone)]
pub struct Offer {
    /// The partner's legal name.
    pub partner_name: String,
    /// By which way it came.
    pub channel: Channel,
    /// How the customer would stand under the partner.
    pub association_kind: Mode,
    /// Where it stands now.
    pub state: Status,
    /// First instant at which it no longer works; none for a link.
    pub expires_at: Option<DateTime<Utc>>,
}

/// What the invitation of `token` offers; none for a link that was never made, was replaced by a newer one, or whose
/// invitation was taken back.
///
/// # Errors
/// When the database does not answer.
pub fn offer(conn: &mut Conn, now: Now, vault: &Vault, token: &str) -> db::Result<Option<Offer>> {
    let Some(id) = vault::claimed_id(token).map(InvitationId::from_uuid) else { return Ok(None) };
    let found = store::by_ids(conn, "true", &[id])?.pop().filter(|it| is_of(it, vault, token));
    let Some(invitation) = found.filter(|it| it.state != Status::Revoked) else { return Ok(None) };
    let Some(partner) = party::store::get(conn, invitation.partner_id)? else { return Ok(None) };
    Ok(Some(Offer {
        partner_name: partner.name,
        channel: invitation.channel,
        association_kind: invitation.association_kind,
        state: invitation.state_at(now),
        expires_at: invitation.expires_at,
    }))
}

/// The invitation of `token`, locked, in whatever state it is.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn claimed(conn: &mut Conn, vault: &Vault, token: &str) -> db::Result<Option<Invitation>> {
    let Some(id) = vault::claimed_id(token).map(InvitationId::from_uuid) else { return Ok(None) };
    Ok(store::lock(conn, "true", id)?.filter(|it| is_of(it, vault, token)))
}

fn is_of(invitation: &Invitation, vault: &Vault, token: &str) -> bool {
    vault.is_capability(token, PURPOSE, invitation.id.uuid(), invitation.serial)
}
