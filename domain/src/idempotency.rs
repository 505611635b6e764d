//! The same command twice is one command (invariant 10).
//!
//! A caller names a command by a key. The first time it is carried out and what
//! it made is remembered in the same transaction; after that the same key and
//! input answer with the same result, and the same key with another input is refused.

mod store;

use schema::ids::PartyId;
use schema::problem::Code;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::clock::Now;
use crate::db::{self, Conn};
use crate::refusal::Refusal;
use crate::secret::sha256;

/// Why a key was refused.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not 1 to 64 printable ASCII characters.
    #[error("the idempotency key has 1 to 64 printable ASCII characters")]
    MalformedKey,
    /// The key came before with another input.
    #[error("the idempotency key was used for another input")]
    KeyReused,
    /// What the first command made cannot be read back.
    #[error("the first result cannot be read")]
    UnreadableResult(#[from] serde_json::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::MalformedKey => Code::InvalidInput,
            Self::KeyReused => Code::IdempotencyKeyReused,
            Self::UnreadableResult(_) => Code::Internal,
            Self::Database(error) => error.code(),
        }
    }
}

/// What a command made, and whether it was made by an earlier call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Once<T> {
    /// The result.
    pub result: T,
    /// True when this call changed nothing.
    pub replayed: bool,
}

/// A command as its caller names it.
#[derive(Debug, Clone, Copy)]
pub struct Command<'a, I> {
    /// The party whose staff gives it.
    pub party_id: PartyId,
    /// Its stable name: `hold.place`.
    pub operation: &'static str,
    /// The caller's key.
    pub key: &'a str,
    /// All that was asked for.
    pub input: &'a I,
}

/// Carries `command` out by `first`, or answers with what it made before.
/// `T` is an id or a few: the rest is read afresh.
///
/// # Errors
/// [`Error`], and what `first` returns; then nothing is remembered.
pub fn once<I, T, E>(
    conn: &mut Conn,
    now: Now,
    command: Command<'_, I>,
    first: impl FnOnce(&mut Conn) -> Result<T, E>,
) -> Result<Once<T>, E>
where
    I: Serialize,
    T: Serialize + DeserializeOwned,
    E: From<Error>,
{
    let Command { party_id, operation, key, input } = command;
    if !(1..=64).contains(&key.len()) || !key.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Err(Error::MalformedKey.into());
    }
    let input_sha256 = sha256(&serde_json::to_vec(input).map_err(Error::from)?);
    store::lock(conn, party_id, operation, key).map_err(Error::from)?;
    if let Some(row) = store::find(conn, party_id, operation, key).map_err(Error::from)? {
        if row.input_sha256 != input_sha256 {
            return Err(Error::KeyReused.into());
        }
        let result = serde_json::from_value(row.result).map_err(Error::from)?;
        return Ok(Once { result, replayed: true });
    }
    let result = first(conn)?;
    let row = store::Remembered {
        party_id,
        operation: operation.to_owned(),
        key: key.to_owned(),
        input_sha256,
        result: serde_json::to_value(&result).map_err(Error::from)?,
        created_at: now.instant(),
    };
    store::insert(conn, &row).map_err(Error::from)?;
    Ok(Once { result, replayed: false })
}
