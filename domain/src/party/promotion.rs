//! A reseller becomes a distributor (domain.md 1.4).

use schema::ids::PartyId;

use super::{EdgeKind, Error, Join, Kind, Party, Source, audit, join, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::Conn;
use crate::parting;
use crate::visibility::{self, At};

/// Makes a distributor of a reseller: it leaves its distributor and stands under the vendor from `now` on. What is left
/// of the distributor's money and quotas goes back to it; customers, accounts and what the reseller brought in itself
/// stay with the reseller. Whoever calls this has decided that it may.
///
/// # Errors
/// [`Error::NotFound`] for who is no reseller, [`Error::Parting`] when something cannot go back.
pub(crate) fn promote(conn: &mut Conn, now: Now, actor: &Actor, id: PartyId) -> Result<Party, Error> {
    let reseller = store::lock(conn, id)?.filter(|party| party.kind == Kind::Reseller).ok_or(Error::NotFound)?;
    let vendor = store::vendor(conn)?.ok_or(Error::NotFound)?;
    let left = store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), id)?;
    if let Some(edge) = &left {
        parting::promote(conn, now, actor, edge)?;
    }
    store::set_kind(conn, id, Kind::Distributor)?;
    let above = Join { kind: EdgeKind::Partner, source: Source::Promotion, upper: vendor.id, lower: id };
    join(conn, now, actor, &above)?;
    let left = left.map(|edge| edge.upper_id.to_string());
    audit(conn, now, actor, id, "party.promote", serde_json::json!({ "from": reseller.kind, "left": left }))?;
    Ok(Party { kind: Kind::Distributor, ..reseller })
}
