//! How an invitation ends, and what it is until then.

use schema::ids::PartyId;

use super::{Channel, EMAIL, Error, Event, Invitation, PURPOSE, Status, record, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;
use crate::vault::{self, Place, Vault};

/// Writes down that invitations have expired, at most `limit`; returns how many. Who decides by one looks at the time
/// as well.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, now: Now, actor: &Actor, limit: i64) -> Result<usize, Error> {
    let overdue = store::lock_overdue(conn, now, limit)?;
    for invitation in &overdue {
        let closed = store::set_closed(conn, now, invitation.id, invitation.state.on(Event::Expire)?, None)?;
        record(conn, now, actor, &closed, "invitation.expire")?;
    }
    Ok(overdue.len())
}

/// Writes down that a customer accepted. A link stays as it is: it serves many.
///
/// # Errors
/// [`Error::State`] unless it is open.
pub(crate) fn accepted(conn: &mut Conn, now: Now, invitation: &Invitation, customer: PartyId) -> Result<(), Error> {
    match invitation.channel {
        Channel::OfflineLink => Ok(()),
        Channel::OnlineMail => {
            let status = invitation.state_at(now).on(Event::Accept)?;
            store::set_closed(conn, now, invitation.id, status, Some(customer))?;
            Ok(())
        }
    }
}

impl Invitation {
    /// Where it stands at `now`: what is past its time has expired, whether or not the job came by.
    #[must_use]
    pub fn state_at(&self, now: Now) -> Status {
        match (self.state, self.expires_at) {
            (Status::Open, Some(expires_at)) if expires_at <= now.instant() => Status::Expired,
            (state, _) => state,
        }
    }

    /// What its link ends with.
    #[must_use]
    pub fn token(&self, vault: &Vault) -> String {
        vault.capability(PURPOSE, self.id.uuid(), self.serial)
    }

    /// Where the mail goes, in full; none for a link.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn email(&self, vault: &Vault) -> Result<Option<String>, vault::Error> {
        self.email_sealed.as_deref().map(|sealed| vault.open(Place(EMAIL, self.id.uuid()), sealed)).transpose()
    }
}
