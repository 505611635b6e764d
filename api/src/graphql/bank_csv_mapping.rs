//! How CSV files of banks are read.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::bank;
use domain::bank::saved_mapping::{self, Remove, Save};
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::{BankCsvMappingId, Id, named};
use uuid::Uuid;

use super::bank_account::BankAccount;
use super::page::{Connection, ListOrder, Row, page};
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

mod layout;

use self::layout::{BankCsvLayout, BankCsvLayoutInput};

/// How the CSV files of a bank account are read.
pub(crate) struct BankCsvMapping(pub(crate) bank::SavedMapping);

/// How the CSV files of a bank account are read. A CSV file is read when exactly one mapping in use fits its header.
/// Seen by the vendor's staff.
#[Object]
impl BankCsvMapping {
    /// Begins with `bcm_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What staff call it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// Whose files it reads.
    async fn bank_account(&self, ctx: &Context<'_>) -> Result<Option<BankAccount>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.bank_account_id).await?.map(BankAccount))
    }

    /// Which column is what, and how it is written.
    async fn layout(&self) -> Option<BankCsvLayout> {
        self.0.mapping().map(BankCsvLayout::from)
    }

    /// Who saved it first.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.created_by_id).await?.map(Staff))
    }

    /// When it was saved first.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When it was saved last.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.0.updated_at)
    }

    /// Since when no file is read by it; null while it is in use.
    async fn removed_at(&self) -> Option<DateTime> {
        self.0.removed_at.map(DateTime)
    }
}

impl Row for BankCsvMapping {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::BankCsvMapping {
    type Row = bank::SavedMapping;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[BankCsvMappingId]) -> db::Result<Vec<Self::Row>> {
        saved_mapping::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about mappings.
#[derive(Default)]
pub(crate) struct BankCsvMappingQuery;

#[Object]
impl BankCsvMappingQuery {
    /// The mappings in use; empty for everybody but the vendor's staff.
    async fn bank_csv_mappings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<BankCsvMapping>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let slice = call.read(move |conn, _, actor| saved_mapping::page(conn, actor, &page)).await?;
        Ok(Connection::new(slice, BankCsvMapping, move || {
            let call = call.clone();
            async move { call.read(|conn, _, actor| saved_mapping::count(conn, actor)).await }
        }))
    }
}

/// A mapping to be saved.
#[derive(InputObject)]
pub(crate) struct BankCsvMappingSaveInput {
    /// The mapping to be replaced whole; left out for a new one.
    id: Option<IdOf<named::BankCsvMapping>>,
    /// Whose files it reads.
    bank_account_id: IdOf<named::BankAccount>,
    /// What staff call it, 1 to 100 characters; no other mapping in use may have it.
    name: String,
    /// Which column is what, and how it is written.
    layout: BankCsvLayoutInput,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first result and changes nothing.
    idempotency_key: String,
}

/// The answer to `bankCsvMappingSave`.
#[derive(SimpleObject)]
pub(crate) struct BankCsvMappingSavePayload {
    /// The mapping; null when it was refused.
    bank_csv_mapping: Option<BankCsvMapping>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `ALREADY_EXISTS`,
    /// `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// A mapping to be removed.
#[derive(InputObject)]
pub(crate) struct BankCsvMappingRemoveInput {
    /// Which mapping.
    id: IdOf<named::BankCsvMapping>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first result and changes nothing.
    idempotency_key: String,
}

/// The answer to `bankCsvMappingRemove`.
#[derive(SimpleObject)]
pub(crate) struct BankCsvMappingRemovePayload {
    /// The mapping as it was last; null when it was refused.
    bank_csv_mapping: Option<BankCsvMapping>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// What can be done with mappings.
#[derive(Default)]
pub(crate) struct BankCsvMappingMutation;

#[Object]
impl BankCsvMappingMutation {
    /// Saves how the CSV files of a bank account are read, or replaces it. Needs the permission `BANK_MANAGE`.
    async fn bank_csv_mapping_save(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The mapping.")] input: BankCsvMappingSaveInput,
    ) -> Result<BankCsvMappingSavePayload, Fault> {
        let key = input.idempotency_key.clone();
        let saved = ctx.call()?.tx(move |conn, now, actor| {
            let BankCsvMappingSaveInput { id, bank_account_id, name, layout, .. } = input;
            let mapping = layout.mapping().map_err(bank::Error::from)?;
            let save = Save { id: id.map(|id| id.0), bank_account_id: bank_account_id.0, name, mapping };
            saved_mapping::save(conn, now, actor, &key, &save)
        });
        let (saved, user_errors) = settle(saved.await)?;
        let replayed = saved.as_ref().is_some_and(|once| once.replayed);
        let bank_csv_mapping = saved.map(|once| BankCsvMapping(once.result));
        Ok(BankCsvMappingSavePayload { bank_csv_mapping, replayed, user_errors })
    }

    /// Removes a mapping: no file is read by it any more. Needs the permission `BANK_MANAGE`.
    async fn bank_csv_mapping_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which mapping.")] input: BankCsvMappingRemoveInput,
    ) -> Result<BankCsvMappingRemovePayload, Fault> {
        let removed = ctx.call()?.tx(move |conn, now, actor| {
            saved_mapping::remove(conn, now, actor, &input.idempotency_key, &Remove { id: input.id.0 })
        });
        let (removed, user_errors) = settle(removed.await)?;
        let replayed = removed.as_ref().is_some_and(|once| once.replayed);
        let bank_csv_mapping = removed.map(|once| BankCsvMapping(once.result));
        Ok(BankCsvMappingRemovePayload { bank_csv_mapping, replayed, user_errors })
    }
}
