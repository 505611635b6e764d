//! Rows of entries.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Text, Uuid as SqlUuid};
use schema::ids::{BankAccountId, BankEntryId, BankStatementId, RemittanceAccountId, TransactionId};
use schema::money::Money;
use schema::tables::bank_entries;

use crate::bank::matching::{EntryFacts, Reason};
use crate::bank::state::EntryStatus;
use crate::bank::statement::{Batch, Direction, Entry};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// Entries written by one statement; PostgreSQL takes 65 535 parameters.
const ROWS_AT_ONCE: usize = 1_000;

/// An entry and what became of it, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank_entries, check_for_backend(diesel::pg::Pg))]
pub struct BankEntry {
    /// Its id.
    pub id: BankEntryId,
    /// The statement it stands in.
    pub bank_statement_id: BankStatementId,
    /// The account of that statement.
    pub bank_account_id: BankAccountId,
    /// Place in the statement, from 1.
    pub position: i32,
    /// Where in the file.
    pub place: String,
    /// More than zero.
    #[diesel(select_expression = (bank_entries::amount, bank_entries::currency))]
    #[diesel(select_expression_type = (bank_entries::amount, bank_entries::currency))]
    pub amount: Money,
    /// Which way it went.
    pub direction: Direction,
    /// Whether the bank has booked it.
    pub is_booked: bool,
    /// Whether it takes back an earlier one.
    pub is_reversal: bool,
    /// Whether it is a sum whose parts the file does not give.
    pub is_batch_unclear: bool,
    /// Booking date.
    pub booked_on: NaiveDate,
    /// Value date.
    pub value_on: Option<NaiveDate>,
    /// The bank's serial number.
    pub bank_reference: Option<String>,
    /// The payer's reference.
    pub end_to_end_reference: Option<String>,
    /// What the payer wrote.
    pub remittance_text: Option<String>,
    /// Who paid.
    pub payer_name: Option<String>,
    /// From which account.
    pub payer_account: Option<String>,
    /// The account the payer addressed.
    pub payee_account: Option<String>,
    /// Where it stands.
    pub state: EntryStatus,
    /// Which rule held or ignored it.
    pub reason: Option<Reason>,
    /// The exclusive account it names.
    pub remittance_account_id: Option<RemittanceAccountId>,
    /// The entry that came first.
    pub duplicate_of_id: Option<BankEntryId>,
    /// The transaction that credited it.
    pub transaction_id: Option<TransactionId>,
    /// When it was decided.
    pub decided_at: Option<DateTime<Utc>>,
}

impl BankEntry {
    /// What the decision about it rests on.
    #[must_use]
    pub fn facts(&self) -> EntryFacts<'_> {
        EntryFacts {
            is_booked: self.is_booked,
            direction: self.direction,
            is_reversal: self.is_reversal,
            is_batch_unclear: self.is_batch_unclear,
            bank_reference: self.bank_reference.as_deref(),
            currency: self.amount.currency(),
            payee_account: self.payee_account.as_deref(),
            remittance_text: self.remittance_text.as_deref(),
            end_to_end_reference: self.end_to_end_reference.as_deref(),
            payer_name: self.payer_name.as_deref(),
        }
    }

    /// Whether `other`, under the same bank reference, is the same receipt told again.
    pub(in crate::bank) fn is_same_receipt(&self, other: &Self) -> bool {
        self.amount == other.amount && self.booked_on == other.booked_on
    }
}

/// Which entries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Only in this state.
    pub state: Option<EntryStatus>,
    /// Only this way.
    pub direction: Option<Direction>,
}

/// Writes the entries in the order of the statement and returns their ids.
pub(in crate::bank) fn insert_entries(
    conn: &mut Conn,
    statement: BankStatementId,
    bank_account: BankAccountId,
    entries: &[Entry],
) -> Result<Vec<BankEntryId>> {
    let mut ids = Vec::with_capacity(entries.len());
    let mut position = 0_i32;
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        let mut rows = Vec::with_capacity(chunk.len());
        for entry in chunk {
            let id = BankEntryId::new();
            position += 1;
            ids.push(id);
            rows.push((
                (
                    bank_entries::id.eq(id),
                    bank_entries::bank_statement_id.eq(statement),
                    bank_entries::bank_account_id.eq(bank_account),
                    bank_entries::position.eq(position),
                    bank_entries::place.eq(&entry.place),
                    bank_entries::amount.eq(entry.amount.amount()),
                    bank_entries::currency.eq(entry.amount.currency()),
                    bank_entries::direction.eq(entry.direction),
                    bank_entries::is_booked.eq(entry.is_booked),
                    bank_entries::is_reversal.eq(entry.is_reversal),
                    bank_entries::is_batch_unclear.eq(entry.batch == Batch::Unclear),
                ),
                (
                    bank_entries::booked_on.eq(entry.booked_on),
                    bank_entries::value_on.eq(entry.value_on),
                    bank_entries::bank_reference.eq(entry.bank_reference.as_deref()),
                    bank_entries::end_to_end_reference.eq(entry.end_to_end_reference.as_deref()),
                    bank_entries::remittance_text.eq(entry.remittance_text.as_deref()),
                    bank_entries::payer_name.eq(entry.payer_name.as_deref()),
                    bank_entries::payer_account.eq(entry.payer_account.as_deref()),
                    bank_entries::payee_account.eq(entry.payee_account.as_deref()),
                    bank_entries::state.eq(EntryStatus::Received),
                ),
            ));
        }
        diesel::insert_into(bank_entries::table).values(rows).execute(conn)?;
    }
    Ok(ids)
}

