//! Customers: the list of them, and what is known of each.

use std::collections::HashMap;

use async_graphql::{Context, Enum, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::customer::{self, CustomerType as Type, VerifiedStatus as Verified};
use domain::party::EdgeKind;
use domain::party::association::Filter;
use domain::profile::Mobile;
use domain::{Conn, db, mask};
use schema::ids::{PartyId, named};

use super::page::{Connection, ListOrder, page};
use super::party::{AssociationKind, Party};
use super::problem::Fault;
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::found_by::{Contact, contact};
use crate::loaders::Fact;
use crate::viewer::Asked;

/// What a customer is.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Type")]
pub(crate) enum CustomerType {
    /// Not known: until real-name authentication, or until the customer says it.
    None,
    /// A person.
    Person,
    /// An enterprise.
    Enterprise,
}

/// Where real-name authentication stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Verified")]
pub(crate) enum VerifiedStatus {
    /// Not begun.
    None,
    /// In review.
    InReview,
    /// Refused.
    Failed,
    /// Verified.
    Verified,
}

/// How much a customer buys.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CustomerLevel {
    /// The level everybody begins with.
    V0,
    /// Level 1.
    V1,
    /// Level 2.
    V2,
    /// Level 3.
    V3,
    /// Level 4.
    V4,
    /// Level 5, the highest.
    V5,
}

impl CustomerLevel {
    const fn of(level: i16) -> Self {
        match level {
            1 => Self::V1,
            2 => Self::V2,
            3 => Self::V3,
            4 => Self::V4,
            5 => Self::V5,
            _ => Self::V0,
        }
    }
}

/// What is known of a customer.
pub(crate) struct CustomerProfile(customer::Customer);

/// What is known of a customer, personal data masked. Seen by its own people, its partner's within their scope, the
/// partner's distributor, and the vendor's; they need the permission `CUSTOMER_VIEW`.
#[Object]
impl CustomerProfile {
    /// Login name of its main account, masked: `ac***`. Null while it has none.
    async fn account_name_masked(&self) -> Option<String> {
        self.0.profile.account_name.as_deref().map(mask::account_name)
    }

    /// Mobile number, masked: `+86138****0000`. Null while it has none.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn mobile_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.0.profile.mobile(&ctx.call()?.vault)?.as_deref().map(mask::mobile))
    }

    /// The country of the mobile number, as its dialling code of four digits: `0086`. Null without a number.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn country_code(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        let mobile = self.0.profile.mobile(&ctx.call()?.vault)?;
        Ok(mobile.and_then(|mobile| Mobile::parse(&mobile).ok()).map(|mobile| mobile.country_code()))
    }

    /// Mail address, masked: `a***@example.com`. Null while it has none.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn email_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.0.profile.email(&ctx.call()?.vault)?.as_deref().map(mask::email))
    }

    /// What its partner calls it: the partner's own tag. Null for everybody but that partner's people and the vendor's.
    async fn label(&self) -> Option<&str> {
        self.0.label.as_deref()
    }

    /// Who of its partner looks after it today, one at most. Empty for everybody but that partner's people and the
    /// vendor's.
    async fn managers(&self, ctx: &Context<'_>) -> Result<Vec<Staff>, Fault> {
        let Some(manager_id) = self.0.manager_id else { return Ok(Vec::new()) };
        Ok(ctx.loaders()?.load_one(manager_id).await?.map(Staff).into_iter().collect())
    }

    /// Where its real-name authentication stands.
    async fn verified_status(&self) -> VerifiedStatus {
        self.0.record.verified_status.into()
    }

    /// What it is.
    async fn customer_type(&self) -> CustomerType {
        self.0.record.customer_type.into()
    }

    /// How much it buys.
    async fn level(&self) -> CustomerLevel {
        CustomerLevel::of(self.0.record.customer_level)
    }

    /// Whether its account is frozen.
    async fn is_frozen(&self) -> bool {
        self.0.record.frozen_at.is_some()
    }

    /// Its id on the partner's own platform; null when it was not registered from one.
    async fn platform_user_id(&self) -> Option<&str> {
        self.0.record.platform_user.as_deref()
    }

    /// Which platform of the partner that is.
    async fn platform_name(&self) -> Option<&str> {
        self.0.record.platform_name.as_deref()
    }
}

