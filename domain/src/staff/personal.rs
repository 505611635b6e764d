//! What of a person is personal data.

use schema::ids::{PartyId, StaffId, named};

use super::{Staff, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mask;
use crate::reveal::{Datum, Error, Opened, Personal};
use crate::vault::Vault;

impl Staff {
    /// The mail address, masked: for everybody, colleagues too.
    #[must_use]
    pub fn email_masked(&self) -> String {
        mask::email(&self.email)
    }
}

impl Personal for named::Staff {
    fn locate(conn: &mut Conn, _: Now, actor: &Actor, id: StaffId) -> db::Result<Option<PartyId>> {
        Ok(super::by_ids(conn, actor, &[id])?.pop().map(|staff| staff.party_id))
    }

    fn open(conn: &mut Conn, _: &Vault, id: StaffId, datum: Datum) -> Opened {
        let staff = store::by_ids(conn, "true", &[id])?.pop().ok_or(Error::NotFound)?;
        Ok(match datum {
            Datum::Name => Some(staff.name),
            Datum::Email => Some(staff.email),
            // People have the party's number, and sign in by their address.
            Datum::Mobile | Datum::AccountName => None,
        })
    }
}
