//! Signing entities: the legal entities of the vendor that sign with partners.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::{Conn, db, signing_entity};
use schema::ids::{Id, SigningEntityId, named};
use uuid::Uuid;

use super::page::{Connection, ListOrder, Row, page};
use super::problem::{Fault, UserError, settle};
use super::scalars::DateTime;
use crate::loaders::Found;
use crate::viewer::Asked;

/// A legal entity of the vendor that signs with partners.
pub(crate) struct SigningEntity(pub(crate) signing_entity::SigningEntity);

/// A legal entity of the vendor that signs with partners. Seen by the vendor, and by the partners it signed with.
#[Object]
impl SigningEntity {
    /// Begins with `sen_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Its legal name.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }
}

impl Row for SigningEntity {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::SigningEntity {
    type Row = signing_entity::SigningEntity;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[SigningEntityId]) -> db::Result<Vec<Self::Row>> {
        signing_entity::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about signing entities.
#[derive(Default)]
pub(crate) struct SigningEntityQuery;

#[Object]
impl SigningEntityQuery {
    /// The legal entities of the vendor that sign with partners; empty for everybody but the vendor's staff.
    async fn signing_entities(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<SigningEntity>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let slice = call.read(move |conn, _, actor| signing_entity::page(conn, actor, &page)).await?;
        Ok(Connection::new(slice, SigningEntity, move || {
            let call = call.clone();
            async move { call.read(|conn, _, actor| signing_entity::count(conn, actor)).await }
        }))
    }
}

/// A signing entity to be entered.
#[derive(InputObject)]
pub(crate) struct SigningEntityCreateInput {
    /// Its legal name, 1 to 200 characters.
    name: String,
}

/// The answer to `signingEntityCreate`.
#[derive(SimpleObject)]
pub(crate) struct SigningEntityCreatePayload {
    /// The entity; null when it was refused.
    signing_entity: Option<SigningEntity>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `ALREADY_EXISTS`.
    user_errors: Vec<UserError>,
}

/// Entering signing entities.
#[derive(Default)]
pub(crate) struct SigningEntityMutation;

#[Object]
impl SigningEntityMutation {
    /// Enters a legal entity of the vendor that signs with partners. Needs the permission `POLICY_MANAGE`.
    async fn signing_entity_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is called.")] input: SigningEntityCreateInput,
    ) -> Result<SigningEntityCreatePayload, Fault> {
        let created =
            ctx.call()?.tx(move |conn, now, actor| signing_entity::create(conn, now, actor, &input.name)).await;
        let (created, user_errors) = settle(created)?;
        Ok(SigningEntityCreatePayload { signing_entity: created.map(SigningEntity), user_errors })
    }
}
