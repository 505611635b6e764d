//! Roles that a party defines, and the defaults it takes away.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::{Actor, Permission as May};
use domain::clock::Now;
use domain::{Conn, db, role};
use schema::ids::{Id, PartyId, RoleId, StaffId, named};

use super::action::{AvailableAction, offer};
use super::party::Party;
use super::permission::Permission;
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf};
use crate::loaders::{Fact, Found, The};
use crate::viewer::Asked;

/// A role that a party defined for its people.
pub(crate) struct Role(pub(crate) role::Role);

/// A role that a party defined for its people. Seen by colleagues and by the vendor's staff.
#[Object]
impl Role {
    /// Begins with `rol_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What the party calls it.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// What it allows, beside what everybody of the party may do.
    async fn permissions(&self, ctx: &Context<'_>) -> Result<Vec<Permission>, Fault> {
        let allowed = ctx.loaders()?.load_one(The(PermissionsOf(self.0.id))).await?.unwrap_or_default();
        Ok(allowed.into_iter().map(Permission::from).collect())
    }

    /// When it was defined.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// Whose it is.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let is_held = ctx.loaders()?.load_one(The(HoldersOf(self.0.id))).await?.is_some();
        let is_own = ctx.call()?.actor.person().is_some_and(|person| person.party_id == self.0.party_id);
        let may = is_own && ctx.may(May::StaffManage);
        Ok(vec![offer("roleUpdate", may, true), offer("roleDelete", may, !is_held)])
    }
}

impl Found for named::Role {
    type Row = role::Role;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[RoleId]) -> db::Result<Vec<Self::Row>> {
        role::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The roles that a party defined.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RolesOf(pub(crate) PartyId);

impl Fact for RolesOf {
    type Value = Vec<role::Role>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let parties: Vec<PartyId> = facts.iter().map(|RolesOf(party)| *party).collect();
        let found = role::of_parties(conn, actor, &parties)?;
        Ok(found.into_iter().map(|(party, roles)| (Self(party), roles)).collect())
    }
}

/// The roles a person holds that their party defined.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CustomRolesOf(pub(crate) StaffId);

impl Fact for CustomRolesOf {
    type Value = Vec<role::Role>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let people: Vec<StaffId> = facts.iter().map(|CustomRolesOf(person)| *person).collect();
        let found = role::of_staff(conn, actor, &people)?;
        Ok(found.into_iter().map(|(person, roles)| (Self(person), roles)).collect())
    }
}

/// The default permissions that a party took away.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RevokedDefaultsOf(pub(crate) PartyId);

impl Fact for RevokedDefaultsOf {
    type Value = Vec<May>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let parties: Vec<PartyId> = facts.iter().map(|RevokedDefaultsOf(party)| *party).collect();
        let found = role::revoked_defaults(conn, actor, &parties)?;
        Ok(found.into_iter().map(|(party, revoked)| (Self(party), revoked)).collect())
    }
}

/// What a role allows.
#[derive(Clone, PartialEq, Eq, Hash)]
struct PermissionsOf(RoleId);

impl Fact for PermissionsOf {
    type Value = Vec<May>;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let roles: Vec<RoleId> = facts.iter().map(|PermissionsOf(role)| *role).collect();
        let found = role::permissions_of(conn, &roles)?;
        Ok(found.into_iter().map(|(role, allowed)| (Self(role), allowed)).collect())
    }
}

/// How many people hold a role; there for who holds any.
#[derive(Clone, PartialEq, Eq, Hash)]
struct HoldersOf(RoleId);

impl Fact for HoldersOf {
    type Value = i64;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let roles: Vec<RoleId> = facts.iter().map(|HoldersOf(role)| *role).collect();
        Ok(role::holders_of(conn, &roles)?.into_iter().map(|(role, count)| (Self(role), count)).collect())
    }
}

/// A role to be defined.
#[derive(InputObject)]
pub(crate) struct RoleCreateInput {
    /// What you call it, 1 to 50 characters, unlike your other roles.
    name: String,
    /// What it allows: at least one permission; only such as mean something to your kind of party, and neither
    /// `STAFF_MANAGE` nor `SECURITY_MANAGE`.
    permissions: Vec<Permission>,
}

/// The answer to `roleCreate`.
#[derive(SimpleObject)]
pub(crate) struct RoleCreatePayload {
    /// The role; null when it was refused.
    role: Option<Role>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `ALREADY_EXISTS`, `LIMIT_REACHED` for the
    /// eleventh.
    user_errors: Vec<UserError>,
}

/// A role to be changed.
#[derive(InputObject)]
pub(crate) struct RoleUpdateInput {
    /// A role of your party.
    role_id: IdOf<named::Role>,
    /// Its new name, 1 to 50 characters; the old one without.
    name: Option<String>,
    /// All that it allows from now on, as for `roleCreate`; what it allowed without.
    permissions: Option<Vec<Permission>>,
}

