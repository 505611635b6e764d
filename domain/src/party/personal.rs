//! What of a party is personal data, and who reads it unmasked.

use std::borrow::Cow;

use schema::ids::{PartyId, named};

use super::{Kind, Party, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mask;
use crate::profile;
use crate::reveal::{Datum, Error, Opened, Personal};
use crate::vault::Vault;

impl Party {
    /// The name as `actor` reads it, none being somebody who is not signed in: a customer's is masked for everybody
    /// but its own people. Partners are companies that are looked for by their names.
    ///
    /// # Source
    /// domain.md 1.10, invariant 17.
    #[must_use]
    pub fn name_for(&self, actor: Option<&Actor>) -> Cow<'_, str> {
        let is_own = |actor: &Actor| actor.person().is_none_or(|person| person.party_id == self.id);
        if self.kind == Kind::Customer && !actor.is_some_and(is_own) {
            Cow::Owned(mask::name(&self.name))
        } else {
            Cow::Borrowed(&self.name)
        }
    }
}

impl Personal for named::Party {
    fn locate(conn: &mut Conn, now: Now, actor: &Actor, id: PartyId) -> db::Result<Option<PartyId>> {
        Ok(super::by_ids(conn, now, actor, &[id])?.pop().map(|party| party.id))
    }

    fn open(conn: &mut Conn, vault: &Vault, id: PartyId, datum: Datum) -> Opened {
        let profile = profile::of(conn, &[id])?.pop().ok_or(Error::NotFound)?;
        Ok(match datum {
            Datum::Name => store::get(conn, id)?.map(|party| party.name),
            Datum::Mobile => profile.mobile(vault)?,
            Datum::Email => profile.email(vault)?,
            Datum::AccountName => profile.account_name,
        })
    }
}
