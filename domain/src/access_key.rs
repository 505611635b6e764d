//! Access keys: programs that act for a person sign their requests.
//!
//! A request carries `Authorization: HW1-HMAC-SHA256 key=…, timestamp=…,
//! nonce=…, signature=…`, where the signature is HMAC-SHA256 with the key's
//! secret over [`Signed::text`]. It is taken once, within five minutes of its
//! timestamp. The secret is sealed: it has to be read again for every request.

mod signature;
mod store;

use std::collections::HashMap;

use chrono::TimeDelta;
use schema::ids::{AccessKeyId, StaffId};
use schema::problem::Code;

use crate::actor::{Actor, Credential, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::plain_text::{self, NotPlain};
use crate::refusal::Refusal;
use crate::secret::{NoRandomness, Secret};
use crate::staff;
use crate::vault::{self, Place, Vault};
use crate::visibility;

pub use signature::{Header, SCHEME, Signed};
pub use store::AccessKey;

/// How far the clocks of caller and server may be apart.
const SKEW: TimeDelta = TimeDelta::minutes(5);
/// How long a nonce is remembered: longer than a request can be taken.
const REMEMBERED_FOR: TimeDelta = TimeDelta::minutes(15);
/// How many keys of a person work at a time: one in use, and the next.
const MOST_KEYS: i16 = 2;
/// Where a secret is sealed.
const SECRET: &str = "access_keys.secret";

/// Why no key was made or revoked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The name is empty or too long.
    #[error(transparent)]
    Name(#[from] NotPlain),
    /// Two keys work already.
    #[error("a person has two access keys at most: revoke one first")]
    LimitReached,
    /// No such key.
    #[error("no such access key")]
    NotFound,
    /// It was revoked before.
    #[error("the access key was revoked before")]
    Revoked,
    /// No secret could be made.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The secret could not be sealed.
    #[error(transparent)]
    Vault(#[from] vault::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("access_keys_slot_once" | "access_keys_slot_known") => Self::LimitReached,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Name(_) => Code::InvalidInput,
            Self::LimitReached => Code::LimitReached,
            Self::NotFound => Code::NotFound,
            Self::Revoked => Code::StateConflict,
            Self::Randomness(_) => Code::Internal,
            Self::Vault(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Name(error) => Some(error.field),
            Self::NotFound | Self::Revoked => Some("accessKeyId"),
            Self::Forbidden(_) | Self::LimitReached | Self::Randomness(_) | Self::Vault(_) | Self::Database(_) => None,
        }
    }
}

/// A key that was just made, with its secret: shown now and never again.
#[derive(Clone)]
pub struct Made {
    /// The key.
    pub access_key: AccessKey,
    /// Its secret, 43 characters.
    pub secret: String,
}

/// Makes a key for the actor.
///
/// - `name`: 1 to 100 characters, what the person calls it
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Name`], [`Error::LimitReached`] when two work already.
pub fn create(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, name: &str) -> Result<Made, Error> {
    let person = actor.person_with(Permission::CredentialManage)?;
    let name = plain_text::required(name, "name", 100)?;
    let taken = store::lock_slots(conn, person.staff_id)?;
    let slot = (1..=MOST_KEYS).find(|slot| !taken.contains(slot)).ok_or(Error::LimitReached)?;
    let (id, secret) = (AccessKeyId::new(), Secret::new()?);
    let access_key = store::NewKey {
        id,
        staff_id: person.staff_id,
        slot,
        key: random_key()?,
        name,
        secret_sealed: vault.seal(Place(SECRET, id.uuid()), secret.text())?,
        created_at: now.instant(),
    };
    let access_key = store::insert(conn, &access_key)?;
    record(conn, now, actor, &access_key, "access_key.create")?;
    Ok(Made { access_key, secret: secret.text().to_owned() })
}

/// Revokes a key: one's own, or as an administrator that of a colleague. From the next request on it is refused.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Revoked`].
pub fn revoke(conn: &mut Conn, now: Now, actor: &Actor, id: AccessKeyId) -> Result<AccessKey, Error> {
    let person = actor.person_with(Permission::CredentialManage)?;
    let key = store::lock(conn, &visibility::access_key(actor, "access_keys.staff_id"), id)?.ok_or(Error::NotFound)?;
    if key.staff_id != person.staff_id {
        actor.require(Permission::StaffManage)?;
    }
    if key.revoked_at.is_some() {
        return Err(Error::Revoked);
    }
    let key = store::set_revoked(conn, id, now.instant())?;
    record(conn, now, actor, &key, "access_key.revoke")?;
    Ok(key)
}

