//! Saving, replacing and removing mappings. Seen by the vendor's staff, saved by those who may manage the bank.

use schema::ids::{BankAccountId, BankCsvMappingId};
use serde::Serialize;

use super::Error;
use super::lists::platform;
use super::mapping::{BankCsvMapping, Mapping};
use super::store::{self, SavedMapping};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::page::{Page, Slice};
use crate::plain_text;

/// A mapping to be saved.
#[derive(Debug, Clone, Serialize)]
pub struct Save {
    /// The mapping to be replaced; none for a new one.
    pub id: Option<BankCsvMappingId>,
    /// Whose files it reads.
    pub bank_account_id: BankAccountId,
    /// What staff call it, 1 to 100 characters, once.
    pub name: String,
    /// How files are read.
    pub mapping: Mapping,
}

/// A mapping to be removed.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Remove {
    /// Which.
    pub id: BankCsvMappingId,
}

/// Saves a mapping, or replaces one whole. Files that are read from now on are read by it.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first result
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::Mapping`], [`Error::NotFound`] for an unknown account or mapping or
/// one that was removed, [`Error::NameTaken`], [`Error::Idempotency`].
pub fn save(conn: &mut Conn, now: Now, actor: &Actor, key: &str, input: &Save) -> Result<Once<SavedMapping>, Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let command = Command { party_id: person.party_id, operation: "bank_csv_mapping.save", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        let name = plain_text::required(&input.name, "name", 100)?;
        input.mapping.check()?;
        store::bank_accounts_by_ids(conn, "true", &[input.bank_account_id])?.pop().ok_or(Error::NotFound)?;
        let mapping = serde_json::to_value(&input.mapping).map_err(idempotency::Error::from)?;
        let id = match input.id {
            None => store::insert_mapping(conn, now, input.bank_account_id, &name, mapping, person.staff_id)?,
            Some(id) => {
                store::lock_mapping(conn, id)?.filter(|it| it.removed_at.is_none()).ok_or(Error::NotFound)?;
                store::set_mapping(conn, now, id, input.bank_account_id, &name, mapping)?;
                id
            }
        };
        record(conn, now, actor, "bank_csv_mapping.save", id)?;
        Ok::<_, Error>(id)
    })?;
    found(conn, once)
}

/// Removes a mapping: no file is read by it any more.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first result
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`] for an unknown mapping or one that was removed, [`Error::Idempotency`].
pub fn remove(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Remove,
) -> Result<Once<SavedMapping>, Error> {
    let person = actor.person_with(Permission::BankManage)?;
    let command = Command { party_id: person.party_id, operation: "bank_csv_mapping.remove", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        store::lock_mapping(conn, input.id)?.filter(|it| it.removed_at.is_none()).ok_or(Error::NotFound)?;
        store::set_mapping_removed(conn, now, input.id)?;
        record(conn, now, actor, "bank_csv_mapping.remove", input.id)?;
        Ok::<_, Error>(input.id)
    })?;
    found(conn, once)
}

/// Every mapping that files are read by.
///
/// # Errors
/// When the database does not answer.
pub fn in_use(conn: &mut Conn) -> db::Result<Vec<BankCsvMapping>> {
    let saved = store::mappings_in_use(conn)?;
    let of_account = |(saved, number, currency): (SavedMapping, String, _)| {
        Some(BankCsvMapping {
            id: saved.id,
            mapping: saved.mapping()?,
            name: saved.name,
            account_number: number,
            currency,
        })
    };
    Ok(saved.into_iter().filter_map(of_account).collect())
}

/// Those of `ids` the actor may see: the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[BankCsvMappingId]) -> db::Result<Vec<SavedMapping>> {
    store::mappings_by_ids(conn, &platform(actor), ids)
}

/// A page of the mappings in use; none to others than the vendor's staff.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, actor: &Actor, page: &Page) -> db::Result<Slice<SavedMapping>> {
    store::page_mappings(conn, &platform(actor), page)
}

/// How many mappings [`page`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, actor: &Actor) -> db::Result<i64> {
    store::count_mappings(conn, &platform(actor))
}

fn found(conn: &mut Conn, once: Once<BankCsvMappingId>) -> Result<Once<SavedMapping>, Error> {
    let saved = store::mappings_by_ids(conn, "true", &[once.result])?.pop().ok_or(Error::NotFound)?;
    Ok(Once { result: saved, replayed: once.replayed })
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    operation: &'static str,
    id: BankCsvMappingId,
) -> Result<(), Error> {
    let vendor = crate::party::vendor(conn)?.ok_or(Error::NotFound)?;
    let line = audit::Line { party_id: vendor.id, operation, subject: id.to_string(), details: serde_json::json!({}) };
    Ok(audit::record(conn, now, actor, &line)?)
}
