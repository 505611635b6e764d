//! Access keys: programs that act for a person.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::{Actor, Permission};
use domain::clock::Now;
use domain::page::{Page, Slice};
use domain::{Conn, access_key, db};
use schema::ids::{AccessKeyId, Id, StaffId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::page::Row;
use super::problem::{Fault, UserError, settle};
use super::scalars::{Date, DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::{Found, List};
use crate::viewer::Asked;

/// The right of a program to act for a person by signing its requests.
pub(crate) struct AccessKey(pub(crate) access_key::AccessKey);

/// The right of a program to act for a person by signing its requests; README of the API says how. It may what the
/// person may. Seen by the person and by who manages the staff of the person's party; its secret by nobody.
#[Object]
impl AccessKey {
    /// Begins with `ack_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Names it in a request: `HWAK` and 20 capitals and digits.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// What the person calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The person it acts for.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.staff_id).await?.map(Staff))
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Day (UTC) on which it last signed a request; null when it never did.
    async fn last_used_on(&self) -> Option<Date> {
        self.0.last_used_on.map(Date)
    }

    /// When it was revoked; null while it works.
    async fn revoked_at(&self) -> Option<DateTime> {
        self.0.revoked_at.map(DateTime)
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        vec![offer("accessKeyRevoke", ctx.may(Permission::CredentialManage), self.0.revoked_at.is_none())]
    }
}

impl Found for named::AccessKey {
    type Row = access_key::AccessKey;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[AccessKeyId]) -> db::Result<Vec<Self::Row>> {
        access_key::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Row for AccessKey {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// The access keys of a person.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct AccessKeysOf(pub(crate) StaffId);

impl List for AccessKeysOf {
    type Row = access_key::AccessKey;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let staff: Vec<StaffId> = lists.iter().map(|AccessKeysOf(staff)| *staff).collect();
        let found = access_key::of_staff(conn, actor, &staff, page)?;
        Ok(found.into_iter().map(|(staff, slice)| (Self(staff), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let staff: Vec<StaffId> = lists.iter().map(|AccessKeysOf(staff)| *staff).collect();
        let found = access_key::count_of_staff(conn, actor, &staff)?;
        Ok(found.into_iter().map(|(staff, count)| (Self(staff), count)).collect())
    }
}

/// A key to be made for the caller.
#[derive(InputObject)]
pub(crate) struct AccessKeyCreateInput {
    /// What to call it, 1 to 100 characters: which program has it.
    name: String,
}

/// The answer to `accessKeyCreate`.
#[derive(SimpleObject)]
pub(crate) struct AccessKeyCreatePayload {
    /// The key; null when it was refused.
    access_key: Option<AccessKey>,
    /// What requests are signed with, 43 characters. Shown now and never again; null when it was refused.
    secret: Option<String>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `LIMIT_REACHED` when two keys work already.
    user_errors: Vec<UserError>,
}

/// A key to be revoked.
#[derive(InputObject)]
pub(crate) struct AccessKeyRevokeInput {
    /// The key.
    access_key_id: IdOf<named::AccessKey>,
}

/// The answer to `accessKeyRevoke`.
#[derive(SimpleObject)]
pub(crate) struct AccessKeyRevokePayload {
    /// The key, revoked; null when it was refused.
    access_key: Option<AccessKey>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for a key that was revoked before.
    user_errors: Vec<UserError>,
}

/// Making and revoking access keys.
#[derive(Default)]
pub(crate) struct AccessKeyMutation;

#[Object]
impl AccessKeyMutation {
    /// Makes an access key for the caller, who has two that work at most: one in use, and the next. Needs the permission
    /// `CREDENTIAL_MANAGE`.
    async fn access_key_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to call it.")] input: AccessKeyCreateInput,
    ) -> Result<AccessKeyCreatePayload, Fault> {
        let call = ctx.call()?;
        let vault = call.vault.clone();
        let made = call.tx(move |conn, now, actor| access_key::create(conn, now, &vault, actor, &input.name)).await;
        let (made, user_errors) = settle(made)?;
        let (access_key, secret) = made.map(|made| (AccessKey(made.access_key), made.secret)).unzip();
        Ok(AccessKeyCreatePayload { access_key, secret, user_errors })
    }

    /// Revokes an access key, the caller's own or, with the permission `STAFF_MANAGE`, a colleague's: from the next
    /// request on it is refused. Needs the permission `CREDENTIAL_MANAGE`.
    async fn access_key_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which key.")] input: AccessKeyRevokeInput,
    ) -> Result<AccessKeyRevokePayload, Fault> {
        let id = input.access_key_id.0;
        let revoked = ctx.call()?.tx(move |conn, now, actor| access_key::revoke(conn, now, actor, id)).await;
        let (revoked, user_errors) = settle(revoked)?;
        Ok(AccessKeyRevokePayload { access_key: revoked.map(AccessKey), user_errors })
    }
}
