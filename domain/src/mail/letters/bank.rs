//! Letters about money that came in, is taken back, or goes back.

use schema::ids::{BankEntryId, TransactionId};

use super::Error;
use crate::bank;
use crate::db::Conn;

pub use crate::bank::{RemittanceCredited, RemittanceReturned, RemittanceReversed};

pub(super) fn credited(
    conn: &mut Conn,
    entry: BankEntryId,
    transaction: Option<TransactionId>,
) -> Result<RemittanceCredited, Error> {
    bank::told_credited(conn, entry, transaction)?.ok_or(Error::Missing)
}

pub(super) fn reversed(
    conn: &mut Conn,
    entry: BankEntryId,
    transaction: TransactionId,
) -> Result<RemittanceReversed, Error> {
    bank::told_reversed(conn, entry, transaction)?.ok_or(Error::Missing)
}

pub(super) fn returned(conn: &mut Conn, entry: BankEntryId) -> Result<RemittanceReturned, Error> {
    bank::told_returned(conn, entry)?.ok_or(Error::Missing)
}
