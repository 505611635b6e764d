//! Charges and refunds as an actor sees them.

use std::collections::HashMap;

use schema::ids::{ChargeId, PartyId, RefundId};

use super::store::{self, Charge, Refund};
use super::{ChargeMode, SalesMode};
use crate::actor::Actor;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility;

/// Which charges a list has. What is not given is not asked for.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only this customer's.
    pub customer_id: Option<PartyId>,
    /// Only those of customers that stood under this partner then.
    pub partner_id: Option<PartyId>,
    /// Only those of this cycle, `2026-03`.
    pub cycle: Option<String>,
    /// Only those of customers that stood so then.
    pub mode: Option<SalesMode>,
    /// Only those paid for so.
    pub charge_mode: Option<ChargeMode>,
    /// Only the one that the charging system calls so.
    pub charge_key: Option<String>,
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[ChargeId]) -> db::Result<Vec<Charge>> {
    store::by_ids(conn, &visibility::consumption(actor), ids)
}

/// A page of the charges the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Charge>> {
    store::page(conn, &visibility::consumption(actor), filter, page)
}

/// How many charges [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, &visibility::consumption(actor), filter)
}

/// For each of `customers`, a page of its charges that the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn of_customers(
    conn: &mut Conn,
    actor: &Actor,
    customers: &[PartyId],
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Charge>>> {
    let sql = store::of_customer(&visibility::consumption(actor));
    let children = Children { sql: &sql, id: "charges.id" };
    let rows = |conn: &mut Conn, ids: &[ChargeId]| store::by_ids(conn, "true", ids);
    page::store::pages(conn, customers, &children, page, rows, |charge| charge.id)
}

/// For each of `customers`, how many charges [`of_customers`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_of_customers(conn: &mut Conn, actor: &Actor, customers: &[PartyId]) -> db::Result<HashMap<PartyId, i64>> {
    let sql = store::of_customer(&visibility::consumption(actor));
    page::store::counts(conn, customers, &Children { sql: &sql, id: "charges.id" })
}

/// Those of `ids` whose charge the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn refunds_by_ids(conn: &mut Conn, actor: &Actor, ids: &[RefundId]) -> db::Result<Vec<Refund>> {
    store::refunds_by_ids(conn, &visibility::consumption(actor), ids)
}

/// For each of `charges` that the actor may see, a page of its refunds.
///
/// # Errors
/// When the database does not answer.
pub fn refunds_of(
    conn: &mut Conn,
    actor: &Actor,
    charges: &[ChargeId],
    page: &Page,
) -> db::Result<HashMap<ChargeId, Slice<Refund>>> {
    let sql = store::of_charge(&visibility::consumption(actor));
    let children = Children { sql: &sql, id: "refunds.id" };
    let rows = |conn: &mut Conn, ids: &[RefundId]| store::refunds_by_ids(conn, "true", ids);
    page::store::pages(conn, charges, &children, page, rows, |refund| refund.id)
}

/// For each of `charges`, how many refunds [`refunds_of`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_refunds_of(conn: &mut Conn, actor: &Actor, charges: &[ChargeId]) -> db::Result<HashMap<ChargeId, i64>> {
    let sql = store::of_charge(&visibility::consumption(actor));
    page::store::counts(conn, charges, &Children { sql: &sql, id: "refunds.id" })
}