/// The answer to `roleUpdate`.
#[derive(SimpleObject)]
pub(crate) struct RoleUpdatePayload {
    /// The role as it is now; null when it was refused.
    role: Option<Role>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `ALREADY_EXISTS`.
    user_errors: Vec<UserError>,
}

/// A role to be deleted.
#[derive(InputObject)]
pub(crate) struct RoleDeleteInput {
    /// A role of your party that nobody holds.
    role_id: IdOf<named::Role>,
}

/// The answer to `roleDelete`.
#[derive(SimpleObject)]
pub(crate) struct RoleDeletePayload {
    /// The role's id, now nobody's; null when it was refused.
    deleted_id: Option<ID>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` while somebody holds it.
    user_errors: Vec<UserError>,
}

/// A default permission to be taken away.
#[derive(InputObject)]
pub(crate) struct DefaultPermissionRevokeInput {
    /// `ACCOUNT_RECHARGE` or `ACCOUNT_WITHDRAW`.
    permission: Permission,
}

/// The answer to `defaultPermissionRevoke`.
#[derive(SimpleObject)]
pub(crate) struct DefaultPermissionRevokePayload {
    /// The party; null when it was refused.
    party: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// A default permission to be given back.
#[derive(InputObject)]
pub(crate) struct DefaultPermissionRestoreInput {
    /// `ACCOUNT_RECHARGE` or `ACCOUNT_WITHDRAW`.
    permission: Permission,
}

/// The answer to `defaultPermissionRestore`.
#[derive(SimpleObject)]
pub(crate) struct DefaultPermissionRestorePayload {
    /// The party; null when it was refused.
    party: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// What a party decides about roles.
#[derive(Default)]
pub(crate) struct RoleMutation;

#[Object]
impl RoleMutation {
    /// Defines a role; at most ten a party. Needs the permission `STAFF_MANAGE`.
    async fn role_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The role.")] input: RoleCreateInput,
    ) -> Result<RoleCreatePayload, Fault> {
        let permissions: Vec<May> = input.permissions.into_iter().map(May::from).collect();
        let name = input.name;
        let created = ctx.call()?.tx(move |conn, now, actor| role::create(conn, now, actor, &name, &permissions)).await;
        let (role, user_errors) = settle(created)?;
        Ok(RoleCreatePayload { role: role.map(Role), user_errors })
    }

    /// Changes a role for everybody who holds it, with their next request. Needs the permission `STAFF_MANAGE`.
    async fn role_update(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: RoleUpdateInput,
    ) -> Result<RoleUpdatePayload, Fault> {
        let RoleUpdateInput { role_id, name, permissions } = input;
        let permissions: Option<Vec<May>> = permissions.map(|list| list.into_iter().map(May::from).collect());
        let updated = ctx.call()?.tx(move |conn, now, actor| {
            role::update(conn, now, actor, role_id.0, name.as_deref(), permissions.as_deref())
        });
        let (role, user_errors) = settle(updated.await)?;
        Ok(RoleUpdatePayload { role: role.map(Role), user_errors })
    }

    /// Deletes a role that nobody holds. Needs the permission `STAFF_MANAGE`.
    async fn role_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which role.")] input: RoleDeleteInput,
    ) -> Result<RoleDeletePayload, Fault> {
        let deleted = ctx.call()?.tx(move |conn, now, actor| role::delete(conn, now, actor, input.role_id.0)).await;
        let (deleted, user_errors) = settle(deleted)?;
        Ok(RoleDeletePayload { deleted_id: deleted.map(|id| id.to_string().into()), user_errors })
    }

    /// Takes a default permission away from everybody in your party but administrators. Needs the permission
    /// `STAFF_MANAGE`.
    async fn default_permission_revoke(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which permission.")] input: DefaultPermissionRevokeInput,
    ) -> Result<DefaultPermissionRevokePayload, Fault> {
        let permission = input.permission.into();
        let done = ctx.call()?.tx(move |conn, now, actor| role::revoke_default(conn, now, actor, permission)).await;
        let (party, user_errors) = settle(done)?;
        Ok(DefaultPermissionRevokePayload { party: party.map(Party), user_errors })
    }

    /// Gives a default permission back to everybody in your party. Needs the permission `STAFF_MANAGE`.
    async fn default_permission_restore(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which permission.")] input: DefaultPermissionRestoreInput,
    ) -> Result<DefaultPermissionRestorePayload, Fault> {
        let permission = input.permission.into();
        let done = ctx.call()?.tx(move |conn, now, actor| role::restore_default(conn, now, actor, permission)).await;
        let (party, user_errors) = settle(done)?;
        Ok(DefaultPermissionRestorePayload { party: party.map(Party), user_errors })
    }
}
