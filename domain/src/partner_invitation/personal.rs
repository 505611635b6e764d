//! What of a partner's invitation is personal data: who was written to.

use schema::ids::{PartnerInvitationId, PartyId, named};

use super::{lists, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::reveal::{Datum, Error, Opened, Personal};
use crate::vault::Vault;

impl Personal for named::PartnerInvitation {
    fn locate(conn: &mut Conn, _: Now, actor: &Actor, id: PartnerInvitationId) -> db::Result<Option<PartyId>> {
        Ok(lists::by_ids(conn, actor, &[id])?.pop().map(|invitation| invitation.inviter_id))
    }

    fn open(conn: &mut Conn, vault: &Vault, id: PartnerInvitationId, datum: Datum) -> Opened {
        let invitation = store::by_ids(conn, "true", &[id])?.pop().ok_or(Error::NotFound)?;
        Ok(match datum {
            Datum::Name => Some(invitation.recipient(vault)?.name),
            Datum::Email => Some(invitation.recipient(vault)?.email),
            // An invitation knows an address and no more.
            Datum::Mobile | Datum::AccountName => None,
        })
    }
}
