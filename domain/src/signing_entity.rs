//! Signing entities: the legal entities of the vendor that sign with partners.

mod store;

use schema::ids::SigningEntityId;
use schema::problem::Code;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::plain_text::{self, NotPlain};
use crate::refusal::Refusal;

pub use store::SigningEntity;

/// Why a signing entity was not entered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The name is empty or too long.
    #[error(transparent)]
    Name(#[from] NotPlain),
    /// It is there already.
    #[error("a signing entity of this name is there already")]
    Exists,
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        if error.constraint() == Some("signing_entities_name_unique") { Self::Exists } else { Self::Database(error) }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Name(_) => Code::InvalidInput,
            Self::Exists => Code::AlreadyExists,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Name(_) | Self::Exists => Some("name"),
            Self::Forbidden(_) | Self::Database(_) => None,
        }
    }
}

/// Enters a legal entity of the vendor under its legal name of 1 to 200 characters.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Name`], [`Error::Exists`].
///
/// # Source
/// domain.md 0.2 (signing entity), 1.2.
pub fn create(conn: &mut Conn, now: Now, actor: &Actor, name: &str) -> Result<SigningEntity, Error> {
    let person = actor.person_with(Permission::PolicyManage)?;
    let name = plain_text::required(name, "name", 200)?;
    let entity = SigningEntity { id: SigningEntityId::new(), name, created_at: now.instant() };
    store::insert(conn, &entity)?;
    let details = serde_json::json!({ "name": entity.name });
    let (party_id, subject) = (person.party_id, entity.id.to_string());
    audit::record(conn, now, actor, &audit::Line { party_id, operation: "signing_entity.create", subject, details })?;
    Ok(entity)
}

/// Those of `ids`, by whoever reached them: the vendor, or a partner by its own profile.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[SigningEntityId]) -> db::Result<Vec<SigningEntity>> {
    store::by_ids(conn, &crate::visibility::signing_entity(actor), ids)
}

/// A page of them; none to others than the vendor.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, actor: &Actor, page: &Page) -> db::Result<Slice<SigningEntity>> {
    store::page(conn, &crate::visibility::platform(actor), page)
}

/// How many [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, actor: &Actor) -> db::Result<i64> {
    store::count(conn, &crate::visibility::platform(actor))
}
