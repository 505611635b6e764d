//! Rows of entries.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{BankAccountId, BankEntryId, BankStatementId, RemittanceAccountId, TransactionId};
use schema::money::Money;
use schema::tables::bank_entries;

use crate::bank::matching::{EntryFacts, Reason};
use crate::bank::state::EntryStatus;
use crate::bank::statement::{Batch, Direction, Entry, StatementKind};
use crate::calendar;
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
    /// What the payer wrote, free text.
    pub remittance_text: Option<String>,
    /// What the payer wrote, structured.
    pub remittance_reference: Option<String>,
    /// The bank's reference of the booked sum it is part of.
    pub batch_reference: Option<String>,
    /// Which payment of the booked sum it is, from 1.
    pub batch_part: Option<i32>,
    /// How many payments the booked sum has.
    pub batch_parts: Option<i32>,
    /// Who paid.
    pub payer_name: Option<String>,
    /// From which account.
    pub payer_account: Option<String>,
    /// The account the payer addressed.
    pub payee_account: Option<String>,
    /// Where it stands.
    pub state: EntryStatus,
    /// How many decisions there were about it.
    pub revision: i32,
    /// Which rule held, ignored or returned it.
    pub reason: Option<Reason>,
    /// The exclusive account it names, or was given to.
    pub remittance_account_id: Option<RemittanceAccountId>,
    /// The entry that came first.
    pub duplicate_of_id: Option<BankEntryId>,
    /// The credit that it takes back.
    pub reverses_id: Option<BankEntryId>,
    /// The transaction that credited it or, of a reversal, took its credit back.
    pub transaction_id: Option<TransactionId>,
    /// When it was decided last.
    pub decided_at: Option<DateTime<Utc>>,
}

impl BankEntry {
    /// What the decision about it rests on.
    ///
    /// - `kind`: of the statement it stands in
    #[must_use]
    pub fn facts(&self, kind: StatementKind) -> EntryFacts<'_> {
        EntryFacts {
            kind,
            is_booked: self.is_booked,
            direction: self.direction,
            is_reversal: self.is_reversal,
            is_batch_unclear: self.is_batch_unclear,
            bank_reference: self.bank_reference.as_deref(),
            amount: self.amount,
            booked_at: calendar::start_of(self.booked_on),
            payee_account: self.payee_account.as_deref(),
            remittance_text: self.remittance_text.as_deref(),
            remittance_reference: self.remittance_reference.as_deref(),
            end_to_end_reference: self.end_to_end_reference.as_deref(),
            payer_name: self.payer_name.as_deref(),
        }
    }

    /// Whether `other`, under the same bank reference, is the same receipt told again.
    pub(in crate::bank) fn is_same_receipt(&self, other: &Self) -> bool {
        self.amount == other.amount && self.booked_on == other.booked_on
    }
}

/// An entry to be written, and where it stands.
#[derive(Debug)]
pub(in crate::bank) struct NewEntry<'e> {
    pub(in crate::bank) id: BankEntryId,
    pub(in crate::bank) statement: BankStatementId,
    pub(in crate::bank) bank_account: BankAccountId,
    /// Place in the statement, from 1.
    pub(in crate::bank) position: i32,
    pub(in crate::bank) entry: &'e Entry,
}

/// Which entries to list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryFilter {
    /// Only in this state.
    pub state: Option<EntryStatus>,
    /// Only this way.
    pub direction: Option<Direction>,
}

/// Writes entries.
pub(in crate::bank) fn insert_entries(conn: &mut Conn, entries: &[NewEntry<'_>]) -> Result<()> {
    for chunk in entries.chunks(ROWS_AT_ONCE) {
        let rows = chunk.iter().map(|new| {
            let entry = new.entry;
            let (batch_reference, part, parts) = match &entry.batch {
                Batch::Part { reference, part, parts } => (reference.as_deref(), Some(*part), Some(*parts)),
                Batch::Single | Batch::Unclear => (None, None, None),
            };
            let count = |count: Option<usize>| count.map(|count| i32::try_from(count).unwrap_or(i32::MAX));
            (
                (
                    bank_entries::id.eq(new.id),
                    bank_entries::bank_statement_id.eq(new.statement),
                    bank_entries::bank_account_id.eq(new.bank_account),
                    bank_entries::position.eq(new.position),
                    bank_entries::place.eq(&entry.place),
                    bank_entries::amount.eq(entry.amount.amount()),
                    bank_entries::currency.eq(entry.amount.currency()),
                    bank_entries::direction.eq(entry.direction),
                    bank_entries::is_booked.eq(entry.is_booked),
                    bank_entries::is_reversal.eq(entry.is_reversal),
                    bank_entries::is_batch_unclear.eq(entry.batch == Batch::Unclear),
                    bank_entries::batch_reference.eq(batch_reference),
                    bank_entries::batch_part.eq(count(part)),
                    bank_entries::batch_parts.eq(count(parts)),
                ),
                (
                    bank_entries::booked_on.eq(entry.booked_on),
                    bank_entries::value_on.eq(entry.value_on),
                    bank_entries::bank_reference.eq(entry.bank_reference.as_deref()),
                    bank_entries::end_to_end_reference.eq(entry.end_to_end_reference.as_deref()),
                    bank_entries::remittance_text.eq(entry.remittance_text.as_deref()),
                    bank_entries::remittance_reference.eq(entry.remittance_reference.as_deref()),
                    bank_entries::payer_name.eq(entry.payer_name.as_deref()),
                    bank_entries::payer_account.eq(entry.payer_account.as_deref()),
                    bank_entries::payee_account.eq(entry.payee_account.as_deref()),
                    bank_entries::state.eq(EntryStatus::Received),
                ),
            )
        });
        diesel::insert_into(bank_entries::table).values(rows.collect::<Vec<_>>()).execute(conn)?;
    }
    Ok(())
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
