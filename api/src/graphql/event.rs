//! Events: what happened to a party, for its own systems to follow.

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::event::{self, EventKind};
use domain::{Conn, db};
use schema::ids::{EventId, Id, named};
use uuid::Uuid;

use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::DateTime;
use crate::loaders::Found;
use crate::viewer::Asked;

/// What happened.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(name = "EventKind", remote = "EventKind")]
pub(crate) enum EventKindWord {
    /// A bank transfer was credited. The subject is its bank entry.
    RemittanceCredited,
    /// A credit was taken back, by the bank or because it was matched wrongly. The subject is its bank entry.
    RemittanceReversed,
}

/// Something that happened to a party.
pub(crate) struct Event(pub(crate) event::Event);

/// Something that happened to a party: written once, never changed. Seen by the party and, in the vendor, by who sees the
/// bank.
#[Object]
impl Event {
    /// Begins with `evt_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What happened.
    async fn kind(&self) -> EventKindWord {
        self.0.kind.into()
    }

    /// The id of what it happened to: ask for it by `node`.
    async fn subject_id(&self) -> ID {
        self.0.subject.clone().into()
    }

    /// When.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// Whom it concerns.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }
}

impl Row for Event {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Event {
    type Row = event::Event;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[EventId]) -> db::Result<Vec<Self::Row>> {
        event::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Which events a list has.
#[derive(InputObject)]
pub(crate) struct EventFilter {
    /// Only events of these kinds; null for all.
    kinds: Option<Vec<EventKindWord>>,
}

/// Queries about events.
#[derive(Default)]
pub(crate) struct EventQuery;

#[Object]
impl EventQuery {
    /// What happened to the caller's party; for who sees the bank, to every party. To follow it, ask for what is behind the
    /// cursor of the last event.
    async fn events(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which events.")] filter: Option<EventFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Event>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let kinds: Option<Vec<EventKind>> =
            filter.and_then(|filter| filter.kinds).map(|kinds| kinds.into_iter().map(EventKind::from).collect());
        let wanted = kinds.clone();
        let slice = call.read(move |conn, _, actor| event::page(conn, actor, wanted.as_deref(), &page)).await?;
        Ok(Connection::new(slice, Event, move || {
            let (call, kinds) = (call.clone(), kinds.clone());
            async move { call.read(move |conn, _, actor| event::count(conn, actor, kinds.as_deref())).await }
        }))
    }
}
