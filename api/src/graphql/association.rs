//! Associations: the intervals in which one party stood under another.

use std::collections::HashMap;

use async_graphql::{Context, Enum, Object};
use domain::actor::Actor;
use domain::clock::Now;
use domain::page::{Page, Slice};
use domain::party::{Edge, Source, association};
use domain::{Conn, db};
use schema::ids::PartyId;
use uuid::Uuid;

use super::page::Row;
use super::party::{AssociationKind, Party};
use super::problem::Fault;
use super::scalars::DateTime;
use crate::loaders::List;
use crate::viewer::Asked;

/// How two parties came together.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Source")]
pub(crate) enum AssociationSource {
    /// The vendor's staff entered it.
    Entered,
    /// An application was approved.
    Application,
    /// An invitation was accepted.
    Invitation,
    /// The partner's platform registered the customer.
    Created,
    /// The customer came through the partner's single sign-on.
    SingleSignOn,
    /// A reseller became a distributor.
    Promotion,
    /// The customer changed its mode under the same partner.
    ModeSwitch,
}

/// An interval in which one party stood under another.
pub(crate) struct AssociationInterval(pub(crate) Edge);

/// An interval in which one party stood under another. Seen by both, by the distributor of the other at that time, and by
/// the vendor.
#[Object]
impl AssociationInterval {
    /// The party nearer to the vendor; null for who may no longer see it.
    async fn upper(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.upper_id).await?.map(Party))
    }

    /// In which way.
    async fn kind(&self) -> AssociationKind {
        self.0.kind.into()
    }

    /// How the two came together.
    async fn source(&self) -> AssociationSource {
        self.0.source.into()
    }

    /// First instant.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// First instant after; null while it lasts.
    async fn valid_to(&self) -> Option<DateTime> {
        self.0.valid_to.map(DateTime)
    }

    /// Since when it was being ended or changed: from then on nothing was allocated or issued along it; null otherwise.
    async fn closing_at(&self) -> Option<DateTime> {
        self.0.closing_at.map(DateTime)
    }
}

impl Row for AssociationInterval {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// The intervals in which a party stood under others.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct AssociationsOf(pub(crate) PartyId);

impl List for AssociationsOf {
    type Row = Edge;

    fn pages(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let parties: Vec<PartyId> = lists.iter().map(|AssociationsOf(party)| *party).collect();
        let found = association::history(conn, now, actor, &parties, page)?;
        Ok(found.into_iter().map(|(party, slice)| (Self(party), slice)).collect())
    }

    fn counts(conn: &mut Conn, now: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let parties: Vec<PartyId> = lists.iter().map(|AssociationsOf(party)| *party).collect();
        let found = association::count_history(conn, now, actor, &parties)?;
        Ok(found.into_iter().map(|(party, count)| (Self(party), count)).collect())
    }
}
