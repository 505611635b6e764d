//! What mails say of applications, and who is written to.

use schema::ids::ApplicationId;

use super::{Application, Kind, Verdict, store};
use crate::db::{self, Conn};
use crate::mail::{self, Recipient};
use crate::profile::Level;
use crate::vault::{self, Place, Vault};

/// A newcomer's first administrator, in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// The mobile number.
    pub mobile: String,
    /// The address.
    pub email: String,
}

impl Application {
    /// A newcomer's first administrator, in full; none for a partner's application.
    ///
    /// # Errors
    /// [`vault::Error::Unreadable`].
    pub fn contact(&self, vault: &Vault) -> Result<Option<Contact>, vault::Error> {
        let (Some(name), Some(mobile), Some(email)) =
            (&self.contact_name_sealed, &self.mobile_sealed, &self.email_sealed)
        else {
            return Ok(None);
        };
        let open = |column, sealed| vault.open(Place(column, self.id.uuid()), sealed);
        let (name, mobile) = (open(store::CONTACT_NAME, name)?, open(store::MOBILE, mobile)?);
        Ok(Some(Contact { name, mobile, email: open(store::EMAIL, email)? }))
    }
}

/// An application waits for review.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// Who applies.
    pub company_name: String,
    /// What for.
    pub kind: Kind,
    /// For a level: which.
    pub to_level: Option<Level>,
    /// Its id, by which it is found.
    pub id: ApplicationId,
}

/// An application was approved or rejected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Who applied.
    pub company_name: String,
    /// What for.
    pub kind: Kind,
    /// For a level: which.
    pub to_level: Option<Level>,
    /// What was said.
    pub verdict: Verdict,
    /// Why.
    pub opinion: String,
}

/// What the mail to a reviewer says.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn received(conn: &mut Conn, id: ApplicationId) -> db::Result<Option<Received>> {
    let application = store::by_ids(conn, "true", &[id])?.pop();
    Ok(application.map(|it| Received { company_name: it.company_name, kind: it.kind, to_level: it.to_level, id }))
}

/// What the mail to the applicant says, and to whom when it is a newcomer.
///
/// # Errors
/// When name or address cannot be opened.
pub(crate) fn decided(
    conn: &mut Conn,
    vault: &Vault,
    id: ApplicationId,
) -> Result<Option<(Decided, Option<Recipient>)>, mail::Error> {
    let Some(application) = store::by_ids(conn, "true", &[id])?.pop() else { return Ok(None) };
    // The last word decided.
    let Some(last) = store::reviews_of(conn, &[id])?.pop() else { return Ok(None) };
    let locale = application.locale;
    let contact = application.contact(vault)?;
    let recipient = contact.map(|Contact { name, email, .. }| Recipient { name, email, locale });
    let decided = Decided {
        company_name: application.company_name,
        kind: application.kind,
        to_level: application.to_level,
        verdict: last.verdict,
        opinion: last.opinion,
    };
    Ok(Some((decided, recipient)))
}
