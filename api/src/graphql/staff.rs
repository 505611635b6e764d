//! People, and the one who is asking.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::{Actor, Permission as May, Person};
use domain::clock::Now;
use domain::page::{Order, Page, Slice};
use domain::staff::{self, Event, Status};
use domain::{Conn, db, profile};
use schema::ids::{Id, PartyId, StaffId, named};
use schema::problem::Code;
use uuid::Uuid;

use super::access_key::{AccessKey, AccessKeysOf};
use super::action::{AvailableAction, offer};
use super::manager::{DirectorOf, TeamOf};
use super::page::{Connection, Row, page};
use super::party::Party;
use super::permission::{Permission, StaffRole};
use super::problem::Fault;
use super::role::{CustomRolesOf, Role};
use super::scalars::DateTime;
use crate::loaders::{Fact, Found, List, The, connection};
use crate::viewer::Asked;

/// Where a person stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum StaffState {
    /// A link to join was mailed; the person has no password yet.
    Invited,
    /// May sign in.
    Active,
    /// May not sign in for now.
    Suspended,
    /// Left for good; kept for what the person did.
    Removed,
}

/// A person who works for a party.
pub(crate) struct Staff(pub(crate) staff::Staff);

/// A person who works for a party. Seen by colleagues and by the vendor's staff.
#[Object]
impl Staff {
    /// Begins with `stf_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// How the person is addressed.
    async fn name(&self) -> &str {
        &self.0.name
    }

    /// The mail address with all but the first character of its local part hidden: `a***@example.com`.
    async fn email_masked(&self) -> String {
        let (local, host) = self.0.email.split_once('@').unwrap_or_default();
        let first: String = local.chars().take(1).collect();
        format!("{first}***@{host}")
    }

    /// Where the person stands.
    async fn state(&self) -> StaffState {
        self.0.status().into()
    }

    /// What the person is at work, as the platform knows it.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<StaffRole>, Fault> {
        let roles = ctx.loaders()?.load_one(The(RolesOf(self.0.id))).await?.unwrap_or_default();
        Ok(roles.into_iter().map(StaffRole::from).collect())
    }

    /// What the person is at work, as the party defined it. Together with `roles` one to three.
    async fn custom_roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>, Fault> {
        let roles = ctx.loaders()?.load_one(The(CustomRolesOf(self.0.id))).await?.unwrap_or_default();
        Ok(roles.into_iter().map(Role).collect())
    }

    /// When the person was added.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// When the last link to join was mailed; null for who was entered with a password.
    async fn invited_at(&self) -> Option<DateTime> {
        self.0.invited_at.map(DateTime)
    }

    /// First instant at which that link works no more; null for who has joined or was removed.
    async fn invitation_expires_at(&self) -> Option<DateTime> {
        self.0.invitation_expires_at().map(DateTime)
    }

    /// When the person first had a password; null while invited.
    async fn joined_at(&self) -> Option<DateTime> {
        self.0.joined_at.map(DateTime)
    }

    /// When the person left for good.
    async fn removed_at(&self) -> Option<DateTime> {
        self.0.removed_at.map(DateTime)
    }

    /// The director over an account manager today; null for who has none.
    async fn director(&self, ctx: &Context<'_>) -> Result<Option<Self>, Fault> {
        Ok(ctx.loaders()?.load_one(The(DirectorOf(self.0.id))).await?.map(Self))
    }

    /// The account managers under a director today, oldest first; empty for everybody else.
    async fn team(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Self>, Fault> {
        let page = page(Order::Ascending, first, after, last, before)?;
        connection(ctx.loaders()?, TeamOf(self.0.id), page, Self).await
    }

    /// What the caller can do with the person now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Result<Vec<AvailableAction>, Fault> {
        let (call, loaders) = (ctx.call()?, ctx.loaders()?);
        let is_colleague = call.actor.person().is_some_and(|person| person.party_id == self.0.party_id);
        let may = is_colleague && ctx.may(May::StaffManage);
        let is_sole = loaders.load_one(The(SoleAdministrator(self.0.id))).await?.is_some();
        let roles = loaders.load_one(The(RolesOf(self.0.id))).await?.unwrap_or_default();
        let can = |event| self.0.status().on(event).is_ok();
        let is_manager = self.0.status() == Status::Active && roles.contains(&domain::actor::Role::AccountManager);
        Ok(vec![
            offer("staffInvitationResend", may, can(Event::Resend)),
            offer("staffRolesSet", may, can(Event::GiveRoles) && !is_sole),
            offer("staffSuspend", may, can(Event::Suspend) && !is_sole),
            offer("staffResume", may, can(Event::Resume)),
            offer("staffRemove", may, can(Event::Remove) && !is_sole),
            offer("managerDirectorSet", may, is_manager),
        ])
    }

    /// Since when the person may not sign in; null while active.
    async fn suspended_at(&self) -> Option<DateTime> {
        self.0.suspended_at.map(DateTime)
    }

    /// The person's access keys, revoked ones too, newest first: to the person, and to who manages the party's staff.
    async fn access_keys(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<AccessKey>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, AccessKeysOf(self.0.id), page, AccessKey).await
    }

    /// Whom the person works for.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }
}

