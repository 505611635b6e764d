//! What letters about entries say.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Date, Nullable, Numeric, Text, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::{BankEntryId, TransactionId};
use schema::money::{Currency, Money};

use crate::db::{Conn, Result};

/// A bank transfer was credited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceCredited {
    /// The partner that has the money.
    pub partner_name: String,
    /// How much came.
    pub amount: Money,
    /// How much of it cleared what the partner owed.
    pub cleared: Money,
    /// What the account stood at after it.
    pub balance: Money,
    /// Who paid.
    pub payer_name: String,
    /// The bank's reference.
    pub bank_reference: String,
    /// The exclusive remittance number.
    pub remittance_number: String,
    /// When the bank booked it.
    pub booked_on: NaiveDate,
}

/// A credit was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceReversed {
    /// The partner that had the money.
    pub partner_name: String,
    /// How much was taken back.
    pub amount: Money,
    /// How much of it had moved on and so became arrears.
    pub moved_on: Money,
    /// What the partner owes now, all in all.
    pub owed: Money,
    /// Who had paid.
    pub payer_name: String,
    /// The bank's reference of the credit.
    pub bank_reference: String,
    /// When the bank booked the credit.
    pub booked_on: NaiveDate,
    /// Whether the bank took it back; else it had been matched wrongly.
    pub is_by_bank: bool,
}

/// Money that was not credited goes back to its payer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemittanceReturned {
    /// The partner that it named.
    pub partner_name: String,
    /// How much.
    pub amount: Money,
    /// Who had paid.
    pub payer_name: String,
    /// The bank's reference.
    pub bank_reference: String,
    /// When the bank booked it.
    pub booked_on: NaiveDate,
    /// Why it goes back.
    pub reason: String,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = Text)]
    partner_name: String,
    #[diesel(sql_type = Text)]
    currency: Currency,
    #[diesel(sql_type = Numeric)]
    amount: Decimal,
    #[diesel(sql_type = Numeric)]
    moved_on: Decimal,
    #[diesel(sql_type = Numeric)]
    owed: Decimal,
    #[diesel(sql_type = Text)]
    payer_name: String,
    #[diesel(sql_type = Text)]
    bank_reference: String,
    #[diesel(sql_type = Date)]
    booked_on: NaiveDate,
    #[diesel(sql_type = Bool)]
    is_by_bank: bool,
    #[diesel(sql_type = Text)]
    reason: String,
}

#[derive(QueryableByName)]
struct Credited {
    #[diesel(sql_type = Text)]
    partner_name: String,
    #[diesel(sql_type = Text)]
    currency: Currency,
    #[diesel(sql_type = Numeric)]
    amount: Decimal,
    #[diesel(sql_type = Numeric)]
    cleared: Decimal,
    #[diesel(sql_type = Numeric)]
    balance: Decimal,
    #[diesel(sql_type = Text)]
    payer_name: String,
    #[diesel(sql_type = Text)]
    bank_reference: String,
    #[diesel(sql_type = Text)]
    remittance_number: String,
    #[diesel(sql_type = Date)]
    booked_on: NaiveDate,
}

/// What credited the entry; the entry itself may be held again, or another partner's, by now.
pub(crate) fn credited(
    conn: &mut Conn,
    entry: BankEntryId,
    transaction: Option<TransactionId>,
) -> Result<Option<RemittanceCredited>> {
    let row: Option<Credited> = diesel::sql_query(CREDITED)
        .bind::<SqlUuid, _>(entry)
        .bind::<Nullable<SqlUuid>, _>(transaction)
        .get_result(conn)
        .optional()?;
    Ok(row.and_then(|row| {
        Some(RemittanceCredited {
            partner_name: row.partner_name,
            amount: Money::new(row.amount, row.currency).ok()?,
            cleared: Money::new(row.cleared, row.currency).ok()?,
            balance: Money::new(row.balance, row.currency).ok()?,
            payer_name: row.payer_name,
            bank_reference: row.bank_reference,
            remittance_number: row.remittance_number,
            booked_on: row.booked_on,
        })
    }))
}

