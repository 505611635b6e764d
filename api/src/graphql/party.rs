//! Parties: the organisations of the channel and how they stand to each other.

use std::borrow::Cow;
use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::page::{Order, Page, Slice};
use domain::party::{self, Edge, EdgeKind, Kind};
use domain::profile::{self, Profile};
use domain::{Conn, db};
use schema::ids::{Id, PartyId, named};
use uuid::Uuid;

use super::account::{Account, AccountsOf};
use super::agreement::{Acceptance, AcceptancesOf};
use super::association::{AssociationInterval, AssociationsOf};
use super::charge::{Charge, ChargesOf};
use super::customer::{CustomerOf, CustomerProfile};
use super::customer_flag::{CustomerFlag, FlagsOf};
use super::manager::{AssignmentOf, AssignmentsOf, ManagerAssignment};
use super::page::{Connection, ListOrder, Row, page};
use super::parting::{Parting, PartingsOf};
use super::partner_profile::PartnerProfile;
use super::permission::Permission;
use super::problem::Fault;
use super::remittance::{RemittanceAccount, RemittanceAccountsOf};
use super::role::{RevokedDefaultsOf, Role, RolesOf};
use super::scalars::DateTime;
use super::staff::{Staff, StaffOf};
use crate::loaders::{Fact, Found, List, The, connection};
use crate::viewer::Asked;

/// What a party is in the channel.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub(crate) enum PartyKind {
    /// Owns the platform; money and authority begin here. There is one. Ids begin with `ven_`.
    Vendor,
    /// Tier 1: develops resellers and sells to customers. Ids begin with `dst_`.
    Distributor,
    /// Tier 2: stands under exactly one distributor and sells to customers. Ids begin with `rsl_`.
    Reseller,
    /// Sells to customers directly under the vendor. Ids begin with `slp_`.
    SolutionProvider,
    /// Issues government subsidies to white-listed customers. Ids begin with `gov_`.
    GovSubsidy,
    /// Sells goods in the marketplace. Ids begin with `mch_`.
    Merchant,
    /// Buys. Ids begin with `cus_`.
    Customer,
}

/// How one party stands under another.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "EdgeKind")]
pub(crate) enum AssociationKind {
    /// A partner under the vendor.
    Partner,
    /// A reseller under its distributor.
    Reseller,
    /// A customer who buys from a partner and spends what the partner allocates; the partner sees the customer's money.
    Resale,
    /// A customer who buys from the vendor on a partner's advice; the partner does not see the customer's money.
    Advisory,
}

/// How a party stands under another today.
#[derive(SimpleObject)]
pub(crate) struct Association {
    /// In which way.
    kind: AssociationKind,
    /// Since when.
    since: DateTime,
    /// Whether a reseller lets its distributor give commands for it; null for other kinds.
    allows_acting: Option<bool>,
    /// Whether a reseller shows its distributor the money of its customers; null for other kinds.
    shares_detail: Option<bool>,
}

/// Which parties a list has.
#[derive(InputObject)]
pub(crate) struct PartyFilter {
    /// Only parties of this kind.
    kind: Option<PartyKind>,
}

/// An organisation: the vendor, a partner, or a customer.
pub(crate) struct Party(pub(crate) party::Party);

