//! Parties as an actor sees them.

use std::collections::HashMap;

use schema::ids::PartyId;

use super::{Edge, Kind, Party, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::store::Children;
use crate::page::{self, Page, Slice};
use crate::visibility::{self, At};

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[PartyId]) -> db::Result<Vec<Party>> {
    store::by_ids(conn, &visibility::party(actor, "parties.id", now), ids)
}

/// A page of the parties the actor may see, all kinds or one.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, kind: Option<Kind>, page: &Page) -> db::Result<Slice<Party>> {
    store::page(conn, &visibility::party(actor, "parties.id", now), kind, page)
}

/// How many parties [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, kind: Option<Kind>) -> db::Result<i64> {
    store::count(conn, &visibility::party(actor, "parties.id", now), kind)
}

/// For each of `uppers`, the page of visible parties of `kind` that stand under it today.
///
/// # Errors
/// When the database does not answer.
pub fn lower(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    uppers: &[PartyId],
    kind: Kind,
    page: &Page,
) -> db::Result<HashMap<PartyId, Slice<Party>>> {
    let sql = lower_sql(kind, now, &visibility::party(actor, "parties.id", now));
    let children = Children { sql: &sql, id: "parties.id" };
    page::store::pages(conn, uppers, &children, page, |conn, ids| store::by_ids(conn, "true", ids), |party| party.id)
}

/// For each of `uppers`, how many parties [`lower`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count_lower(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    uppers: &[PartyId],
    kind: Kind,
) -> db::Result<HashMap<PartyId, i64>> {
    let sql = lower_sql(kind, now, &visibility::party(actor, "parties.id", now));
    page::store::counts(conn, uppers, &Children { sql: &sql, id: "parties.id" })
}

/// For each of `lowers`, the edge and the visible party it stands under today.
///
/// # Errors
/// When the database does not answer.
pub fn upper(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    lowers: &[PartyId],
) -> db::Result<HashMap<PartyId, (Edge, Party)>> {
    let visible = visibility::party(actor, "parties.id", now);
    let pairs = store::upper(conn, &visibility::lasts("edges", At::Now(now)), &visible, lowers)?;
    Ok(pairs.into_iter().map(|(edge, party)| (edge.lower_id, (edge, party))).collect())
}

fn lower_sql(kind: Kind, now: Now, visible: &str) -> String {
    let lasts = visibility::lasts("edges", At::Now(now));
    format!(
        "from edges join parties on parties.id = edges.lower_id \
         where edges.upper_id = parent.id and {lasts} and parties.kind = '{kind}' and {visible}"
    )
}