/// What took the credit of the entry back; the entry itself may be another partner's by now.
pub(crate) fn reversed(
    conn: &mut Conn,
    entry: BankEntryId,
    transaction: TransactionId,
) -> Result<Option<RemittanceReversed>> {
    let row: Option<Row> = diesel::sql_query(REVERSED)
        .bind::<SqlUuid, _>(entry)
        .bind::<SqlUuid, _>(transaction)
        .get_result(conn)
        .optional()?;
    Ok(row.and_then(|row| {
        Some(RemittanceReversed {
            partner_name: row.partner_name,
            amount: Money::new(row.amount, row.currency).ok()?,
            moved_on: Money::new(row.moved_on, row.currency).ok()?,
            owed: Money::new(row.owed, row.currency).ok()?,
            payer_name: row.payer_name,
            bank_reference: row.bank_reference,
            booked_on: row.booked_on,
            is_by_bank: row.is_by_bank,
        })
    }))
}

/// The entry that goes back, and to whom it was of interest.
pub(crate) fn returned(conn: &mut Conn, entry: BankEntryId) -> Result<Option<RemittanceReturned>> {
    let row: Option<Row> = diesel::sql_query(RETURNED).bind::<SqlUuid, _>(entry).get_result(conn).optional()?;
    Ok(row.and_then(|row| {
        Some(RemittanceReturned {
            partner_name: row.partner_name,
            amount: Money::new(row.amount, row.currency).ok()?,
            payer_name: row.payer_name,
            bank_reference: row.bank_reference,
            booked_on: row.booked_on,
            reason: row.reason,
        })
    }))
}

const CREDITED: &str = "\
    select party.name as partner_name, entry.currency, entry.booked_on, entry.amount, exclusive.number as remittance_number, \
        coalesce(clearing.amount, 0) as cleared, coalesce(clearing.debit_balance, credit.credit_balance) as balance, \
        coalesce(entry.payer_name, '') as payer_name, coalesce(entry.bank_reference, '') as bank_reference \
    from bank_entries entry \
    join ledger_transfers credit on credit.transaction_id = coalesce($2, entry.transaction_id) and credit.kind = 'remittance' \
    left join ledger_transfers clearing on clearing.transaction_id = credit.transaction_id and clearing.kind = 'arrears_clearing' \
    join ledger_accounts cash on cash.id = credit.credit_account_id \
    join parties party on party.id = cash.owner_id \
    join remittance_accounts exclusive on exclusive.party_id = party.id and exclusive.currency = entry.currency \
    where entry.id = $1";

const REVERSED: &str = "\
    select party.name as partner_name, entry.currency, entry.booked_on, moved.amount, moved.moved_on, -debt.balance as owed, \
        coalesce(entry.payer_name, '') as payer_name, coalesce(entry.bank_reference, '') as bank_reference, '' as reason, \
        exists (select from bank_decisions where transaction_id = $2 and state = 'applied') as is_by_bank \
    from bank_entries entry \
    cross join lateral (select (array_agg(account.owner_id))[1] as owner_id, sum(transfer.amount) as amount, \
            coalesce(sum(transfer.amount) filter (where transfer.kind = 'reversal_arrears'), 0) as moved_on \
        from ledger_transfers transfer join ledger_accounts account on account.id = transfer.debit_account_id \
        where transfer.transaction_id = $2 and transfer.kind in ('remittance_reversal', 'reversal_arrears')) moved \
    join parties party on party.id = moved.owner_id \
    join ledger_accounts debt on debt.owner_id = party.id and debt.kind = 'debt' and debt.currency = entry.currency \
    where entry.id = $1";

const RETURNED: &str = "\
    select party.name as partner_name, entry.currency, entry.booked_on, entry.amount, 0::numeric as moved_on, \
        0::numeric as owed, coalesce(entry.payer_name, '') as payer_name, \
        coalesce(entry.bank_reference, '') as bank_reference, coalesce(decision.note, '') as reason, false as is_by_bank \
    from bank_entries entry \
    join remittance_accounts exclusive on exclusive.id = entry.remittance_account_id \
    join parties party on party.id = exclusive.party_id \
    join bank_decisions decision on decision.bank_entry_id = entry.id and decision.revision = entry.revision \
    where entry.id = $1";
