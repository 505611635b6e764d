//! Adjustments: money given to resellers and customers, and what came back.

mod commands;

use async_graphql::{Context, Enum, ID, InputObject, Object};
use domain::actor::Actor;
use domain::adjustment::{self, Operation};
use domain::clock::Now;
use domain::{Conn, db};
use schema::ids::{AdjustmentId, Id, named};
use uuid::Uuid;

use super::page::{Connection, ListOrder, Row, page};
use super::party::Party;
use super::problem::Fault;
use super::scalars::{DateTime, IdOf, Money};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

pub(crate) use commands::AdjustmentMutation;

/// What became of money between a partner and who stands under it.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Operation")]
pub(crate) enum AdjustmentOperation {
    /// It went down. The reference's `SOURCE_OPERATION_BEADJUST`.
    Allocation,
    /// It came back. `SOURCE_OPERATION_BERETRIEVE`.
    Reclaim,
    /// It came back because the two parted, or the customer changed its mode. `SOURCE_OPERATION_BEUNBIND`.
    Unbinding,
}

/// Which adjustments a list has.
#[derive(InputObject)]
pub(crate) struct AdjustmentFilter {
    /// Only these.
    operation: Option<AdjustmentOperation>,
    /// Only those of this partner's money.
    partner_id: Option<IdOf<named::Party>>,
    /// Only those with this reseller or customer.
    party_id: Option<IdOf<named::Party>>,
    /// Only those made at or after it.
    from: Option<DateTime>,
    /// Only those made before it.
    to: Option<DateTime>,
}

impl From<AdjustmentFilter> for adjustment::Filter {
    fn from(filter: AdjustmentFilter) -> Self {
        Self {
            operation: filter.operation.map(Operation::from),
            partner_id: filter.partner_id.map(|id| id.0),
            party_id: filter.party_id.map(|id| id.0),
            from: filter.from.map(|at| at.0),
            to: filter.to.map(|at| at.0),
        }
    }
}

/// Money that a partner gave to a reseller or customer, or took back.
pub(crate) struct Adjustment(pub(crate) adjustment::Adjustment);

/// Money that a partner gave to a reseller or customer, or took back. Seen by who might see the partner's money when it
/// was made, and by the other side. Never changed.
#[Object]
impl Adjustment {
    /// Begins with `adj_`. After a dry run it names nothing.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Which way the money went.
    async fn operation(&self) -> AdjustmentOperation {
        self.0.operation.into()
    }

    /// The partner whose money it is; null for who may not see it.
    async fn partner(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.partner_id).await?.map(Party))
    }

    /// The reseller or customer; null for who may not see it.
    async fn party(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.party_id).await?.map(Party))
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// How much of an allocation went to what the customer owed.
    async fn arrears_cleared(&self) -> Money {
        self.0.arrears_cleared.into()
    }

    /// The partner's note to the other side.
    async fn memo(&self) -> Option<&str> {
        self.0.memo.as_deref()
    }

    /// Who did it: a person of the partner, or of its distributor acting for it. Null for the system, and for who may
    /// not see that person.
    async fn made_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.staff_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// When it was made.
    async fn made_at(&self) -> DateTime {
        DateTime(self.0.made_at)
    }

    /// The business act in the ledger: its transfers have the same `transactionId`. Begins with `txn_`.
    async fn transaction_id(&self) -> ID {
        self.0.transaction_id.to_string().into()
    }
}

impl Row for Adjustment {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Adjustment {
    type Row = adjustment::Adjustment;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[AdjustmentId]) -> db::Result<Vec<Self::Row>> {
        adjustment::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about adjustments.
#[derive(Default)]
pub(crate) struct AdjustmentQuery;

#[Object]
impl AdjustmentQuery {
    /// Money given to resellers and customers and taken back, newest first: of the caller's own party and, for a
    /// distributor, of its resellers at that time; what a reseller or customer got itself; all for the vendor.
    async fn adjustments(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which adjustments.")] filter: Option<AdjustmentFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Adjustment>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(adjustment::Filter::from).unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, _, actor| adjustment::page(conn, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Adjustment, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, _, actor| adjustment::count(conn, actor, &filter)).await }
        }))
    }
}
