//! What of an application is personal data: a newcomer's first administrator.

use schema::ids::{ApplicationId, PartyId, named};

use super::{lists, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party;
use crate::reveal::{Datum, Error, Opened, Personal};
use crate::vault::Vault;

impl Personal for named::Application {
    /// A newcomer has no chain yet: the line stands in that of the distributor it wants, else of the vendor.
    fn locate(conn: &mut Conn, _: Now, actor: &Actor, id: ApplicationId) -> db::Result<Option<PartyId>> {
        let Some(application) = lists::by_ids(conn, actor, &[id])?.pop() else { return Ok(None) };
        match application.party_id.or(application.distributor_id) {
            Some(party_id) => Ok(Some(party_id)),
            None => Ok(party::vendor(conn)?.map(|vendor| vendor.id)),
        }
    }

    fn open(conn: &mut Conn, vault: &Vault, id: ApplicationId, datum: Datum) -> Opened {
        let application = store::by_ids(conn, "true", &[id])?.pop().ok_or(Error::NotFound)?;
        let Some(contact) = application.contact(vault)? else { return Ok(None) };
        Ok(match datum {
            Datum::Name => Some(contact.name),
            Datum::Mobile => Some(contact.mobile),
            Datum::Email => Some(contact.email),
            // A newcomer has no account yet.
            Datum::AccountName => None,
        })
    }
}
