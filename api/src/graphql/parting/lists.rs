//! Lists of partings, and what belongs to each.

use std::collections::HashMap;

use async_graphql::{Context, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::page::{Page, Slice};
use domain::parting::{self, Blocker, Done, Filter, Kind, Request, Status};
use domain::party::Party;
use domain::{Conn, db};
use schema::ids::{PartingId, PartyId, named};

use super::{Parting, PartingBlocker, PartingKind, PartingState};
use crate::graphql::page::{Connection, ListOrder, page};
use crate::graphql::problem::Fault;
use crate::graphql::scalars::IdOf;
use crate::loaders::{Fact, List};
use crate::viewer::Asked;

/// What a parting was blocked by.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct BlockersOf(pub(super) PartingId);

impl Fact for BlockersOf {
    type Value = Vec<Blocker>;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let ids: Vec<PartingId> = facts.iter().map(|BlockersOf(id)| *id).collect();
        let found = parting::blockers_of(conn, &ids)?;
        Ok(found.into_iter().map(|(id, blockers)| (Self(id), blockers)).collect())
    }
}

/// The steps of a parting that were carried out.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct StepsOf(pub(super) PartingId);

impl Fact for StepsOf {
    type Value = Vec<Done>;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let ids: Vec<PartingId> = facts.iter().map(|StepsOf(id)| *id).collect();
        let found = parting::steps_of(conn, &ids)?;
        Ok(found.into_iter().map(|(id, steps)| (Self(id), steps)).collect())
    }
}

/// A side of a parting, as it is called.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(super) struct SideOf(pub(super) PartyId);

impl Fact for SideOf {
    type Value = Party;

    fn find(conn: &mut Conn, _: Now, _: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let ids: Vec<PartyId> = facts.iter().map(|SideOf(id)| *id).collect();
        Ok(parting::sides(conn, &ids)?.into_iter().map(|party| (Self(party.id), party)).collect())
    }
}

/// The partings of a party from those it stood under.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct PartingsOf(pub(crate) PartyId);

impl List for PartingsOf {
    type Row = parting::Parting;

    fn pages(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let parties: Vec<PartyId> = lists.iter().map(|PartingsOf(party)| *party).collect();
        let found = parting::of_parties(conn, now, actor, &parties, page)?;
        Ok(found.into_iter().map(|(party, slice)| (Self(party), slice)).collect())
    }

    fn counts(conn: &mut Conn, now: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let parties: Vec<PartyId> = lists.iter().map(|PartingsOf(party)| *party).collect();
        let found = parting::count_of_parties(conn, now, actor, &parties)?;
        Ok(found.into_iter().map(|(party, count)| (Self(party), count)).collect())
    }
}

/// Which partings a list has. What is not given is not asked for.
#[derive(InputObject)]
pub(crate) struct PartingFilter {
    /// Only in this state.
    state: Option<PartingState>,
    /// Only of this kind.
    kind: Option<PartingKind>,
    /// Only of this customer or reseller.
    party_id: Option<IdOf<named::Party>>,
    /// Only from this partner or distributor.
    partner_id: Option<IdOf<named::Party>>,
}

impl From<PartingFilter> for Filter {
    fn from(filter: PartingFilter) -> Self {
        Self {
            state: filter.state.map(Status::from),
            kind: filter.kind.map(Kind::from),
            party_id: filter.party_id.map(|id| id.0),
            partner_id: filter.partner_id.map(|id| id.0),
        }
    }
}

/// Queries about partings.
#[derive(Default)]
pub(crate) struct PartingQuery;

#[Object]
impl PartingQuery {
    /// Partings: the caller's own, those of its customers within the caller's scope and, for a distributor, of its
    /// resellers' customers; all for the vendor.
    async fn partings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which partings.")] filter: Option<PartingFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Parting>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| parting::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Parting, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| parting::count(conn, now, actor, &filter)).await }
        }))
    }

    /// What would stand in the way of a `partingRequest` now, so that it can be shown before anybody asks; null when the
    /// caller cannot ask for such a parting of that party. Whether one is open already, or was asked for too short a
    /// time ago, is not looked at.
    async fn parting_blockers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The customer or reseller: for a customer itself.")] party_id: IdOf<named::Party>,
        #[graphql(desc = "What is to become of its association.")] kind: PartingKind,
        #[graphql(desc = "The reseller whose customer it is, when its distributor asks for it.")] acting_for_id: Option<
            IdOf<named::Party>,
        >,
    ) -> Result<Option<Vec<PartingBlocker>>, Fault> {
        let request = Request {
            acting_for: acting_for_id.map(|id| id.0),
            party_id: party_id.0,
            kind: kind.into(),
            reason: String::new(),
        };
        let found = ctx.call()?.read(move |conn, now, actor| parting::check(conn, now, actor, &request)).await?;
        Ok(found.map(|blockers| blockers.into_iter().map(PartingBlocker::from).collect()))
    }
}
