//! Adjustments as an actor sees them.

use chrono::{DateTime, Utc};
use schema::ids::{AdjustmentId, PartyId};

use super::{Adjustment, Operation, store};
use crate::actor::Actor;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility;

/// Which adjustments.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only these.
    pub operation: Option<Operation>,
    /// Only those of this partner's money.
    pub partner_id: Option<PartyId>,
    /// Only those with this reseller or customer.
    pub party_id: Option<PartyId>,
    /// Only those made at or after it.
    pub from: Option<DateTime<Utc>>,
    /// Only those made before it.
    pub to: Option<DateTime<Utc>>,
}

/// A page of the adjustments that the actor might see when they were made.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 3.1 (`ListPartnerAdjustRecords`), invariant 13.
pub fn page(conn: &mut Conn, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Adjustment>> {
    store::page(conn, &visibility::adjustment(actor), filter, page)
}

/// How many adjustments `filter` finds.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, &visibility::adjustment(actor), filter)
}

/// Those of `ids` that the actor might see when they were made.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[AdjustmentId]) -> db::Result<Vec<Adjustment>> {
    store::by_ids(conn, &visibility::adjustment(actor), ids)
}
