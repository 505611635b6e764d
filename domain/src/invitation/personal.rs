//! What of an invitation is personal data: where its mail goes.

use schema::ids::{InvitationId, PartyId, named};

use super::{lists, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::reveal::{Datum, Error, Opened, Personal};
use crate::vault::Vault;

impl Personal for named::Invitation {
    fn locate(conn: &mut Conn, now: Now, actor: &Actor, id: InvitationId) -> db::Result<Option<PartyId>> {
        Ok(lists::by_ids(conn, now, actor, &[id])?.pop().map(|invitation| invitation.partner_id))
    }

    fn open(conn: &mut Conn, vault: &Vault, id: InvitationId, datum: Datum) -> Opened {
        let invitation = store::by_ids(conn, "true", &[id])?.pop().ok_or(Error::NotFound)?;
        Ok(match datum {
            Datum::Email => invitation.email(vault)?,
            // Who is invited is known by the report.
            Datum::Name | Datum::Mobile | Datum::AccountName => None,
        })
    }
}
