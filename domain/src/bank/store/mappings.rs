//! Rows of CSV mappings.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{BankAccountId, BankCsvMappingId, StaffId};
use schema::money::Currency;
use schema::tables::{bank_accounts, bank_csv_mappings};
use serde_json::Value;

use crate::bank::mapping::Mapping;
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// How the CSV files of a bank account are read, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank_csv_mappings, check_for_backend(diesel::pg::Pg))]
pub struct SavedMapping {
    /// Its id.
    pub id: BankCsvMappingId,
    /// Whose files it reads.
    pub bank_account_id: BankAccountId,
    /// What staff call it.
    pub name: String,
    mapping: Value,
    /// Who saved it first.
    pub created_by_id: StaffId,
    /// When that was.
    pub created_at: DateTime<Utc>,
    /// When it was saved last.
    pub updated_at: DateTime<Utc>,
    /// Since when it is not used any more.
    pub removed_at: Option<DateTime<Utc>>,
}

impl SavedMapping {
    /// How files are read; nothing for one that a later version saved and this one does not know.
    #[must_use]
    pub fn mapping(&self) -> Option<Mapping> {
        serde_json::from_value(self.mapping.clone()).ok()
    }
}

pub(in crate::bank) fn insert_mapping(
    conn: &mut Conn,
    now: Now,
    account: BankAccountId,
    name: &str,
    mapping: Value,
    by: StaffId,
) -> Result<BankCsvMappingId> {
    let row = (
        bank_csv_mappings::id.eq(BankCsvMappingId::new()),
        bank_csv_mappings::bank_account_id.eq(account),
        bank_csv_mappings::name.eq(name),
        bank_csv_mappings::mapping.eq(mapping),
        bank_csv_mappings::created_by_id.eq(by),
        bank_csv_mappings::created_at.eq(now.instant()),
        bank_csv_mappings::updated_at.eq(now.instant()),
    );
    let inserted = diesel::insert_into(bank_csv_mappings::table).values(row).returning(bank_csv_mappings::id);
    Ok(inserted.get_result(conn)?)
}

pub(in crate::bank) fn lock_mapping(conn: &mut Conn, id: BankCsvMappingId) -> Result<Option<SavedMapping>> {
    let mapping = bank_csv_mappings::table.find(id).select(SavedMapping::as_select());
    Ok(mapping.for_no_key_update().get_result(conn).optional()?)
}

pub(in crate::bank) fn set_mapping(
    conn: &mut Conn,
    now: Now,
    id: BankCsvMappingId,
    account: BankAccountId,
    name: &str,
    mapping: Value,
) -> Result<()> {
    let row = (
        bank_csv_mappings::bank_account_id.eq(account),
        bank_csv_mappings::name.eq(name),
        bank_csv_mappings::mapping.eq(mapping),
        bank_csv_mappings::updated_at.eq(now.instant()),
    );
    diesel::update(bank_csv_mappings::table.find(id)).set(row).execute(conn)?;
    Ok(())
}

pub(in crate::bank) fn set_mapping_removed(conn: &mut Conn, now: Now, id: BankCsvMappingId) -> Result<()> {
    let removed = bank_csv_mappings::removed_at.eq(now.instant());
    diesel::update(bank_csv_mappings::table.find(id)).set(removed).execute(conn)?;
    Ok(())
}

/// Each with the number and currency of its account.
pub(in crate::bank) fn mappings_in_use(conn: &mut Conn) -> Result<Vec<(SavedMapping, String, Currency)>> {
    let found = bank_csv_mappings::table
        .inner_join(bank_accounts::table)
        .filter(bank_csv_mappings::removed_at.is_null())
        .order(bank_csv_mappings::id)
        .select((SavedMapping::as_select(), bank_accounts::number, bank_accounts::currency));
    Ok(found.load(conn)?)
}

pub(in crate::bank) fn mappings_by_ids(
    conn: &mut Conn,
    visible: &str,
    ids: &[BankCsvMappingId],
) -> Result<Vec<SavedMapping>> {
    let found = bank_csv_mappings::table.filter(bank_csv_mappings::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(SavedMapping::as_select()).load(conn)?)
}

pub(in crate::bank) fn page_mappings(conn: &mut Conn, visible: &str, page: &Page) -> Result<Slice<SavedMapping>> {
    let rows = bank_csv_mappings::table
        .filter(bank_csv_mappings::removed_at.is_null())
        .filter(sql::<Bool>(visible))
        .filter(sql::<Bool>(&page.within("bank_csv_mappings.id")))
        .order(sql::<SqlUuid>(&page.sorting("bank_csv_mappings.id")))
        .limit(page.limit())
        .select(SavedMapping::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(in crate::bank) fn count_mappings(conn: &mut Conn, visible: &str) -> Result<i64> {
    let found = bank_csv_mappings::table.filter(bank_csv_mappings::removed_at.is_null()).filter(sql::<Bool>(visible));
    Ok(found.count().get_result(conn)?)
}
