//! E-mails: who is told what, once.
//!
//! A mail is a row, written with the fact it tells. A job claims it, sends it
//! and writes down that it was sent; after a crash in between the mail is sent
//! again under the same Message-ID, which is the row's id. What it says is read
//! when it is sent.

mod letters;
mod store;

use schema::ids::{MailId, StaffId};
use schema::jobs::SendEmail;
use schema::notices::Notice;
use schema::problem::Code;
use schema::text_enum;

use crate::clock::Now;
use crate::db::{self, Conn};
use crate::outbox;
use crate::party::Locale;
use crate::refusal::Refusal;
use crate::vault::{self, Vault};

pub use letters::{
    AssociationCompleted, AuthorizationAnswered, AuthorizationRequested, BalanceLow, CouponIssued, CustomerAssociated,
    CustomerInvited, Letter, ManagersOrphaned, PartingLetter, PayerAgreementMade, RemittanceClaimDecided,
    RemittanceClaimSubmitted, RemittanceCredited, RemittanceReturned, RemittanceReversed, ReportDecided, StaffInvited,
};

text_enum! {
    /// Where a mail stands.
    pub enum Status {
        /// It waits.
        Queued = "queued",
        /// A worker took it; it may have been sent.
        Sending = "sending",
        /// The relay accepted it.
        Sent = "sent",
        /// The recipient was suspended before it was sent.
        Dropped = "dropped",
    }
}

/// Why a mail could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The notice cannot be stored or read.
    #[error("the notice is not readable")]
    Notice(#[from] serde_json::Error),
    /// A row that the notice names is gone.
    #[error("what the mail tells of is not there")]
    Missing,
    /// Something sealed that the mail needs cannot be opened.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The job could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Notice(_) | Self::Missing => Code::Internal,
            Self::Vault(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }
}

/// A mail that is to be sent now.
#[derive(Debug, Clone)]
pub struct Outgoing {
    /// Local part of its Message-ID.
    pub id: MailId,
    /// Who gets it.
    pub to: Recipient,
    /// What it says.
    pub letter: Letter,
}

/// Somebody outside who gets a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recipient {
    /// The name.
    pub name: String,
    /// The address.
    pub email: String,
    /// The language.
    pub locale: Locale,
}

/// Writes a mail to a person. The same notice to the same person is one mail.
///
/// # Errors
/// [`outbox::Error`].
pub fn enqueue(conn: &mut Conn, now: Now, to: StaffId, notice: &Notice) -> Result<(), outbox::Error> {
    write(conn, now, Some(to), notice)
}

/// Writes a mail to somebody outside, whose address is in the row that `notice` names. The same notice is one mail.
///
/// # Errors
/// [`outbox::Error`].
pub fn enqueue_outside(conn: &mut Conn, now: Now, notice: &Notice) -> Result<(), outbox::Error> {
    write(conn, now, None, notice)
}

/// [`enqueue`] for many, in as few statements as possible.
///
/// # Errors
/// [`outbox::Error`].
pub fn enqueue_all(conn: &mut Conn, now: Now, notices: &[(StaffId, Notice)]) -> Result<(), outbox::Error> {
    let mut written = Vec::with_capacity(notices.len());
    for (to, notice) in notices {
        let notice = serde_json::to_value(notice).map_err(|source| outbox::Error::Payload("mail", source))?;
        written.push((Some(*to), notice));
    }
    let send: Vec<_> =
        store::insert_all(conn, now, &written)?.into_iter().map(|mail_id| SendEmail { mail_id }).collect();
    if send.is_empty() { Ok(()) } else { outbox::enqueue_all(conn, now, &send) }
}

fn write(conn: &mut Conn, now: Now, to: Option<StaffId>, notice: &Notice) -> Result<(), outbox::Error> {
    let notice = serde_json::to_value(notice).map_err(|source| outbox::Error::Payload("mail", source))?;
    let Some(mail_id) = store::insert(conn, now, to, &notice)? else { return Ok(()) };
    outbox::enqueue(conn, now, &SendEmail { mail_id })
}

/// Takes a mail for sending and reads what it says; none when it was sent or its
/// recipient was suspended.
///
/// # Errors
/// [`Error::Notice`], [`Error::Missing`], [`Error::Vault`].
pub fn claim(conn: &mut Conn, now: Now, vault: &Vault, id: MailId) -> Result<Option<Outgoing>, Error> {
    let Some(mail) = store::claim(conn, now, id)? else { return Ok(None) };
    let (letter, outside) = letters::read(conn, vault, serde_json::from_value(mail.notice)?)?;
    let is_suspended = mail.staff.as_ref().is_some_and(|staff| staff.is_suspended);
    let Some(to) = mail.staff.map(store::Addressee::recipient).or(outside).filter(|_| !is_suspended) else {
        store::set_dropped(conn, id)?;
        return Ok(None);
    };
    Ok(Some(Outgoing { id, to, letter }))
}

/// Writes down that the relay accepted the mail.
///
/// # Errors
/// When the database does not answer.
pub fn sent(conn: &mut Conn, now: Now, id: MailId) -> Result<(), Error> {
    Ok(store::set_sent(conn, now, id)?)
}
