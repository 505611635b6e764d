//! Statements of the vendor's bank accounts.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::Actor;
use domain::bank::statement::StatementKind;
use domain::bank::{self};
use domain::clock::Now;
use domain::page::{Order, Page, Slice};
use domain::{Conn, db};
use schema::ids::{BankStatementId, BankUploadId, Id, named};
use uuid::Uuid;

use super::bank_account::BankAccount;
use super::bank_entry::{BankEntry, EntriesOf};
use super::bank_upload::BankUpload;
use super::page::{Connection, ListOrder, Row, page};
use super::problem::Fault;
use super::scalars::{Date, DateTime, Long, Money};
use crate::loaders::{Found, List, connection};
use crate::viewer::Asked;

/// What a message says about an account.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "StatementKind")]
pub(crate) enum BankStatementKind {
    /// What was booked between two balances: camt.053, MT940, CSV with balances.
    Statement,
    /// What was booked, without balances: camt.054, CSV without balances.
    Notification,
    /// What happens on the running day, to look at only: camt.052, MT942. It comes again, booked.
    Report,
}

/// A statement of one of the vendor's bank accounts.
pub(crate) struct BankStatement(pub(crate) bank::BankStatement);

/// A statement of one of the vendor's bank accounts whose entries explain its balances to the cent. Seen by the vendor's
/// staff.
#[Object]
impl BankStatement {
    /// Begins with `bst_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The bank's id of it.
    async fn reference(&self) -> &str {
        &self.0.reference
    }

    /// The bank's running number, when it gives one.
    async fn sequence(&self) -> Option<Long> {
        self.0.sequence.map(Long)
    }

    /// What it says about the account.
    async fn kind(&self) -> BankStatementKind {
        self.0.kind.into()
    }

    /// The bank's id of the message it came in.
    async fn message_reference(&self) -> &str {
        &self.0.message_reference
    }

    /// Where in the file it stands.
    async fn place(&self) -> &str {
        &self.0.place
    }

    /// How many entries it has.
    async fn entry_count(&self) -> i32 {
        self.0.entry_count
    }

    /// Booked balance before the entries; may be below zero. Null where the message states none.
    async fn opening_balance(&self) -> Option<Money> {
        self.0.opening_balance().map(Money::from)
    }

    /// Booked balance after the entries; may be below zero. Null where the message states none.
    async fn closing_balance(&self) -> Option<Money> {
        self.0.closing_balance().map(Money::from)
    }

    /// Date of the opening balance.
    async fn opened_on(&self) -> Option<Date> {
        self.0.opened_on.map(Date)
    }

    /// Date of the closing balance.
    async fn closed_on(&self) -> Option<Date> {
        self.0.closed_on.map(Date)
    }

    /// When it was taken in.
    async fn imported_at(&self) -> DateTime {
        DateTime(self.0.imported_at)
    }

    /// The file it came in.
    async fn bank_upload(&self, ctx: &Context<'_>) -> Result<Option<BankUpload>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.bank_upload_id).await?.map(BankUpload))
    }

    /// Whose statement it is.
    async fn bank_account(&self, ctx: &Context<'_>) -> Result<Option<BankAccount>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.bank_account_id).await?.map(BankAccount))
    }

    /// Its entries, in the order of the file.
    async fn entries(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<BankEntry>, Fault> {
        let page = page(Order::Ascending, first, after, last, before)?;
        connection(ctx.loaders()?, EntriesOf(self.0.id), page, BankEntry).await
    }
}

impl Row for BankStatement {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::BankStatement {
    type Row = bank::BankStatement;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[BankStatementId]) -> db::Result<Vec<Self::Row>> {
        bank::statements_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The statements of an uploaded file.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct StatementsOf(pub(crate) BankUploadId);

impl List for StatementsOf {
    type Row = bank::BankStatement;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let uploads: Vec<BankUploadId> = lists.iter().map(|StatementsOf(upload)| *upload).collect();
        let found = bank::statements_of(conn, actor, &uploads, page)?;
        Ok(found.into_iter().map(|(upload, slice)| (Self(upload), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let uploads: Vec<BankUploadId> = lists.iter().map(|StatementsOf(upload)| *upload).collect();
        let found = bank::count_statements_of(conn, actor, &uploads)?;
        Ok(found.into_iter().map(|(upload, count)| (Self(upload), count)).collect())
    }
}

/// Queries about bank statements.
#[derive(Default)]
pub(crate) struct BankStatementQuery;

#[Object]
impl BankStatementQuery {
    /// Statements of the vendor's bank accounts; empty for everybody but the vendor's staff.
    async fn bank_statements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<BankStatement>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let slice = call.read(move |conn, _, actor| bank::page_statements(conn, actor, &page)).await?;
        Ok(Connection::new(slice, BankStatement, move || {
            let call = call.clone();
            async move { call.read(|conn, _, actor| bank::count_statements(conn, actor)).await }
        }))
    }
}
