//! A reseller becomes a distributor (domain.md 1.4).

use schema::ids::PartyId;

use super::{EdgeKind, Error, Join, Kind, Party, Source, audit, join, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;
use crate::manager;

/// Makes a distributor of a reseller: it leaves its distributor and stands under the vendor from `now` on. Its
/// customers, accounts and money stay with it. Whoever calls this has decided that it may.
///
/// # Errors
/// [`Error::NotFound`] for who is no reseller.
pub(crate) fn promote(conn: &mut Conn, now: Now, actor: &Actor, id: PartyId) -> Result<Party, Error> {
    let reseller = store::lock(conn, id)?.filter(|party| party.kind == Kind::Reseller).ok_or(Error::NotFound)?;
    let vendor = store::vendor(conn)?.ok_or(Error::NotFound)?;
    let left = store::close_edge(conn, id, now.instant())?.map(|edge| edge.upper_id.to_string());
    // Who looked after it for its distributor no longer does.
    manager::release(conn, now, id)?;
    store::set_kind(conn, id, Kind::Distributor)?;
    let above = Join { kind: EdgeKind::Partner, source: Source::Promotion, upper: vendor.id, lower: id };
    join(conn, now, actor, &above)?;
    audit(conn, now, actor, id, "party.promote", serde_json::json!({ "from": reseller.kind, "left": left }))?;
    Ok(Party { kind: Kind::Distributor, ..reseller })
}