/// An organisation: the vendor, a partner, or a customer. A caller sees itself, who it stands under, who
/// stands under it, and who stands under its resellers; the vendor sees all.
#[Object]
impl Party {
    /// Begins with the prefix of the party's kind: `rsl_…`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.with_prefix(self.0.kind.prefix()).into()
    }

    /// What it is in the channel.
    async fn kind(&self) -> PartyKind {
        self.0.kind.into()
    }

    /// Its legal name as verified: the name that bank transfers must come from. A customer's is masked for everybody
    /// but its own people, `La***`: `reveal` shows it.
    async fn name(&self, ctx: &Context<'_>) -> Cow<'_, str> {
        self.0.name_for(ctx.call().ok().map(|call| &*call.actor))
    }

    /// Its mobile number with the four digits before the last four hidden: `+86138****0000`. Null when none is known.
    /// `reveal` shows it.
    async fn mobile_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let Some(profile) = ctx.loaders()?.load_one(The(ProfileOf(self.0.id))).await? else { return Ok(None) };
        Ok(profile.mobile_masked(&ctx.call()?.vault)?)
    }

    /// Its contact address with all but the first character before the `@` hidden: `a***@example.com`. Null when none is
    /// known. `reveal` shows it.
    async fn email_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let Some(profile) = ctx.loaders()?.load_one(The(ProfileOf(self.0.id))).await? else { return Ok(None) };
        Ok(profile.email_masked(&ctx.call()?.vault)?)
    }

    /// The login name of its main account, all but the beginning hidden: `la***`. Null when it has none. `reveal` shows
    /// it.
    async fn account_name_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let profile = ctx.loaders()?.load_one(The(ProfileOf(self.0.id))).await?;
        Ok(profile.and_then(|profile| profile.account_name_masked()))
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// The party it stands under today; null for the vendor and for who stands under nobody the caller may see.
    async fn upper(&self, ctx: &Context<'_>) -> Result<Option<Self>, Fault> {
        Ok(ctx.loaders()?.load_one(The(UpperOf(self.0.id))).await?.map(|(_, upper)| Self(upper)))
    }

    /// How it stands under `upper`; null when that is null.
    async fn association(&self, ctx: &Context<'_>) -> Result<Option<Association>, Fault> {
        let found = ctx.loaders()?.load_one(The(UpperOf(self.0.id))).await?;
        Ok(found.map(|(edge, _)| Association::from(edge)))
    }

    /// The intervals in which it stood under others, newest first; those that the caller may see.
    async fn associations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<AssociationInterval>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, AssociationsOf(self.0.id), page, AssociationInterval).await
    }

    /// How it left those it stood under, or wanted to, or changed its mode, newest first; those that the caller may see.
    async fn partings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Parting>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, PartingsOf(self.0.id), page, Parting).await
    }

    /// Distributors that stand under it today, oldest first. Only the vendor has any.
    async fn distributors(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Self>, Fault> {
        self.lower(ctx, Kind::Distributor, page(Order::Ascending, first, after, last, before)?).await
    }

    /// Solution providers that stand under it today, oldest first. Only the vendor has any.
    async fn solution_providers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Self>, Fault> {
        self.lower(ctx, Kind::SolutionProvider, page(Order::Ascending, first, after, last, before)?).await
    }

    /// Resellers that stand under it today, oldest first. Only distributors have any.
    async fn resellers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Self>, Fault> {
        self.lower(ctx, Kind::Reseller, page(Order::Ascending, first, after, last, before)?).await
    }

    /// Customers that stand under it today, resale and advisory, oldest first.
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Self>, Fault> {
        self.lower(ctx, Kind::Customer, page(Order::Ascending, first, after, last, before)?).await
    }

    /// What is known of it as a customer; null for who is none, and for who may not see it.
    async fn customer_profile(&self, ctx: &Context<'_>) -> Result<Option<CustomerProfile>, Fault> {
        if self.0.kind != Kind::Customer {
            return Ok(None);
        }
        Ok(ctx.loaders()?.load_one(The(CustomerOf(self.0.id))).await?.map(CustomerProfile::from))
    }

    /// The people who work for it, oldest first, those who were removed aside; empty for who neither works for it nor
    /// for the vendor.
    async fn staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Staff>, Fault> {
        let page = page(Order::Ascending, first, after, last, before)?;
        connection(ctx.loaders()?, StaffOf(self.0.id), page, Staff).await
    }

    /// The roles it defined for its people, oldest first, at most as many as the policy allows; empty for who neither works for it nor for the
    /// vendor.
    async fn roles(&self, ctx: &Context<'_>) -> Result<Vec<Role>, Fault> {
        let roles = ctx.loaders()?.load_one(The(RolesOf(self.0.id))).await?.unwrap_or_default();
        Ok(roles.into_iter().map(Role).collect())
    }

    /// The default permissions that it took away from its people, administrators aside; empty for who neither works
    /// for it nor for the vendor.
    async fn revoked_default_permissions(&self, ctx: &Context<'_>) -> Result<Vec<Permission>, Fault> {
        let revoked = ctx.loaders()?.load_one(The(RevokedDefaultsOf(self.0.id))).await?.unwrap_or_default();
        Ok(revoked.into_iter().map(Permission::from).collect())
    }

    /// The account manager who looks after it today, for the people of the partner it stands under and the vendor's;
    /// null when nobody does.
    async fn manager(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let loaders = ctx.loaders()?;
        let Some(assignment) = loaders.load_one(The(AssignmentOf(self.0.id))).await? else { return Ok(None) };
        Ok(loaders.load_one(assignment.manager_id).await?.map(Staff))
    }

    /// Who looked after it, and when, newest first; those of the caller's own party, and all to the vendor's people.
    async fn manager_assignments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<ManagerAssignment>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, AssignmentsOf(self.0.id), page, ManagerAssignment).await
    }

    /// What is known of it as a company; null for the vendor and for customers.
    async fn partner_profile(&self, ctx: &Context<'_>) -> Result<Option<PartnerProfile>, Fault> {
        PartnerProfile::of(ctx, &self.0).await
    }

    /// Its ledger accounts, one of a kind and currency; empty when the caller may not see its money.
    async fn accounts(&self, ctx: &Context<'_>) -> Result<Vec<Account>, Fault> {
        let accounts = ctx.loaders()?.load_one(The(AccountsOf(self.0.id))).await?.unwrap_or_default();
        Ok(accounts.into_iter().map(Account).collect())
    }

    /// What it was charged for as a customer, newest first; what the caller may not see is left out.
    async fn charges(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Charge>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, ChargesOf(self.0.id), page, Charge).await
    }

    /// What it accepted: agreement, version and time, newest first; empty when it is neither the caller's own party nor
    /// is the caller the vendor.
    async fn acceptances(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Acceptance>, Fault> {
        let page = page(Order::Descending, first, after, last, before)?;
        connection(ctx.loaders()?, AcceptancesOf(self.0.id), page, Acceptance).await
    }

    /// What stands in the way of an association of this customer, as the vendor entered it; empty for all others.
    async fn customer_flags(&self, ctx: &Context<'_>) -> Result<Vec<CustomerFlag>, Fault> {
        let flags = ctx.loaders()?.load_one(The(FlagsOf(self.0.id))).await?.unwrap_or_default();
        Ok(flags.into_iter().map(CustomerFlag::from).collect())
    }

    /// The accounts that money for it is wired to, one a currency; empty when the caller may not see its money.
    async fn remittance_accounts(&self, ctx: &Context<'_>) -> Result<Vec<RemittanceAccount>, Fault> {
        let accounts = ctx.loaders()?.load_one(The(RemittanceAccountsOf(self.0.id))).await?.unwrap_or_default();
        Ok(accounts.into_iter().map(RemittanceAccount).collect())
    }
}

