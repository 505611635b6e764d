//! Rows of holds.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{AccountId, HoldId, StaffId};
use schema::money::Money;
use schema::tables::{holds, ledger_accounts};

use super::{Place, Purpose, Status};
use crate::clock::Now;
use crate::db::{Conn, Result};

/// Money set aside, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = holds, check_for_backend(diesel::pg::Pg))]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// The cash account it was taken from.
    pub account_id: AccountId,
    /// What for.
    pub purpose: Purpose,
    /// How much.
    #[diesel(select_expression = (holds::amount, holds::currency))]
    #[diesel(select_expression_type = (holds::amount, holds::currency))]
    pub amount: Money,
    /// Where it stands.
    pub state: Status,
    /// Why.
    pub reason: String,
    /// By whom it was placed.
    pub placed_by_id: StaffId,
    /// When it was placed.
    pub placed_at: DateTime<Utc>,
    /// By whom it was released.
    pub released_by_id: Option<StaffId>,
    /// When it was released.
    pub released_at: Option<DateTime<Utc>>,
}

pub(super) fn insert(conn: &mut Conn, now: Now, place: &Place, reason: &str, by: StaffId) -> Result<Hold> {
    let row = (
        holds::id.eq(HoldId::new()),
        holds::account_id.eq(place.account_id),
        holds::purpose.eq(place.purpose),
        holds::amount.eq(place.amount.amount()),
        holds::currency.eq(place.amount.currency()),
        holds::state.eq(Status::Placed),
        holds::reason.eq(reason),
        holds::placed_by_id.eq(by),
        holds::placed_at.eq(now.instant()),
    );
    Ok(diesel::insert_into(holds::table).values(row).returning(Hold::as_returning()).get_result(conn)?)
}

pub(super) fn lock(conn: &mut Conn, id: HoldId) -> Result<Option<Hold>> {
    Ok(holds::table.find(id).select(Hold::as_select()).for_update().get_result(conn).optional()?)
}

pub(super) fn set_released(conn: &mut Conn, now: Now, id: HoldId, status: Status, by: StaffId) -> Result<Hold> {
    let released = (holds::state.eq(status), holds::released_by_id.eq(by), holds::released_at.eq(now.instant()));
    Ok(diesel::update(holds::table.find(id)).set(released).returning(Hold::as_returning()).get_result(conn)?)
}

/// SQL of [`crate::page::store`]: the holds on the account `parent.id` that `visible` allows.
pub(super) fn of_account(visible: &str) -> String {
    format!(
        "from holds join ledger_accounts on ledger_accounts.id = holds.account_id \
         where holds.account_id = parent.id and {visible}"
    )
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[HoldId]) -> Result<Vec<Hold>> {
    let found = holds::table
        .inner_join(ledger_accounts::table)
        .filter(holds::id.eq_any(ids))
        .filter(sql::<Bool>(visible))
        .select(Hold::as_select());
    Ok(found.load(conn)?)
}
