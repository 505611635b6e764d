//! E-mails: who is told what, once.
//!
//! A mail is a row, written with the fact it tells. A job claims it, sends it
//! and writes down that it was sent; after a crash in between the mail is sent
//! again under the same Message-ID, which is the row's id. What it says is read
//! when it is sent.

mod store;

use chrono::NaiveDate;
use schema::ids::{BankEntryId, MailId, StaffId};
use schema::jobs::SendEmail;
use schema::money::Money;
use schema::notices::Notice;
use schema::problem::Code;
use schema::text_enum;

use crate::clock::Now;
use crate::db::{self, Conn};
use crate::outbox;
use crate::party::Locale;
use crate::refusal::Refusal;

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
    /// The recipient's name.
    pub to_name: String,
    /// The recipient's address.
    pub to_email: String,
    /// The recipient's language.
    pub locale: Locale,
    /// What it says.
    pub letter: Letter,
}

/// What a mail says, by its notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Letter {
    /// Money came in.
    RemittanceCredited(RemittanceCredited),
}

/// A bank transfer was credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceCredited {
    /// The partner that has the money.
    pub partner_name: String,
    /// How much came.
    pub amount: Money,
    /// What the account stood at after it.
    pub balance: Money,
    /// Who paid.
    pub payer_name: String,
    /// The bank's reference.
    pub bank_reference: String,
    /// The exclusive remittance number.
    pub remittance_number: String,
    /// When the bank booked it.
    pub booked_on: NaiveDate,
}

/// Writes a mail to a person. The same notice to the same person is one mail.
///
/// # Errors
/// [`Error::Outbox`], [`Error::Database`].
pub fn enqueue(conn: &mut Conn, now: Now, to: StaffId, notice: &Notice) -> Result<(), outbox::Error> {
    let notice = serde_json::to_value(notice).map_err(|source| outbox::Error::Payload("mail", source))?;
    let Some(mail_id) = store::insert(conn, now, to, &notice)? else { return Ok(()) };
    outbox::enqueue(conn, now, &SendEmail { mail_id })
}

/// Takes a mail for sending and reads what it says; none when it was sent or its
/// recipient was suspended.
///
/// # Errors
/// [`Error::Notice`], [`Error::Missing`].
pub fn claim(conn: &mut Conn, now: Now, id: MailId) -> Result<Option<Outgoing>, Error> {
    let Some(mail) = store::claim(conn, now, id)? else { return Ok(None) };
    if mail.is_suspended {
        store::set_dropped(conn, id)?;
        return Ok(None);
    }
    let letter = match serde_json::from_value(mail.notice)? {
        Notice::RemittanceCredited { bank_entry_id } => Letter::RemittanceCredited(credited(conn, bank_entry_id)?),
    };
    Ok(Some(Outgoing { id, to_name: mail.to_name, to_email: mail.to_email, locale: mail.locale, letter }))
}

/// Writes down that the relay accepted the mail.
///
/// # Errors
/// When the database does not answer.
pub fn sent(conn: &mut Conn, now: Now, id: MailId) -> Result<(), Error> {
    Ok(store::set_sent(conn, now, id)?)
}

fn credited(conn: &mut Conn, id: BankEntryId) -> Result<RemittanceCredited, Error> {
    store::remittance_credited(conn, id)?.ok_or(Error::Missing)
}
