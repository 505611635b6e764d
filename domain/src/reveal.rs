//! Personal data in full: for who may, with a reason, and never without a trace (invariant 17).
//!
//! It takes two transactions. [`permit`] decides and writes the audit line; when that is committed, [`open`] reads
//! what the line says, and nothing else can: a [`Permit`] is made by `permit` alone and used up by `open`. So a
//! process that dies in between leaves a line too many, never one too few.
//!
//! A noun with personal data of its own joins by `impl Personal` and a place in `NOUNS`.

use schema::ids::{Id, Named, PartyId, named};
use schema::problem::Code;
use schema::text_enum;
use uuid::Uuid;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::plain_text::{self, NotPlain};
use crate::refusal::Refusal;
use crate::vault::{self, Vault};

/// Fewest characters of a reason: one that says something.
const SHORTEST_REASON: usize = 5;
/// Most characters of a reason.
const LONGEST_REASON: usize = 500;

text_enum! {
    /// What of somebody's personal data is asked for.
    pub enum Datum {
        /// The name.
        Name = "name",
        /// The mobile number.
        Mobile = "mobile",
        /// The mail address.
        Email = "email",
        /// The login name of the main account.
        AccountName = "account_name",
    }
}

/// Why nothing was revealed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// Nothing was asked for.
    #[error("say what is to be revealed")]
    NoFields,
    /// The reason is too short or too long.
    #[error(transparent)]
    Reason(#[from] NotPlain),
    /// Nothing with this id, or nothing that the actor may see, or nothing that has personal data.
    #[error("no such party, person, report, invitation or application")]
    NotFound,
    /// The value cannot be opened.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NoFields | Self::Reason(_) => Code::InvalidInput,
            Self::NotFound => Code::NotFound,
            Self::Vault(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::NoFields => Some("fields"),
            Self::Reason(error) => Some(error.field),
            Self::NotFound => Some("id"),
            Self::Forbidden(_) | Self::Vault(_) | Self::Database(_) => None,
        }
    }
}

/// A datum in full; none when there is none.
pub(crate) type Opened = Result<Option<String>, Error>;

/// A noun with personal data.
pub(crate) trait Personal: Named + Sized {
    /// The party in whose chain the line is written, when the actor may see the noun. Reads no personal data.
    fn locate(conn: &mut Conn, now: Now, actor: &Actor, id: Id<Self>) -> db::Result<Option<PartyId>>;

    /// The datum in full; none when the noun has none.
    fn open(conn: &mut Conn, vault: &Vault, id: Id<Self>, datum: Datum) -> Opened;
}

/// Every noun whose personal data can be revealed.
const NOUNS: &[Noun] = &[
    Noun::of::<named::Party>(),
    Noun::of::<named::Staff>(),
    Noun::of::<named::Report>(),
    Noun::of::<named::Invitation>(),
    Noun::of::<named::Application>(),
    Noun::of::<named::PartnerInvitation>(),
];

/// [`Personal`], as a row of a table.
struct Noun {
    read: fn(&str) -> Option<Uuid>,
    write: fn(Uuid) -> String,
    locate: fn(&mut Conn, Now, &Actor, Uuid) -> db::Result<Option<PartyId>>,
    open: fn(&mut Conn, &Vault, Uuid, Datum) -> Opened,
}

impl Noun {
    const fn of<N: Personal>() -> Self {
        Self {
            read: |id| id.parse::<Id<N>>().ok().map(Id::uuid),
            write: |id| Id::<N>::from_uuid(id).to_string(),
            locate: |conn, now, actor, id| N::locate(conn, now, actor, Id::from_uuid(id)),
            open: |conn, vault, id, datum| N::open(conn, vault, Id::from_uuid(id), datum),
        }
    }
}

/// What is asked for.
#[derive(Debug, Clone)]
pub struct Request {
    /// An id as GraphQL writes it.
    pub id: String,
    /// At least one.
    pub fields: Vec<Datum>,
    /// Why, 5 to 500 characters; whom the data are of reads it in the audit log.
    pub reason: String,
}

/// That a request was written into the audit log. Good for one [`open`].
#[must_use]
pub struct Permit {
    noun: &'static Noun,
    id: Uuid,
    fields: Vec<Datum>,
}

/// Personal data in full: what was asked for, as far as it is there.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Revealed {
    /// The name.
    pub name: Option<String>,
    /// The mobile number: `+8613800000000`.
    pub mobile: Option<String>,
    /// The mail address.
    pub email: Option<String>,
    /// The login name of the main account.
    pub account_name: Option<String>,
}

/// Allows a request and writes it into the audit log, in a transaction that is committed before [`open`].
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NoFields`], [`Error::Reason`], [`Error::NotFound`].
///
/// # Source
/// domain.md 1.10, invariant 17.
pub fn permit(conn: &mut Conn, now: Now, actor: &Actor, request: &Request) -> Result<Permit, Error> {
    actor.person_with(Permission::PersonalDataReveal)?;
    let fields: Vec<Datum> = Datum::ALL.iter().copied().filter(|datum| request.fields.contains(datum)).collect();
    if fields.is_empty() {
        return Err(Error::NoFields);
    }
    let reason = plain_text::clean(&request.reason);
    if !(SHORTEST_REASON..=LONGEST_REASON).contains(&reason.chars().count()) {
        return Err(NotPlain { field: "reason", min: SHORTEST_REASON, max: LONGEST_REASON }.into());
    }
    let found = NOUNS.iter().find_map(|noun| Some((noun, (noun.read)(&request.id)?)));
    let (noun, id) = found.ok_or(Error::NotFound)?;
    let party_id = (noun.locate)(conn, now, actor, id)?.ok_or(Error::NotFound)?;
    let line = audit::Line {
        party_id,
        operation: "personal_data.reveal",
        subject: (noun.write)(id),
        details: serde_json::json!({ "fields": fields, "reason": reason }),
    };
    audit::record(conn, now, actor, &line)?;
    Ok(Permit { noun, id, fields })
}

/// Reads what was permitted.
///
/// # Errors
/// [`Error::Vault`] for a value that was tampered with.
pub fn open(conn: &mut Conn, vault: &Vault, permit: Permit) -> Result<Revealed, Error> {
    let mut revealed = Revealed::default();
    for datum in permit.fields {
        let value = (permit.noun.open)(conn, vault, permit.id, datum)?;
        match datum {
            Datum::Name => revealed.name = value,
            Datum::Mobile => revealed.mobile = value,
            Datum::Email => revealed.email = value,
            Datum::AccountName => revealed.account_name = value,
        }
    }
    Ok(revealed)
}