impl Party {
    async fn lower(&self, ctx: &Context<'_>, kind: Kind, page: Page) -> Result<Connection<Self>, Fault> {
        connection(ctx.loaders()?, Lower { upper: self.0.id, kind }, page, Self).await
    }
}

impl From<Edge> for Association {
    fn from(edge: Edge) -> Self {
        let of_reseller = |consent| (edge.kind == EdgeKind::Reseller).then_some(consent);
        Self {
            kind: edge.kind.into(),
            since: DateTime(edge.valid_from),
            allows_acting: of_reseller(edge.allows_acting),
            shares_detail: of_reseller(edge.shares_detail),
        }
    }
}

impl Row for Party {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Party {
    type Row = party::Party;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[PartyId]) -> db::Result<Vec<Self::Row>> {
        party::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The party above another, and how that one stands under it.
#[derive(Clone, PartialEq, Eq, Hash)]
struct UpperOf(PartyId);

impl Fact for UpperOf {
    type Value = (Edge, party::Party);

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let lowers: Vec<PartyId> = facts.iter().map(|UpperOf(lower)| *lower).collect();
        let found = party::upper(conn, now, actor, &lowers)?;
        Ok(found.into_iter().map(|(lower, upper)| (Self(lower), upper)).collect())
    }
}

/// What is known of a party.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct ProfileOf(pub(crate) PartyId);

impl Fact for ProfileOf {
    type Value = Profile;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let parties: Vec<PartyId> = facts.iter().map(|ProfileOf(party)| *party).collect();
        let found = profile::by_parties(conn, now, actor, &parties)?;
        Ok(found.into_iter().map(|profile| (Self(profile.party_id), profile)).collect())
    }
}

/// The parties of a kind that stand under another.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Lower {
    upper: PartyId,
    kind: Kind,
}

impl Lower {
    /// The upper parties of `lists`, by the kind that is asked for.
    fn uppers(lists: &[Self]) -> HashMap<Kind, Vec<PartyId>> {
        let mut uppers: HashMap<Kind, Vec<PartyId>> = HashMap::new();
        for list in lists {
            uppers.entry(list.kind).or_default().push(list.upper);
        }
        uppers
    }
}

impl List for Lower {
    type Row = party::Party;

    fn pages(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let mut pages = HashMap::new();
        for (kind, uppers) in Self::uppers(lists) {
            let found = party::lower(conn, now, actor, &uppers, kind, page)?;
            pages.extend(found.into_iter().map(|(upper, slice)| (Self { upper, kind }, slice)));
        }
        Ok(pages)
    }

    fn counts(conn: &mut Conn, now: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let mut counts = HashMap::new();
        for (kind, uppers) in Self::uppers(lists) {
            let found = party::count_lower(conn, now, actor, &uppers, kind)?;
            counts.extend(found.into_iter().map(|(upper, count)| (Self { upper, kind }, count)));
        }
        Ok(counts)
    }
}

/// Queries about parties.
#[derive(Default)]
pub(crate) struct PartyQuery;

#[Object]
impl PartyQuery {
    /// The vendor, the root of the channel: from here the graph leads down to every party the caller may see. Null for
    /// who does not stand directly under it.
    async fn vendor(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        let Some(vendor) = ctx.call()?.read(|conn, _, _| party::vendor(conn)).await? else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(vendor.id).await?.map(Party))
    }

    /// The parties the caller may see.
    async fn parties(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which parties.")] filter: Option<PartyFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Party>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let kind = filter.and_then(|filter| filter.kind).map(Kind::from);
        let slice = call.read(move |conn, now, actor| party::page(conn, now, actor, kind, &page)).await?;
        Ok(Connection::new(slice, Party, move || {
            let call = call.clone();
            async move { call.read(move |conn, now, actor| party::count(conn, now, actor, kind)).await }
        }))
    }
}
