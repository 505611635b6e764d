//! Rows of the vendor's bank accounts and the partners' remittance accounts.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Uuid as SqlUuid};
use schema::ids::{BankAccountId, PartyId, RemittanceAccountId};
use schema::money::Currency;
use schema::tables::{bank_accounts, parties, remittance_accounts};

use crate::bank::matching::Candidate;
use crate::bank::remittance_number::RemittanceNumber;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// A bank account of the vendor, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = bank_accounts, check_for_backend(diesel::pg::Pg))]
pub struct BankAccount {
    /// Its id.
    pub id: BankAccountId,
    /// IBAN or national number, without spaces.
    pub number: String,
    /// Its currency.
    pub currency: Currency,
    /// What staff call it.
    pub name: String,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
}

/// A partner's exclusive remittance account, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = remittance_accounts, check_for_backend(diesel::pg::Pg))]
pub struct RemittanceAccount {
    /// Its id.
    pub id: RemittanceAccountId,
    /// Whose it is.
    pub party_id: PartyId,
    /// 19 digits, the last a check digit.
    pub number: String,
    /// The currency of the account that is credited.
    pub currency: Currency,
    /// When it was issued.
    pub created_at: DateTime<Utc>,
}

pub(in crate::bank) fn insert_bank_account(conn: &mut Conn, account: &BankAccount) -> Result<()> {
    diesel::insert_into(bank_accounts::table).values(account).execute(conn)?;
    Ok(())
}

pub(in crate::bank) fn bank_accounts_by_number(conn: &mut Conn, number: &str) -> Result<Vec<BankAccount>> {
    Ok(bank_accounts::table.filter(bank_accounts::number.eq(number)).select(BankAccount::as_select()).load(conn)?)
}

pub(in crate::bank) fn bank_accounts_by_ids(
    conn: &mut Conn,
    visible: &str,
    ids: &[BankAccountId],
) -> Result<Vec<BankAccount>> {
    let found = bank_accounts::table.filter(bank_accounts::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(BankAccount::as_select()).load(conn)?)
}

pub(in crate::bank) fn page_bank_accounts(conn: &mut Conn, visible: &str, page: &Page) -> Result<Slice<BankAccount>> {
    let rows = bank_accounts::table
        .filter(sql::<Bool>(visible))
        .filter(sql::<Bool>(&page.within("bank_accounts.id")))
        .order(sql::<SqlUuid>(&page.sorting("bank_accounts.id")))
        .limit(page.limit())
        .select(BankAccount::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(in crate::bank) fn count_bank_accounts(conn: &mut Conn, visible: &str) -> Result<i64> {
    Ok(bank_accounts::table.filter(sql::<Bool>(visible)).count().get_result(conn)?)
}

pub(in crate::bank) fn next_remittance_serial(conn: &mut Conn) -> Result<u64> {
    let serial: i64 = diesel::select(sql::<BigInt>("nextval('remittance_numbers')")).get_result(conn)?;
    Ok(serial.unsigned_abs())
}

pub(in crate::bank) fn insert_remittance_account(conn: &mut Conn, account: &RemittanceAccount) -> Result<()> {
    diesel::insert_into(remittance_accounts::table).values(account).execute(conn)?;
    Ok(())
}

pub(in crate::bank) fn remittance_account(
    conn: &mut Conn,
    id: RemittanceAccountId,
) -> Result<Option<RemittanceAccount>> {
    let account = remittance_accounts::table.find(id).select(RemittanceAccount::as_select());
    Ok(account.get_result(conn).optional()?)
}

pub(in crate::bank) fn remittance_account_of(
    conn: &mut Conn,
    party: PartyId,
    currency: Currency,
) -> Result<Option<RemittanceAccount>> {
    let account = remittance_accounts::table
        .filter(remittance_accounts::party_id.eq(party).and(remittance_accounts::currency.eq(currency)))
        .select(RemittanceAccount::as_select());
    Ok(account.get_result(conn).optional()?)
}

pub(in crate::bank) fn remittance_accounts_of(
    conn: &mut Conn,
    visible: &str,
    parties: &[PartyId],
) -> Result<Vec<RemittanceAccount>> {
    let found =
        remittance_accounts::table.filter(remittance_accounts::party_id.eq_any(parties)).filter(sql::<Bool>(visible));
    Ok(found.order(remittance_accounts::id).select(RemittanceAccount::as_select()).load(conn)?)
}

pub(in crate::bank) fn remittance_accounts_by_ids(
    conn: &mut Conn,
    visible: &str,
    ids: &[RemittanceAccountId],
) -> Result<Vec<RemittanceAccount>> {
    let found = remittance_accounts::table.filter(remittance_accounts::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(RemittanceAccount::as_select()).load(conn)?)
}

/// The remittance accounts with one of `numbers`, each with the name of its holder.
pub(in crate::bank) fn candidates(conn: &mut Conn, numbers: &[RemittanceNumber]) -> Result<Vec<Candidate>> {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let rows: Vec<(RemittanceAccount, String)> = remittance_accounts::table
        .inner_join(parties::table)
        .filter(remittance_accounts::number.eq_any(numbers))
        .select((RemittanceAccount::as_select(), parties::name))
        .load(conn)?;
    let candidate = |(account, holder_name): (RemittanceAccount, String)| {
        Some(Candidate {
            remittance_account_id: account.id,
            number: account.number.parse().ok()?,
            holder_name,
            currency: account.currency,
        })
    };
    Ok(rows.into_iter().filter_map(candidate).collect())
}
