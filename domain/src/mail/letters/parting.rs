//! Letters about partings.

use chrono::{DateTime, Utc};
use schema::ids::PartingId;
use schema::money::Money;
use schema::notices::PartingReader;

use super::Error;
use crate::db::Conn;
use crate::mask;
use crate::parting::{self, Blocker, Kind, Side, Status};
use crate::party::{self, EdgeKind, Kind as PartyKind};

/// A parting, as one of its sides reads of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartingLetter {
    /// The partner, or the distributor of a reseller.
    pub partner_name: String,
    /// The customer or reseller; a customer's name is masked for its partner.
    pub lower_name: String,
    /// Who reads it.
    pub reader: PartingReader,
    /// What is to become of the association.
    pub kind: Kind,
    /// In which way the two stand to each other.
    pub from_kind: EdgeKind,
    /// In which way they shall, after a switch.
    pub to_kind: Option<EdgeKind>,
    /// Who wanted it.
    pub side: Side,
    /// Where it stands.
    pub status: Status,
    /// Why it was wanted.
    pub reason: String,
    /// What the other side said.
    pub opinion: Option<String>,
    /// Until when the other side can answer.
    pub answer_by: Option<DateTime<Utc>>,
    /// What stood in the way.
    pub blockers: Vec<Blocker>,
    /// What went back to the partner.
    pub money_returned: Option<Money>,
    /// How many coupons or quotas went back.
    pub coupons_returned: i32,
}

/// What `reader` is told of a parting.
pub(super) fn read(conn: &mut Conn, id: PartingId, reader: PartingReader) -> Result<PartingLetter, Error> {
    let parting = parting::get(conn, id)?.ok_or(Error::Missing)?;
    let partner = party::store::get(conn, parting.upper_id)?.ok_or(Error::Missing)?;
    let lower = party::store::get(conn, parting.lower_id)?.ok_or(Error::Missing)?;
    let is_masked = reader == PartingReader::Upper && lower.kind == PartyKind::Customer;
    Ok(PartingLetter {
        partner_name: partner.name,
        lower_name: if is_masked { mask::name(&lower.name) } else { lower.name },
        reader,
        kind: parting.kind,
        from_kind: parting.from_kind,
        to_kind: parting.to_kind,
        side: parting.side,
        status: parting.stored_status(),
        reason: parting.reason,
        opinion: parting.opinion,
        answer_by: parting.answer_by,
        blockers: parting::blockers_of(conn, &[id])?.remove(&id).unwrap_or_default(),
        money_returned: parting.money_returned,
        coupons_returned: parting.coupons_returned,
    })
}
