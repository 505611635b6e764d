//! Which held entries may be what a claim is for.

use diesel::prelude::*;
use diesel::sql_types::{Array, Uuid as SqlUuid};
use schema::ids::{BankEntryId, RemittanceClaimId};

use crate::db::{Conn, Result};

#[derive(QueryableByName)]
struct Pair {
    #[diesel(sql_type = SqlUuid)]
    claim_id: RemittanceClaimId,
    #[diesel(sql_type = SqlUuid)]
    entry_id: BankEntryId,
}

/// Each claim with the held credits of its amount that were booked within five days around the day it was paid, and that no
/// approved claim is for: the nearest first, at most 20 of each.
pub(in crate::bank) fn candidates_of(
    conn: &mut Conn,
    claims: &[RemittanceClaimId],
) -> Result<Vec<(RemittanceClaimId, BankEntryId)>> {
    let pairs: Vec<Pair> = diesel::sql_query(CANDIDATES).bind::<Array<SqlUuid>, _>(claims).load(conn)?;
    Ok(pairs.into_iter().map(|pair| (pair.claim_id, pair.entry_id)).collect())
}

const CANDIDATES: &str = "\
    select claim.id as claim_id, near.id as entry_id \
    from remittance_claims claim cross join lateral ( \
        select entry.id, abs(entry.booked_on - claim.paid_on) as days from bank_entries entry \
        where entry.state = 'held' and entry.direction = 'credit' and not entry.is_reversal \
            and entry.amount = claim.amount and entry.currency = claim.currency \
            and entry.booked_on between claim.paid_on - 5 and claim.paid_on + 5 \
            and not exists (select from remittance_claims other \
                where other.bank_entry_id = entry.id and other.state = 'approved') \
        order by days, entry.id limit 20 \
    ) near where claim.id = any ($1) order by claim.id, near.days, near.id";