/// What is known of a customer, by its party.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CustomerOf(pub(crate) PartyId);

impl Fact for CustomerOf {
    type Value = customer::Customer;

    fn find(conn: &mut Conn, now: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let ids: Vec<PartyId> = facts.iter().map(|CustomerOf(id)| *id).collect();
        let found = customer::of(conn, now, actor, &ids)?;
        Ok(found.into_iter().map(|(id, customer)| (Self(id), customer)).collect())
    }
}

impl From<customer::Customer> for CustomerProfile {
    fn from(customer: customer::Customer) -> Self {
        Self(customer)
    }
}

/// Which customers a list has. What is not given is not asked for. Personal data are found by the whole of them only.
#[derive(InputObject)]
pub(crate) struct CustomerFilter {
    /// Only these, at most 100. Ids that name no customer of the caller's find nothing.
    customer_ids: Option<Vec<IdOf<named::Party>>>,
    /// Only those directly under this partner: for a distributor itself, or one of its resellers.
    partner_id: Option<IdOf<named::Party>>,
    /// Only those associated in this way: `RESALE` or `ADVISORY`.
    association_kind: Option<AssociationKind>,
    /// Only the one whose main account has this login name.
    account_name: Option<String>,
    /// Only those of this name, the whole of it; case does not matter.
    name: Option<String>,
    /// Only those whose label holds this text; case does not matter. Labels are the caller's own party's.
    label: Option<String>,
    /// Only the one with this mobile number, country's code first: `+8613800000000` or `0086-13800000000`.
    mobile: Option<String>,
    /// Only those with this mail address.
    email: Option<String>,
    /// Only those whose real-name authentication stands there.
    verified_status: Option<VerifiedStatus>,
    /// Only those whom this person of the caller's party looks after today.
    manager_id: Option<IdOf<named::Staff>>,
    /// Only those associated at this instant or later.
    associated_since: Option<DateTime>,
    /// Only those associated before this instant.
    associated_before: Option<DateTime>,
}

impl CustomerFilter {
    /// The filter as the domain takes it.
    ///
    /// # Errors
    /// `INVALID_INPUT` for a number or an address of another form, or too many ids.
    fn read(self, ctx: &Context<'_>) -> Result<Filter, Fault> {
        let Contact { ids, mobile_index, email_index } = contact(ctx, self.customer_ids, self.mobile, self.email)?;
        Ok(Filter {
            ids,
            upper_id: self.partner_id.map(|id| id.0),
            kind: self.association_kind.map(EdgeKind::from),
            account_name: self.account_name,
            name: self.name,
            label: self.label,
            mobile_index,
            email_index,
            verified_status: self.verified_status.map(Verified::from),
            manager_id: self.manager_id.map(|id| id.0),
            since: self.associated_since.map(|at| at.0),
            before: self.associated_before.map(|at| at.0),
        })
    }
}

/// Queries about customers.
#[derive(Default)]
pub(crate) struct CustomerQuery;

#[Object]
impl CustomerQuery {
    /// Customers that stand under a partner today, ordered by when they were associated: the caller's own within its
    /// scope, a distributor's also its resellers', all for the vendor. Empty without the permission `CUSTOMER_VIEW`.
    async fn customers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customers.")] filter: Option<CustomerFilter>,
        #[graphql(desc = "Which come first, by when they were associated.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Party>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(|filter| filter.read(ctx)).transpose()?.unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| customer::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Party, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| customer::count(conn, now, actor, &filter)).await }
        }))
    }
}
