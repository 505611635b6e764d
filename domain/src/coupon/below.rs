//! Who stands under a party now, held there until the transaction ends.

use schema::ids::PartyId;

use super::Denied;
use super::store::edges;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::ledger::{self, AccountKind};
use crate::party::EdgeKind;
use crate::visibility::{self, At};

/// A party that stands under another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Below {
    pub(super) party_id: PartyId,
    pub(super) kind: EdgeKind,
    /// Whether the two part: nothing is issued any more.
    pub(super) is_closing: bool,
}

impl Below {
    /// Refuses to give anything to who parts.
    pub(super) fn check(self) -> Result<Self, Denied> {
        if self.is_closing { Err(Denied::Parting) } else { Ok(self) }
    }
}

/// Those of `lowers` that stand under `upper` now and that `within` allows, their accounts of `kind` locked: who parts
/// them locks the same.
pub(super) fn lock(
    conn: &mut Conn,
    now: Now,
    upper: PartyId,
    lowers: &[PartyId],
    within: &str,
    kind: AccountKind,
) -> db::Result<Vec<Below>> {
    let lasts = visibility::lasts("edges", At::Now(now));
    // Only one's own are locked: nobody keeps a stranger's account by naming it.
    let own: Vec<PartyId> =
        edges::below(conn, &lasts, within, upper, lowers)?.into_iter().map(|below| below.party_id).collect();
    let accounts = edges::accounts(conn, &own, kind)?;
    ledger::lock(conn, &accounts)?;
    edges::below(conn, &lasts, within, upper, &own)
}