impl Found for named::Staff {
    type Row = staff::Staff;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[StaffId]) -> db::Result<Vec<Self::Row>> {
        staff::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Row for Staff {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// The people of a party.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct StaffOf(pub(crate) PartyId);

impl List for StaffOf {
    type Row = staff::Staff;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let parties: Vec<PartyId> = lists.iter().map(|StaffOf(party)| *party).collect();
        let found = staff::of_parties(conn, actor, &parties, page)?;
        Ok(found.into_iter().map(|(party, slice)| (Self(party), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let parties: Vec<PartyId> = lists.iter().map(|StaffOf(party)| *party).collect();
        let found = staff::count_of_parties(conn, actor, &parties)?;
        Ok(found.into_iter().map(|(party, count)| (Self(party), count)).collect())
    }
}

/// The preset roles of a person who may be seen.
#[derive(Clone, PartialEq, Eq, Hash)]
struct RolesOf(StaffId);

impl Fact for RolesOf {
    type Value = Vec<domain::actor::Role>;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let people: Vec<StaffId> = facts.iter().map(|RolesOf(person)| *person).collect();
        let found = staff::roles_of(conn, &people)?;
        Ok(found.into_iter().map(|(person, roles)| (Self(person), roles)).collect())
    }
}

/// There for who is the only active administrator of their party.
#[derive(Clone, PartialEq, Eq, Hash)]
struct SoleAdministrator(StaffId);

impl Fact for SoleAdministrator {
    type Value = ();

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let people: Vec<StaffId> = facts.iter().map(|SoleAdministrator(person)| *person).collect();
        Ok(staff::sole_administrators(conn, &people)?.into_iter().map(|person| (Self(person), ())).collect())
    }
}

/// Who is asking.
pub(crate) struct Viewer(Person);

/// Who is asking, and what they may do: ask for `permissions` and hide what they do not allow.
#[Object]
impl Viewer {
    /// The person.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.staff_id).await?.map(Staff))
    }

    /// Whom the person works for.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// What the person is at work; `staff.customRoles` has the roles that the party defined.
    async fn roles(&self) -> Vec<StaffRole> {
        self.0.roles.iter().copied().map(StaffRole::from).collect()
    }

    /// Whether critical operations of the party need a verification code: `verificationSwitch`.
    async fn uses_codes(&self, ctx: &Context<'_>) -> Result<bool, Fault> {
        let party_id = self.0.party_id;
        let profiles = ctx.call()?.read(move |conn, _, _| profile::of(conn, &[party_id])).await?;
        Ok(profiles.iter().any(|profile| profile.uses_codes))
    }

    /// What the person's roles allow, read afresh for every request.
    async fn permissions(&self, ctx: &Context<'_>) -> Vec<Permission> {
        May::ALL.iter().filter(|may| ctx.may(**may)).copied().map(Permission::from).collect()
    }
}

/// The query about who is asking.
#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is asking. Fails with `UNAUTHENTICATED` when nobody is signed in.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer, Fault> {
        let person = ctx.call()?.actor.person().cloned();
        person.map(Viewer).ok_or(Fault::of(Code::Unauthenticated))
    }
}
