//! Rows of statements.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{BankAccountId, BankStatementId, BankUploadId};
use schema::money::Money;
use schema::tables::bank_statements;

use crate::bank::statement::Statement;
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

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
    /// The bank's id of it.
    pub reference: String,
    /// The bank's running number.
    pub sequence: Option<i64>,
    /// Before the entries.
    #[diesel(select_expression = (bank_statements::opening_balance, bank_statements::currency))]
    #[diesel(select_expression_type = (bank_statements::opening_balance, bank_statements::currency))]
    pub opening_balance: Money,
    /// After the entries.
    #[diesel(select_expression = (bank_statements::closing_balance, bank_statements::currency))]
    #[diesel(select_expression_type = (bank_statements::closing_balance, bank_statements::currency))]
    pub closing_balance: Money,
    /// Date of the opening balance.
    pub opened_on: Option<NaiveDate>,
    /// Date of the closing balance.
    pub closed_on: Option<NaiveDate>,
    /// When it was taken in.
    pub imported_at: DateTime<Utc>,
}

pub(in crate::bank) fn insert_statement(
    conn: &mut Conn,
    now: Now,
    upload: BankUploadId,
    bank_account: BankAccountId,
    statement: &Statement,
) -> Result<BankStatementId> {
    let id = BankStatementId::new();
    let row = (
        bank_statements::id.eq(id),
        bank_statements::bank_upload_id.eq(upload),
        bank_statements::bank_account_id.eq(bank_account),
        bank_statements::reference.eq(&statement.reference),
        bank_statements::sequence.eq(statement.sequence),
        bank_statements::currency.eq(statement.currency),
        bank_statements::opening_balance.eq(statement.opening.amount.amount()),
        bank_statements::closing_balance.eq(statement.closing.amount.amount()),
        bank_statements::opened_on.eq(statement.opening.on),
        bank_statements::closed_on.eq(statement.closing.on),
        bank_statements::imported_at.eq(now.instant()),
    );
    diesel::insert_into(bank_statements::table).values(row).execute(conn)?;
    Ok(id)
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
