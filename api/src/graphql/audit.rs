//! The audit log, for who may read it.

use async_graphql::types::Json;
use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::audit::{self, Record, Verification};
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::{AuditRecordId, Id, named};
use uuid::Uuid;

use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{DateTime, IdOf, Long};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

/// Which lines of the audit log a list has. Conditions hold together.
#[derive(InputObject)]
pub(crate) struct AuditRecordFilter {
    /// Only lines about this party.
    party_id: Option<IdOf<named::Party>>,
    /// Only lines of this operation: `hold.place`.
    operation: Option<String>,
    /// Only what this person did.
    staff_id: Option<IdOf<named::Staff>>,
    /// Only what was done to the object with this id.
    subject: Option<ID>,
    /// Only lines from this instant on.
    from: Option<DateTime>,
    /// Only lines before this instant.
    to: Option<DateTime>,
}

impl From<AuditRecordFilter> for audit::Filter {
    fn from(filter: AuditRecordFilter) -> Self {
        Self {
            party_id: filter.party_id.map(|id| id.0),
            operation: filter.operation,
            staff_id: filter.staff_id.map(|id| id.0),
            subject: filter.subject.map(|id| id.to_string()),
            from: filter.from.map(|at| at.0),
            to: filter.to.map(|at| at.0),
        }
    }
}

/// A line of the audit log.
pub(crate) struct AuditRecord(pub(crate) Record);

/// A line of the audit log: who did what to whom. Seen with the permission `AUDIT_VIEW`: one's own party's lines, those
/// about one's customers from the time they were one's customers, and all by the vendor. It is never changed or removed.
#[Object]
impl AuditRecord {
    /// Begins with `aud_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The party it concerns, in whose chain it stands; null when the caller does not see that party today.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// Its place in the party's chain: 1, 2, 3 … without gaps.
    async fn position(&self) -> Long {
        Long(self.0.position)
    }

    /// The person who did it; null for a job, and for who may not see that person.
    async fn staff(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.staff_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// The job that did it; null for a person.
    async fn job(&self) -> Option<&str> {
        self.0.job()
    }

    /// What was done, noun and verb: `hold.place`.
    async fn operation(&self) -> &str {
        &self.0.operation
    }

    /// The id of what it was done to. A party's begins with `pty_` here.
    async fn subject(&self) -> ID {
        self.0.subject.clone().into()
    }

    /// Facts worth keeping, by operation; no secrets and no personal data.
    async fn details(&self) -> Json<&serde_json::Value> {
        Json(&self.0.details)
    }

    /// When.
    async fn occurred_at(&self) -> DateTime {
        DateTime(self.0.occurred_at)
    }

    /// SHA-256 over the line before and this one, in hexadecimal: note it elsewhere, and nobody can rewrite what lies
    /// before it unnoticed.
    async fn sha256(&self) -> String {
        self.0.sha256_hex()
    }
}

impl Row for AuditRecord {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::AuditRecord {
    type Row = Record;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[AuditRecordId]) -> db::Result<Vec<Self::Row>> {
        audit::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Whether a party's chain of the audit log is as it was written.
#[derive(SimpleObject)]
pub(crate) struct AuditVerification {
    /// Lines that the chain should have.
    records: Long,
    /// How far it was checked: at most 50 000 lines a call. Less than `records`, ask again with it as `after`.
    verified_to: Long,
    /// Whether everything that was checked is as it was written.
    intact: bool,
    /// The first place where it is not: a line that is changed, missing, or not ours. Null when intact.
    first_broken_position: Option<Long>,
}

impl From<Verification> for AuditVerification {
    fn from(Verification { records, verified_to, first_broken_position }: Verification) -> Self {
        Self {
            records: Long(records),
            verified_to: Long(verified_to),
            intact: first_broken_position.is_none(),
            first_broken_position: first_broken_position.map(Long),
        }
    }
}

/// Queries about the audit log.
#[derive(Default)]
pub(crate) struct AuditQuery;

#[Object]
impl AuditQuery {
    /// The audit log. Fails with `FORBIDDEN` without the permission `AUDIT_VIEW`.
    async fn audit_records(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lines.")] filter: Option<AuditRecordFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<AuditRecord>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(audit::Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, _, actor| audit::page(conn, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, AuditRecord, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, _, actor| audit::count(conn, actor, &filter)).await }
        }))
    }

    /// Hashes a party's chain of the audit log anew. Null for a party other than the caller's own, unless the vendor asks.
    /// Fails with `FORBIDDEN` without the permission `AUDIT_VIEW`.
    async fn audit_verification(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose chain.")] party_id: IdOf<named::Party>,
        #[graphql(desc = "Begin behind this position; 0 for the first line.")] after: Option<Long>,
    ) -> Result<Option<AuditVerification>, Fault> {
        let after = after.map_or(0, |after| after.0);
        let verified =
            ctx.call()?.read(move |conn, now, actor| audit::verify(conn, now, actor, party_id.0, after)).await?;
        Ok(verified.map(AuditVerification::from))
    }
}
