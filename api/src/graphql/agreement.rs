//! Agreements: texts that parties accept, and who accepted which version.

mod commands;

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object};
use domain::actor::Actor;
use domain::agreement::{self, Key, Purpose};
use domain::clock::Now;
use domain::page::{Page, Slice};
use domain::{Conn, db};
use schema::ids::{AcceptanceId, AgreementId, Id, PartyId, named};
use uuid::Uuid;

use super::locale::Locale;
use super::page::Row;
use super::party::{AssociationKind, Party};
use super::problem::Fault;
use super::scalars::DateTime;
use super::staff::Staff;
use crate::loaders::{Found, List};
use crate::viewer::Asked;

pub(crate) use commands::AgreementMutation;

/// A text that is accepted.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Key")]
pub(crate) enum AgreementKey {
    /// What a user of the platform agrees to.
    UserAgreement,
    /// What is done with personal data.
    PrivacyStatement,
    /// What a customer should know before it associates; differs with the mode.
    AssociationNotice,
    /// The terms of an association.
    AssociationTerms,
    /// The consent that the partner gets the customer's account data.
    DataSharing,
    /// What a partner commits itself to before it acts on behalf of customers.
    OperationCommitment,
}

/// What somebody wants to do that needs agreements.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Purpose")]
pub(crate) enum AgreementPurpose {
    /// Open an account.
    Register,
    /// Associate with a partner and buy from it.
    AssociateResale,
    /// Associate with a partner and be advised by it.
    AssociateAdvisory,
    /// Act on behalf of customers.
    Operate,
}

/// A version of a text that parties accept.
pub(crate) struct Agreement(pub(crate) agreement::Agreement);

/// A version of a text that parties accept. It never changes: what was accepted stays readable.
#[Object]
impl Agreement {
    /// Begins with `agr_`. Each language has its own.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Which text.
    async fn key(&self) -> AgreementKey {
        self.0.key.into()
    }

    /// For the notice: the mode of association it is about; null for the other texts.
    async fn association_kind(&self) -> Option<AssociationKind> {
        self.0.association_kind.map(AssociationKind::from)
    }

    /// 1, 2, 3 …, the same in every language; the highest is in force.
    async fn version(&self) -> i32 {
        self.0.version
    }

    /// The language of title and content.
    async fn locale(&self) -> Locale {
        self.0.locale.into()
    }

    /// What it is called.
    async fn title(&self) -> &str {
        &self.0.title
    }

    /// What it says: plain text, a line each paragraph.
    async fn content(&self) -> &str {
        &self.0.content
    }

    /// Since when it is in force, or was until the next version.
    async fn published_at(&self) -> DateTime {
        DateTime(self.0.published_at)
    }
}

impl Found for named::Agreement {
    type Row = agreement::Agreement;

    fn by_ids(conn: &mut Conn, _: Now, _: &Actor, ids: &[AgreementId]) -> db::Result<Vec<Self::Row>> {
        agreement::by_ids(conn, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// That a party accepted an agreement.
pub(crate) struct Acceptance(pub(crate) agreement::Acceptance);

/// That a party accepted a version of an agreement. Seen by the party's own people and by the vendor's.
#[Object]
impl Acceptance {
    /// Begins with `acp_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The version, in the language in which it was read.
    async fn agreement(&self, ctx: &Context<'_>) -> Result<Option<Agreement>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.agreement_id).await?.map(Agreement))
    }

    /// The party that is bound.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// Who accepted for it.
    async fn accepted_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.staff_id).await?.map(Staff))
    }

    /// When.
    async fn accepted_at(&self) -> DateTime {
        DateTime(self.0.accepted_at)
    }
}

impl Row for Acceptance {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Acceptance {
    type Row = agreement::Acceptance;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[AcceptanceId]) -> db::Result<Vec<Self::Row>> {
        agreement::acceptances_by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// What a party accepted.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct AcceptancesOf(pub(crate) PartyId);

impl List for AcceptancesOf {
    type Row = agreement::Acceptance;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let parties: Vec<PartyId> = lists.iter().map(|AcceptancesOf(party)| *party).collect();
        let found = agreement::acceptances_of(conn, actor, &parties, page)?;
        Ok(found.into_iter().map(|(party, slice)| (Self(party), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let parties: Vec<PartyId> = lists.iter().map(|AcceptancesOf(party)| *party).collect();
        let counts = agreement::count_acceptances_of(conn, actor, &parties)?;
        Ok(counts.into_iter().map(|(party, count)| (Self(party), count)).collect())
    }
}

/// Queries about agreements.
#[derive(Default)]
pub(crate) struct AgreementQuery;

#[Object]
impl AgreementQuery {
    /// The agreements that have to be accepted today for a purpose, with what they say. For anybody, signed in or not.
    async fn agreements(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What somebody wants to do.")] purpose: AgreementPurpose,
        #[graphql(desc = "In which language.")] locale: Locale,
    ) -> Result<Vec<Agreement>, Fault> {
        let found = ctx.visit()?.read(move |conn| agreement::for_purpose(conn, purpose.into(), locale.into())).await?;
        Ok(found.into_iter().map(Agreement).collect())
    }
}
