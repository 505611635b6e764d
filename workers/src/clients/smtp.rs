//! Mail: the port, and SMTP.

use std::time::{Duration, SystemTime};

use domain::clock::Now;
use domain::party::Locale;
use domain::plain_text;
use futures_util::future::BoxFuture;
use lettre::address::{Address, AddressError};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::response::{Category, Code};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use schema::ids::MailId;

use crate::emails::Rendered;
use crate::outcome::{Cause, JobError};

/// How long the relay may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Connections kept open between mails, and for how long without use.
const IDLE_CONNECTIONS: u32 = 4;
const IDLE_FOR: Duration = Duration::from_secs(60);

/// One e-mail to one person, ready to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email {
    /// Names the mail in its Message-ID: sent again, it is the same mail.
    pub id: MailId,
    /// What the recipient is called.
    pub to_name: String,
    /// Where it goes.
    pub to_email: String,
    /// The language it is in.
    pub locale: Locale,
    /// When it was written.
    pub at: Now,
    /// The words.
    pub rendered: Rendered,
}

/// Why a mail was not accepted.
#[derive(Debug, thiserror::Error)]
pub enum NotAccepted {
    /// It can never be sent: no such address, or refused for good.
    #[error("the mail cannot be sent")]
    Permanent(#[source] Cause),
    /// Not now: the relay is away, busy or misconfigured.
    #[error("the mail relay did not accept the mail")]
    Temporary(#[source] Cause),
}

impl From<NotAccepted> for JobError {
    fn from(error: NotAccepted) -> Self {
        let is_transient = matches!(error, NotAccepted::Temporary(_));
        Self::of(error, is_transient)
    }
}

/// Takes mails to whoever delivers them.
pub trait Mailer: Send + Sync {
    /// Hands `email` over; `Ok` means that it was accepted.
    ///
    /// The future fails with [`NotAccepted`].
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Result<(), NotAccepted>>;
}

/// The configuration does not name a relay or a sender.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// Not `smtp://…` or `smtps://…`.
    #[error("SMTP_URL cannot be used")]
    Relay(#[source] lettre::transport::smtp::Error),
    /// Not an address.
    #[error("MAIL_FROM is not an e-mail address")]
    Sender(#[source] AddressError),
}

/// A relay reached by SMTP.
pub struct Smtp {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
}

impl Smtp {
    /// A relay that is connected to when the first mail goes out.
    ///
    /// - `url`: `smtp://user:password@host:port`; TLS from the start with
    ///   `smtps://`, STARTTLS with `?tls=required`
    /// - `from`: the sender, `Name <address>`; the address' domain ends every Message-ID
    ///
    /// # Errors
    /// [`Unusable`], without the URL's password.
    pub fn new(url: &str, from: &str) -> Result<Self, Unusable> {
        let pool = PoolConfig::new().max_size(IDLE_CONNECTIONS).idle_timeout(IDLE_FOR);
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url).map_err(Unusable::Relay)?;
        let transport = builder.timeout(Some(TIMEOUT)).pool_config(pool).build();
        Ok(Self { transport, from: from.parse().map_err(Unusable::Sender)? })
    }

    fn message(&self, email: &Email) -> Result<Message, NotAccepted> {
        let to: Address = email.to_email.parse().map_err(permanent)?;
        let id = format!("<{}@{}>", email.id, self.from.email.domain());
        Message::builder()
            .message_id(Some(id))
            .date(SystemTime::from(email.at.instant()))
            .from(self.from.clone())
            .to(Mailbox::new(display_name(&email.to_name), to))
            .subject(plain_text::clean(&email.rendered.subject))
            .raw_header(header("Auto-Submitted", "auto-generated"))
            .raw_header(header("Content-Language", email.locale.as_str()))
            .multipart(MultiPart::alternative_plain_html(email.rendered.text.clone(), email.rendered.html.clone()))
            .map_err(permanent)
    }
}

impl Mailer for Smtp {
    fn send<'a>(&'a self, email: &'a Email) -> BoxFuture<'a, Result<(), NotAccepted>> {
        Box::pin(async move {
            let message = self.message(email)?;
            match self.transport.send(message).await {
                Ok(_) => Ok(()),
                Err(error) => Err(not_accepted(error)),
            }
        })
    }
}

/// The relay's answer without its words, which often repeat the recipient's address.
#[derive(Debug, thiserror::Error)]
#[error("it answered {0}")]
struct Answered(Code);

fn not_accepted(error: lettre::transport::smtp::Error) -> NotAccepted {
    match error.status() {
        // 53x is about how we signed in. Somebody will put that right; until then the mails wait.
        Some(code) if error.is_permanent() && code.category != Category::Unspecified3 => permanent(Answered(code)),
        Some(code) => NotAccepted::Temporary(Answered(code).into()),
        None => NotAccepted::Temporary(error.into()),
    }
}

fn permanent(error: impl Into<Cause>) -> NotAccepted {
    NotAccepted::Permanent(error.into())
}

/// lettre panics on a line break in a name, so a name never keeps one.
fn display_name(name: &str) -> Option<String> {
    Some(plain_text::clean(name)).filter(|name| !name.is_empty())
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}
