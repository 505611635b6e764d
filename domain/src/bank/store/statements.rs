//! Rows of statements.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::{BankAccountId, BankStatementId, BankUploadId};
use schema::money::{Currency, Money};
use schema::tables::bank_statements;

use crate::bank::statement::{Balance, Statement, StatementKind};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// Statements written at once; PostgreSQL takes 65 535 parameters.
const ROWS_AT_ONCE: usize = 1_000;

/// A statement, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank_statements, check_for_backend(diesel::pg::Pg))]
pub struct BankStatement {
    /// Its id.
    pub id: BankStatementId,
    /// The file it came in.
    pub bank_upload_id: BankUploadId,
    /// Whose it is.
    pub bank_account_id: BankAccountId,
    /// Place in the file, from 1.
    pub position: i32,
    /// What it says about the account.
    pub kind: StatementKind,
    /// The bank's id of the message.
    pub message_reference: String,
    /// The bank's id of it.
    pub reference: String,
    /// Where in the file it stands.
    pub place: String,
    /// The bank's running number.
    pub sequence: Option<i64>,
    currency: Currency,
    opening_balance: Option<Decimal>,
    closing_balance: Option<Decimal>,
    /// Date of the opening balance.
    pub opened_on: Option<NaiveDate>,
    /// Date of the closing balance.
    pub closed_on: Option<NaiveDate>,
    /// How many entries it has.
    pub entry_count: i32,
    /// When it was taken in.
    pub imported_at: DateTime<Utc>,
}

impl BankStatement {
    /// Before the entries; none where the message states no balances.
    #[must_use]
    pub fn opening_balance(&self) -> Option<Money> {
        self.opening_balance.and_then(|amount| Money::new(amount, self.currency).ok())
    }

    /// After the entries; none where the message states no balances.
    #[must_use]
    pub fn closing_balance(&self) -> Option<Money> {
        self.closing_balance.and_then(|amount| Money::new(amount, self.currency).ok())
    }
}

/// Writes the statements of a file in its order.
pub(in crate::bank) fn insert_statements(
    conn: &mut Conn,
    now: Now,
    upload: BankUploadId,
    statements: &[(BankAccountId, Statement)],
) -> Result<()> {
    let rows: Vec<_> = (1_i32..)
        .zip(statements)
        .map(|(position, (bank_account, it))| {
            let amount = |balance: Option<Balance>| balance.map(|balance| balance.amount.amount());
            let on = |balance: Option<Balance>| balance.and_then(|balance| balance.on);
            (
                bank_statements::id.eq(BankStatementId::new()),
                bank_statements::bank_upload_id.eq(upload),
                bank_statements::bank_account_id.eq(*bank_account),
                bank_statements::position.eq(position),
                bank_statements::kind.eq(it.kind),
                bank_statements::message_reference.eq(&it.message_reference),
                bank_statements::reference.eq(&it.reference),
                bank_statements::place.eq(&it.place),
                bank_statements::sequence.eq(it.sequence),
                bank_statements::currency.eq(it.currency),
                bank_statements::opening_balance.eq(amount(it.opening)),
                bank_statements::closing_balance.eq(amount(it.closing)),
                bank_statements::opened_on.eq(on(it.opening)),
                bank_statements::closed_on.eq(on(it.closing)),
                bank_statements::entry_count.eq(i32::try_from(it.entries).unwrap_or(i32::MAX)),
                bank_statements::imported_at.eq(now.instant()),
            )
        })
        .collect();
    for chunk in rows.chunks(ROWS_AT_ONCE) {
        diesel::insert_into(bank_statements::table).values(chunk.to_vec()).execute(conn)?;
    }
    Ok(())
}

/// The statements of an upload in the order of the file.
pub(in crate::bank) fn statements_of_upload(conn: &mut Conn, upload: BankUploadId) -> Result<Vec<BankStatement>> {
    let statements = bank_statements::table.filter(bank_statements::bank_upload_id.eq(upload));
    Ok(statements.order(bank_statements::position).select(BankStatement::as_select()).load(conn)?)
}

/// The statement of the account that closed last on or before `until`, of those that state balances.
pub(in crate::bank) fn statement_before(
    conn: &mut Conn,
    bank_account: BankAccountId,
    until: NaiveDate,
) -> Result<Option<BankStatement>> {
    let before = bank_statements::table
        .filter(bank_statements::bank_account_id.eq(bank_account))
        .filter(bank_statements::kind.eq(StatementKind::Statement).and(bank_statements::closed_on.le(until)))
        .order((bank_statements::closed_on.desc(), bank_statements::id.desc()))
        .select(BankStatement::as_select());
    Ok(before.first(conn).optional()?)
}

/// Of the statements of the account that are known, those with one of `references`.
pub(in crate::bank) fn statements_known(
    conn: &mut Conn,
    bank_account: BankAccountId,
    references: &[String],
) -> Result<Vec<BankStatement>> {
    let known = bank_statements::table
        .filter(bank_statements::bank_account_id.eq(bank_account).and(bank_statements::reference.eq_any(references)));
    Ok(known.select(BankStatement::as_select()).load(conn)?)
}

pub(in crate::bank) fn statements_by_ids(
    conn: &mut Conn,
    visible: &str,
    ids: &[BankStatementId],
) -> Result<Vec<BankStatement>> {
    let found = bank_statements::table.filter(bank_statements::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(BankStatement::as_select()).load(conn)?)
}

pub(in crate::bank) fn page_statements(conn: &mut Conn, visible: &str, page: &Page) -> Result<Slice<BankStatement>> {
    let rows = bank_statements::table
        .filter(sql::<Bool>(visible))
        .filter(sql::<Bool>(&page.within("bank_statements.id")))
        .order(sql::<SqlUuid>(&page.sorting("bank_statements.id")))
        .limit(page.limit())
        .select(BankStatement::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(in crate::bank) fn count_statements(conn: &mut Conn, visible: &str) -> Result<i64> {
    Ok(bank_statements::table.filter(sql::<Bool>(visible)).count().get_result(conn)?)
}