/// Locked so that another entry may still be written down as its duplicate.
pub(in crate::bank) fn lock_entry(conn: &mut Conn, id: BankEntryId) -> Result<Option<BankEntry>> {
    Ok(bank_entries::table.find(id).select(BankEntry::as_select()).for_no_key_update().get_result(conn).optional()?)
}

/// Waits for whoever decides a receipt under the same bank reference now.
pub(in crate::bank) fn lock_reference(conn: &mut Conn, bank_account: BankAccountId, reference: &str) -> Result<()> {
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended('bank_receipt:' || $1, 0))")
        .bind::<Text, _>(format!("{bank_account}:{reference}"))
        .execute(conn)?;
    Ok(())
}

/// The booked entry of the same direction under `reference` that was decided before `entry`, or stands
/// before it. A reversal may carry the reference of what it takes back and is no repeat of it.
pub(in crate::bank) fn earlier_receipt(
    conn: &mut Conn,
    entry: &BankEntry,
    reference: &str,
) -> Result<Option<BankEntry>> {
    let before = bank_entries::state
        .eq_any([EntryStatus::Credited, EntryStatus::Held])
        .or(bank_entries::state.eq(EntryStatus::Received).and(bank_entries::id.lt(entry.id)));
    let earlier = bank_entries::table
        .filter(bank_entries::bank_account_id.eq(entry.bank_account_id).and(bank_entries::bank_reference.eq(reference)))
        .filter(bank_entries::direction.eq(entry.direction).and(bank_entries::is_reversal.eq(entry.is_reversal)))
        .filter(bank_entries::is_booked.eq(true))
        .filter(bank_entries::id.ne(entry.id).and(before))
        .order((bank_entries::decided_at.asc().nulls_last(), bank_entries::id))
        .select(BankEntry::as_select());
    Ok(earlier.first(conn).optional()?)
}

pub(in crate::bank) fn set_aside(
    conn: &mut Conn,
    now: Now,
    id: BankEntryId,
    state: EntryStatus,
    reason: Reason,
    named: Option<RemittanceAccountId>,
) -> Result<BankEntry> {
    let decided = (
        bank_entries::state.eq(state),
        bank_entries::reason.eq(reason),
        bank_entries::remittance_account_id.eq(named),
        bank_entries::decided_at.eq(now.instant()),
    );
    let update = diesel::update(bank_entries::table.find(id)).set(decided);
    Ok(update.returning(BankEntry::as_returning()).get_result(conn)?)
}

pub(in crate::bank) fn set_duplicate(
    conn: &mut Conn,
    now: Now,
    id: BankEntryId,
    state: EntryStatus,
    first: BankEntryId,
) -> Result<BankEntry> {
    let decided = (
        bank_entries::state.eq(state),
        bank_entries::duplicate_of_id.eq(first),
        bank_entries::decided_at.eq(now.instant()),
    );
    let update = diesel::update(bank_entries::table.find(id)).set(decided);
    Ok(update.returning(BankEntry::as_returning()).get_result(conn)?)
}

pub(in crate::bank) fn set_credited(
    conn: &mut Conn,
    now: Now,
    id: BankEntryId,
    state: EntryStatus,
    to: RemittanceAccountId,
    transaction: TransactionId,
) -> Result<BankEntry> {
    let decided = (
        bank_entries::state.eq(state),
        bank_entries::remittance_account_id.eq(to),
        bank_entries::transaction_id.eq(transaction),
        bank_entries::decided_at.eq(now.instant()),
    );
    let update = diesel::update(bank_entries::table.find(id)).set(decided);
    Ok(update.returning(BankEntry::as_returning()).get_result(conn)?)
}

pub(in crate::bank) fn entries_by_ids(conn: &mut Conn, visible: &str, ids: &[BankEntryId]) -> Result<Vec<BankEntry>> {
    let found = bank_entries::table.filter(bank_entries::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(BankEntry::as_select()).load(conn)?)
}

fn filtered(visible: &str, filter: &EntryFilter) -> bank_entries::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = bank_entries::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(bank_entries::state.eq(state));
    }
    if let Some(direction) = filter.direction {
        query = query.filter(bank_entries::direction.eq(direction));
    }
    query
}

pub(in crate::bank) fn page_entries(
    conn: &mut Conn,
    visible: &str,
    filter: &EntryFilter,
    page: &Page,
) -> Result<Slice<BankEntry>> {
    let rows = filtered(visible, filter)
        .filter(sql::<Bool>(&page.within("bank_entries.id")))
        .order(sql::<SqlUuid>(&page.sorting("bank_entries.id")))
        .limit(page.limit())
        .select(BankEntry::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(in crate::bank) fn count_entries(conn: &mut Conn, visible: &str, filter: &EntryFilter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}
