//! Attempts: how often passwords are tried and codes asked for, and when that is enough.
//!
//! | counted | at most in 15 minutes | against |
//! |---|---|---|
//! | passwords from a source | 50 | trying one password on many accounts |
//! | passwords from a source for an account | 5 | guessing |
//! | passwords for an account | 20 | guessing from many sources |
//! | codes asked for from a source | 20 | flooding other people's mailboxes |
//!
//! An attempt is counted before the password is looked at, in a transaction of
//! its own, and given back when it was right: attempts at the same moment count
//! like attempts in a row. What one counter refuses does not reach the next, so
//! that one source alone cannot lock an account. A mailed code lets the owner
//! past all of them.

mod store;

use chrono::TimeDelta;
use schema::problem::Code;
use schema::text_enum;

use crate::clock::Now;
use crate::db::{self, Conn};
use crate::refusal::Refusal;
use crate::vault::Vault;

/// Over what time is counted.
const WINDOW: TimeDelta = TimeDelta::minutes(15);

text_enum! {
    /// What is counted.
    enum Counted {
        /// Passwords from a source.
        Source = "source",
        /// Passwords from a source for an account.
        Pair = "pair",
        /// Passwords for an account.
        Account = "account",
        /// Codes asked for from a source.
        Codes = "codes",
    }
}

impl Counted {
    /// How many there may be in the window.
    const fn most(self) -> i32 {
        match self {
            Self::Source => 50,
            Self::Pair => 5,
            Self::Account | Self::Codes => 20,
        }
    }
}

/// Why an attempt is not looked at.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There were too many before it.
    #[error("too many attempts: wait a quarter of an hour, or prove the address by a code from `verificationCodeSend`")]
    TooMany,
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::TooMany => Code::TooManyAttempts,
            Self::Database(error) => error.code(),
        }
    }
}

/// Somebody who tries a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// Where from: a network address.
    pub source: String,
    /// The account: a mail address, whether anybody has it or not.
    pub account: String,
}

impl Try {
    /// Who tries to be `account` from `source`.
    #[must_use]
    pub fn of(source: &str, account: &str) -> Self {
        Self { source: source.to_owned(), account: account.trim().to_lowercase() }
    }

    /// The counters, in the order in which they are asked and locked.
    fn counters(&self, vault: &Vault) -> [(Counted, Vec<u8>); 3] {
        // A source has no line break, so a pair is read in one way only.
        let pair = format!("{}\n{}", self.source, self.account);
        [(Counted::Source, self.source.as_str()), (Counted::Pair, &pair), (Counted::Account, &self.account)]
            .map(|(counted, text)| (counted, vault.index(counted.as_str(), text)))
    }
}

/// Counts an attempt at a password. Commit it either way; then look at the password.
///
/// Returns the refusal inside `Ok`, because it counts too.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, vault: &Vault, attempt: &Try) -> Result<Result<(), Error>, Error> {
    for (counted, key) in attempt.counters(vault) {
        if store::count(conn, counted, &key, now.instant(), now.minus(WINDOW))? > counted.most() {
            return Ok(Err(Error::TooMany));
        }
    }
    Ok(Ok(()))
}

/// Gives an attempt back whose password was right, and forgets the wrong ones of its source and account.
///
/// # Errors
/// When the database does not answer.
pub fn forgive(conn: &mut Conn, vault: &Vault, attempt: &Try) -> db::Result<()> {
    for (counted, key) in attempt.counters(vault) {
        match counted {
            Counted::Pair => store::clear(conn, counted, &key)?,
            Counted::Source | Counted::Account | Counted::Codes => store::give_back(conn, counted, &key)?,
        }
    }
    Ok(())
}

/// Counts a code that somebody asks for without being signed in. Commit it either way.
///
/// # Errors
/// When the database does not answer.
pub fn count_code(conn: &mut Conn, now: Now, vault: &Vault, source: &str) -> Result<Result<(), Error>, Error> {
    let key = vault.index(Counted::Codes.as_str(), source);
    let count = store::count(conn, Counted::Codes, &key, now.instant(), now.minus(WINDOW))?;
    Ok(if count > Counted::Codes.most() { Err(Error::TooMany) } else { Ok(()) })
}

/// Removes counters whose window ended before `now`, at most `limit`.
///
/// # Errors
/// When the database does not answer.
pub fn clean(conn: &mut Conn, now: Now, limit: i64) -> db::Result<usize> {
    store::delete_before(conn, now.minus(WINDOW), limit)
}
