//! Rows of the vendor's bank accounts and the partners' remittance accounts.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Uuid as SqlUuid};
use schema::ids::{BankAccountId, PartyId, PayerAgreementId, RemittanceAccountId, StaffId};
use schema::money::Currency;
use schema::tables::{bank_accounts, parties, payer_agreements, remittance_accounts};

use crate::bank::matching::{Agreement, Candidate};
use crate::bank::payee::Payee;
use crate::bank::remittance_number::RemittanceNumber;
use crate::clock::Now;
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
    /// Whom payers name as the payee; none for an account that nobody is told to pay to.
    pub payee_name: Option<String>,
    /// The bank and branch that payers name.
    pub bank_name: Option<String>,
    /// BIC or national bank code of it.
    pub bank_code: Option<String>,
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
    /// When the partner looked at the number first; none until then.
    pub opened_at: Option<DateTime<Utc>>,
    /// Who of the partner did.
    pub opened_by_id: Option<StaffId>,
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

/// Sets whom payers name, or nobody.
pub(in crate::bank) fn set_payee(
    conn: &mut Conn,
    id: BankAccountId,
    payee: Option<&Payee>,
) -> Result<Option<BankAccount>> {
    let columns = (
        bank_accounts::payee_name.eq(payee.map(|payee| &payee.name)),
        bank_accounts::bank_name.eq(payee.map(|payee| &payee.bank_name)),
        bank_accounts::bank_code.eq(payee.and_then(|payee| payee.bank_code.as_ref())),
    );
    let update = diesel::update(bank_accounts::table.find(id)).set(columns);
    Ok(update.returning(BankAccount::as_returning()).get_result(conn).optional()?)
}

/// The bank accounts in these currencies that have a payee, the first registered first.
pub(in crate::bank) fn payable_bank_accounts(conn: &mut Conn, currencies: &[Currency]) -> Result<Vec<BankAccount>> {
    let payable = bank_accounts::table
        .filter(bank_accounts::currency.eq_any(currencies).and(bank_accounts::payee_name.is_not_null()));
    Ok(payable.order(bank_accounts::id).select(BankAccount::as_select()).load(conn)?)
}

/// The bank accounts on which money for the party may come in: those in the currencies of its remittance accounts.
pub(in crate::bank) fn bank_accounts_for(conn: &mut Conn, party: PartyId) -> Result<Vec<BankAccountId>> {
    let currencies = remittance_accounts::table
        .filter(remittance_accounts::party_id.eq(party))
        .select(remittance_accounts::currency);
    let receiving = bank_accounts::table.filter(bank_accounts::currency.eq_any(currencies));
    Ok(receiving.order(bank_accounts::id).select(bank_accounts::id).load(conn)?)
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

pub(in crate::bank) fn lock_remittance_account_of(
    conn: &mut Conn,
    party: PartyId,
    currency: Currency,
) -> Result<Option<RemittanceAccount>> {
    let account = remittance_accounts::table
        .filter(remittance_accounts::party_id.eq(party).and(remittance_accounts::currency.eq(currency)))
        .select(RemittanceAccount::as_select())
        .for_no_key_update();
    Ok(account.get_result(conn).optional()?)
}

pub(in crate::bank) fn set_opened(
    conn: &mut Conn,
    now: Now,
    id: RemittanceAccountId,
    by: StaffId,
) -> Result<RemittanceAccount> {
    let opened = (remittance_accounts::opened_at.eq(now.instant()), remittance_accounts::opened_by_id.eq(by));
    let update = diesel::update(remittance_accounts::table.find(id)).set(opened);
    Ok(update.returning(RemittanceAccount::as_returning()).get_result(conn)?)
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

/// The remittance accounts of these numbers, as an entry may belong to them.
pub(in crate::bank) fn candidates(conn: &mut Conn, now: Now, numbers: &[RemittanceNumber]) -> Result<Vec<Candidate>> {
    let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
    let issued = remittance_accounts::table
        .inner_join(parties::table)
        .filter(remittance_accounts::number.eq_any(numbers))
        .select((RemittanceAccount::as_select(), parties::name))
        .load(conn)?;
    with_agreements(conn, now, issued)
}

/// The remittance account, as a person may give an entry to it.
pub(in crate::bank) fn candidate(conn: &mut Conn, now: Now, id: RemittanceAccountId) -> Result<Option<Candidate>> {
    let issued = remittance_accounts::table
        .inner_join(parties::table)
        .filter(remittance_accounts::id.eq(id))
        .select((RemittanceAccount::as_select(), parties::name))
        .load(conn)?;
    Ok(with_agreements(conn, now, issued)?.pop())
}

type Made = (PartyId, PayerAgreementId, String, Option<DateTime<Utc>>, Option<DateTime<Utc>>);

fn with_agreements(conn: &mut Conn, now: Now, issued: Vec<(RemittanceAccount, String)>) -> Result<Vec<Candidate>> {
    let parties: Vec<PartyId> = issued.iter().map(|(account, _)| account.party_id).collect();
    let made: Vec<Made> = payer_agreements::table
        .filter(payer_agreements::party_id.eq_any(parties))
        .order(payer_agreements::id)
        .select((
            payer_agreements::party_id,
            payer_agreements::id,
            payer_agreements::payer_name_normalised,
            payer_agreements::voided_at,
            payer_agreements::expires_at,
        ))
        .load(conn)?;
    let mut agreements: HashMap<PartyId, Vec<Agreement>> = HashMap::new();
    for (party, id, payer_name, voided_at, expires_at) in made {
        let expired_at = expires_at.filter(|expires_at| *expires_at <= now.instant());
        let ended_at = voided_at.into_iter().chain(expired_at).min();
        agreements.entry(party).or_default().push(Agreement { id, payer_name, ended_at });
    }
    let candidate = |(account, holder_name): (RemittanceAccount, String)| {
        Some(Candidate {
            remittance_account_id: account.id,
            number: account.number.parse().ok()?,
            holder_name,
            currency: account.currency,
            agreements: agreements.get(&account.party_id).cloned().unwrap_or_default(),
        })
    };
    Ok(issued.into_iter().filter_map(candidate).collect())
}

/// The bank accounts, locked in ascending order: whoever decides entries of an account is alone with it.
pub(in crate::bank) fn lock_bank_accounts(conn: &mut Conn, ids: &[BankAccountId]) -> Result<()> {
    let locked = bank_accounts::table.filter(bank_accounts::id.eq_any(ids)).order(bank_accounts::id);
    let _: Vec<BankAccountId> = locked.select(bank_accounts::id).for_no_key_update().load(conn)?;
    Ok(())
}

/// Remittance accounts by their ids, whoever asks.
pub(in crate::bank) fn remittance_accounts(
    conn: &mut Conn,
    ids: &[RemittanceAccountId],
) -> Result<HashMap<RemittanceAccountId, RemittanceAccount>> {
    let found: Vec<RemittanceAccount> = remittance_accounts::table
        .filter(remittance_accounts::id.eq_any(ids))
        .select(RemittanceAccount::as_select())
        .load(conn)?;
    Ok(found.into_iter().map(|account| (account.id, account)).collect())
}
