//! Agreements as an actor sees them: a partner its own, the vendor all.

use schema::ids::PayerAgreementId;

use super::store::{self, Filter, PayerAgreement};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility;

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, actor: &Actor, ids: &[PayerAgreementId]) -> db::Result<Vec<PayerAgreement>> {
    store::by_ids(conn, &seen(actor), ids)
}

/// A page of the agreements the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    filter: &Filter,
    page: &Page,
) -> db::Result<Slice<PayerAgreement>> {
    store::page(conn, now, &seen(actor), filter, page)
}

/// How many agreements [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, now, &seen(actor), filter)
}

fn seen(actor: &Actor) -> String {
    visibility::incoming(actor, "payer_agreements.party_id")
}