/// Revokes all keys of a person who leaves. Whoever calls it has been checked.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn revoke_all(conn: &mut Conn, now: Now, staff_id: StaffId) -> db::Result<()> {
    store::revoke_all(conn, staff_id, now.instant())
}

/// Those of `ids` that the actor may see: their own, and as an administrator those of their colleagues.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[AccessKeyId]) -> db::Result<Vec<AccessKey>> {
    store::by_ids(conn, &visibility::access_key(actor, "access_keys.staff_id"), ids)
}

/// For each of `staff`, a page of the keys that the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn of_staff(
    conn: &mut Conn,
    actor: &Actor,
    staff: &[StaffId],
    page: &Page,
) -> db::Result<HashMap<StaffId, Slice<AccessKey>>> {
    let sql = store::of_staff(&visibility::access_key(actor, "access_keys.staff_id"));
    let children = Children { sql: &sql, id: "access_keys.id" };
    page::store::pages(conn, staff, &children, page, |conn, ids| store::by_ids(conn, "true", ids), |key| key.id)
}

/// For each of `staff`, how many keys [`of_staff`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_of_staff(conn: &mut Conn, actor: &Actor, staff: &[StaffId]) -> db::Result<HashMap<StaffId, i64>> {
    let sql = store::of_staff(&visibility::access_key(actor, "access_keys.staff_id"));
    page::store::counts(conn, staff, &Children { sql: &sql, id: "access_keys.id" })
}

/// The person that a signed request acts for, with today's roles; none when the signature is not good, the request too
/// old or too new, or taken before, the key revoked, or the person suspended. Commit it: a request is taken once.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// design.md 3: skew five minutes, nonce remembered.
pub fn actor(conn: &mut Conn, now: Now, vault: &Vault, signed: &Signed) -> Result<Option<Actor>, Error> {
    let Some((key, secret_sealed)) = store::live(conn, signed.header.key())? else { return Ok(None) };
    let secret = vault.open(Place(SECRET, key.id.uuid()), &secret_sealed)?;
    let is_in_time = signed.header.signed_at().is_some_and(|at| (now.minus(SKEW)..=now.plus(SKEW)).contains(&at));
    // Only now is anything written: what is not signed leaves no trace.
    if !signed.is_by(&secret) || !is_in_time {
        return Ok(None);
    }
    if !store::remember(conn, key.id, signed.header.nonce(), now.instant(), now.minus(REMEMBERED_FOR))? {
        return Ok(None);
    }
    store::set_used(conn, key.id, now.date())?;
    Ok(staff::actor(conn, key.staff_id, Credential::AccessKey(key.id))?)
}

/// Removes nonces that were seen a quarter of an hour before `now`, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub fn clean(conn: &mut Conn, now: Now, limit: i64) -> db::Result<usize> {
    store::delete_nonces(conn, now.minus(REMEMBERED_FOR), limit)
}

/// `HWAK` and 20 capitals and digits: it names the key and is no secret.
fn random_key() -> Result<String, NoRandomness> {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bytes = [0_u8; 20];
    getrandom::fill(&mut bytes)?;
    let letter = |byte: &u8| LETTERS.get(usize::from(byte % 32)).copied().map_or('0', char::from);
    Ok(format!("HWAK{}", bytes.iter().map(letter).collect::<String>()))
}

fn record(conn: &mut Conn, now: Now, actor: &Actor, key: &AccessKey, operation: &'static str) -> db::Result<()> {
    let Some(person) = actor.person() else { return Ok(()) };
    let details = serde_json::json!({ "key": key.key, "staffId": key.staff_id.to_string() });
    let line = audit::Line { party_id: person.party_id, operation, subject: key.id.to_string(), details };
    audit::record(conn, now, actor, &line)
}
